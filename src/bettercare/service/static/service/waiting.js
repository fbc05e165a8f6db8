// The task list tells of words that are kept in this browser and were never saved, section by section, with the way back to them.
const notice = document.getElementById("unsaved");
if (notice) {
  const starts = notice.dataset.starts;
  const found = [];
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at);
      if (!name.startsWith(starts)) continue;
      const section = name.slice(starts.length).split("/")[0];
      const link = document.querySelector(`a[data-section="${CSS.escape(section)}"]`);
      const count = Object.keys(JSON.parse(localStorage.getItem(name) || "{}")).length;
      if (link && count) found.push([link, count]);
    }
  } catch {
    found.length = 0; // no storage, or not ours
  }
  if (found.length) {
    notice.append("Typed on this computer and not saved yet: ");
    found.forEach(([link, count], number) => {
      const way = document.createElement("a");
      way.href = link.href;
      way.textContent = `${count} ${count === 1 ? "answer" : "answers"} in ${link.textContent.trim()}`;
      notice.append(number ? ", " : "", way);
    });
    notice.append(". Open the section and they are saved, or you see what stands in the way.");
    notice.setAttribute("role", "status");
    notice.hidden = false;
  }
}
