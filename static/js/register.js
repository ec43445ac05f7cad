// The register of a lesson by keys: numbers typed show whom they mean before Enter; Н marks the row one stands on.
// Without this module the same form works with ticks, numbers and Enter.

const form = document.getElementById("register");
if (form) start(form.elements.numbers, document.getElementById("register-told"));

function start(numbers, told) {
  const rows = [...form.querySelectorAll("[data-number]")];
  const hint = told.textContent;

  function show() {
    const typed = new Set(numbers.value.match(/\d+/g)?.map(Number));
    const meant = rows.filter((row) => typed.has(Number(row.dataset.number)));
    for (const row of rows) row.classList.toggle("typed", meant.includes(row));
    told.textContent = meant.length ? `нет: ${meant.map((row) => row.querySelector("[data-name]").textContent).join(", ")}` : hint;
  }

  numbers.addEventListener("input", show);
  show();

  form.addEventListener("keydown", (event) => {
    const place = rows.findIndex((row) => row.contains(event.target));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.target.type !== "number") {
      event.preventDefault();
      const row = rows[Math.min(Math.max(place + step, 0), rows.length - 1)];
      (place + step < 0 ? numbers : row.querySelector("[type=checkbox]")).focus();
    } else if (place >= 0 && event.code === "KeyY" && event.target.type === "checkbox" && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      event.target.click();
    }
  });
}
