// What makes pages better where scripts run: the summary of errors takes the focus; grids by keyboard are in grid.js.
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

// Nobody loses what they typed by leaving the page.
for (const form of document.querySelectorAll(".bc-form:not([data-cells])")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
