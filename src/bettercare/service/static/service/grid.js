// Grids by keyboard: arrows and Enter move, Escape gives back what stood there, pasted cells fill the boxes from the one in use.
// What is put into boxes here rather than typed is told by the event `put`.
const BOXES = "input:not([type=hidden]):not([type=checkbox]), select, textarea";

function boxAt(row, place) {
  return row && row.cells[place] ? row.cells[place].querySelector(BOXES) : null;
}

function beside(cell, step) {
  for (let next = cell; (next = step < 0 ? next.previousElementSibling : next.nextElementSibling); ) {
    const box = next.querySelector(BOXES);
    if (box) return box;
  }
  return null;
}

function below(grid, cell, step) {
  const rows = [...grid.tBodies[0].rows];
  for (let at = rows.indexOf(cell.parentElement) + step; rows[at]; at += step) {
    const box = boxAt(rows[at], cell.cellIndex);
    if (box) return box;
  }
  return null;
}

function target(grid, event) {
  const box = event.target;
  const cell = box.closest("td");
  const text = box.tagName === "INPUT";
  const all = text && box.selectionStart === 0 && box.selectionEnd === box.value.length;
  switch (event.key) {
    case "ArrowUp": return text ? below(grid, cell, -1) : null;
    case "ArrowDown": return text ? below(grid, cell, 1) : null;
    case "Enter": return text ? below(grid, cell, event.shiftKey ? -1 : 1) : null;
    case "ArrowLeft": return text && (all || box.selectionEnd === 0) ? beside(cell, -1) : null;
    case "ArrowRight": return text && (all || box.selectionStart === box.value.length) ? beside(cell, 1) : null;
    default: return null;
  }
}

function put(box, text) {
  if (box.tagName !== "SELECT") { box.value = text; return; }
  const wanted = text.trim().toLowerCase();
  const option = [...box.options].find((o) => o.text.trim().toLowerCase() === wanted || o.value === text.trim());
  if (option) box.value = option.value;
}

// What was pasted last, so that Ctrl+Z takes it back whole.
let last = null;

function paste(grid, box, text) {
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  if (lines.length < 2 && lines[0].length < 2) return false;
  const cell = box.closest("td");
  const rows = [...grid.tBodies[0].rows];
  const first = rows.indexOf(cell.parentElement);
  const before = [];
  const left = [];
  lines.forEach((values, down) => {
    const row = rows[first + down];
    if (!row) { left.push(values.join("\t")); return; }
    values.forEach((value, across) => {
      const place = boxAt(row, cell.cellIndex + across);
      if (!place) return;
      before.push([place, place.value]);
      put(place, value);
    });
  });
  last = before;
  grid.dispatchEvent(new Event("put", { bubbles: true }));
  if (left.length) {
    const more = grid.closest(".bc-scroll").parentElement.querySelector(`.bc-paste textarea[name="rows:${grid.dataset.shape}"]`);
    if (more && cell.cellIndex === 0) {
      more.value = left.join("\n");
      more.closest("details").open = true;
      more.focus();
    }
  }
  return true;
}

for (const grid of document.querySelectorAll(".bc-grid")) {
  grid.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches(BOXES)) return;
    if (event.key === "Escape") {
      if (box.tagName === "SELECT") box.value = [...box.options].find((o) => o.defaultSelected)?.value ?? "";
      else box.value = box.defaultValue;
      grid.dispatchEvent(new Event("put", { bubbles: true }));
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && last) {
      event.preventDefault();
      for (const [place, value] of last) place.value = value;
      last = null;
      grid.dispatchEvent(new Event("put", { bubbles: true }));
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = target(grid, event);
    if (event.key === "Enter" && box.tagName === "INPUT") event.preventDefault();
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (next.select) next.select();
  });
  grid.addEventListener("paste", (event) => {
    if (event.target.matches(BOXES) && paste(grid, event.target, event.clipboardData.getData("text/plain"))) event.preventDefault();
  });
  grid.addEventListener("input", (event) => { if (event.isTrusted) last = null; });
}
