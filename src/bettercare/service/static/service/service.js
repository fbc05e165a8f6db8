// What makes pages better where scripts run: the summary of errors takes the focus, and the arrow keys move in grids.
const summary = document.querySelector(".nhsuk-error-summary");
if (summary) summary.focus();

// Where a text is refused at a line, that line is chosen in its box.
const refused = document.querySelector("textarea[data-line]");
if (refused) {
  const lines = refused.value.split("\n");
  const place = Number(refused.dataset.line) - 1;
  const start = lines.slice(0, place).join("\n").length + (place ? 1 : 0);
  refused.setSelectionRange(start, start + (lines[place] || "").length);
  refused.scrollTop = (refused.scrollHeight / lines.length) * Math.max(0, place - 5);
}

const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };
for (const grid of document.querySelectorAll(".bc-grid")) {
  grid.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!(event.key in STEPS) || box.tagName !== "INPUT") return;
    const cell = box.closest("td");
    const rows = [...grid.tBodies[0].rows];
    const next = rows[rows.indexOf(cell.parentElement) + STEPS[event.key]];
    const beside = next && next.cells[cell.cellIndex]?.querySelector("input, select, textarea");
    if (!beside) return;
    event.preventDefault();
    beside.focus();
  });
}

// Nobody loses what they typed by leaving the page.
for (const form of document.querySelectorAll(".bc-form")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
