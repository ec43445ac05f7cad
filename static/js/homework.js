// What the days of the homework will take is told before it is saved; names are asked for only where pupils are chosen.

const MINUTES = 60;

function duration(minutes) {
  const hours = Math.floor(minutes / MINUTES), rest = minutes % MINUTES;
  return [hours ? `${hours} ч` : "", rest || !hours ? `${rest} мин` : ""].filter(Boolean).join(" ");
}

// Each assignment with minutes: the option of its day, and whether it is for pupils by name.
function* given(form) {
  for (const field of form.querySelectorAll("[data-minutes-field]")) {
    const box = field.closest("[data-task], [data-homework]");
    const text = box.querySelector("textarea").value.trim();
    const minutes = Number(field.value);
    const option = field.closest(".terms").querySelector("[data-due]").selectedOptions[0];
    const byName = box.querySelector("[data-whom]")?.value === "pupils";
    if (text && minutes > 0 && option?.dataset.day) {
      yield { day: option.dataset.day, others: Number(option.dataset.minutes), own: minutes, byName };
    }
  }
}

function sums(form) {
  const days = new Map();
  for (const { day, others, own, byName } of given(form)) {
    const sum = days.get(day) ?? { others, all: 0, named: 0 };
    if (byName) sum.named = Math.max(sum.named, own);
    else sum.all += own;
    days.set(day, sum);
  }
  return days;
}

function line(day, minutes, norm) {
  const verdict = minutes > norm ? "over" : minutes * 100 >= norm * 90 ? "near" : "within";
  const told = `${day[0].toUpperCase()}${day.slice(1)}: вместе с другими предметами ${duration(minutes)}`;
  const end = { over: `, больше нормы на ${duration(minutes - norm)}.`, near: ", почти вся норма.", within: "." }[verdict];
  const words = Object.assign(document.createElement("p"), { className: "load-line", textContent: told + end });
  words.dataset.verdict = verdict;
  return words;
}

function tell(form) {
  const load = form.querySelector("[data-load]");
  if (!load) return;
  const norm = Number(load.dataset.norm);
  const lines = [...sums(form)].map(([day, sum]) => line(day, sum.others + sum.all + sum.named, norm));
  load.querySelector("[data-load-lines]").replaceChildren(...lines);
}

function askNames(select) {
  const names = select.closest("[data-task]").querySelector(".addressees");
  names.hidden = select.value !== "pupils";
}

for (const select of document.querySelectorAll("[data-whom]")) askNames(select);

document.addEventListener("input", ({ target }) => {
  if (target.form?.querySelector("[data-load]") && target.closest("[data-homework]")) tell(target.form);
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-whom]")) askNames(target);
  if (target.form?.querySelector("[data-load]") && target.closest("[data-homework]")) tell(target.form);
});
