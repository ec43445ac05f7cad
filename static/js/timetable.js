// Arrows move between the hours of the editor's table; Enter follows the link. The page works without it.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.querySelector(".editor")?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  const row = cell.parentElement;
  const body = row.parentElement;
  const line = body.rows[[...body.rows].indexOf(row) + step[1]];
  line?.cells[cell.cellIndex + step[0]]?.querySelector("a.hour")?.focus();
});
