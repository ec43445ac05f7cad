// The lesson beside the grid, not instead of it: topic, homework, kinds of work. A fragment of the lesson's own page.

const panel = document.getElementById("panel");
const beside = document.getElementById("beside");
const WIDE = matchMedia("(min-width: 768px)");
let opened = null;

// False where there is no room for two: then the head's link opens the lesson's page.
export function openPanel(lesson, sheet) {
  if (!WIDE.matches || !panel) return false;
  markColumn(sheet);
  opened = lesson;
  panel.ariaLabel = "Урок";
  panel.hidden = false;
  beside.classList.remove("closed");
  const { href } = sheet.headOf(lesson).querySelector("a");
  globalThis.htmx.ajax("GET", href, { target: "#panel", swap: "innerHTML" });
  markColumn(sheet);
  sheet.headOf(lesson).scrollIntoView({ block: "nearest", inline: "nearest" });
  remember(lesson);
  return true;
}

// What the page makes itself stands there too; on a phone it stands under the sheet.
export function showBeside(sheet, content) {
  closePanel(sheet);
  panel.ariaLabel = "Клетка";
  panel.hidden = false;
  panel.replaceChildren(content);
  beside.classList.remove("closed");
  if (!WIDE.matches) panel.scrollIntoView({ block: "nearest" });
}

// A request for a correction stands in the same place; false where there is no room: then the link opens its page.
export function openRequest(href, sheet) {
  if (!WIDE.matches || !panel) return false;
  closePanel(sheet);
  panel.ariaLabel = "Запрос исправления";
  panel.hidden = false;
  beside.classList.remove("closed");
  globalThis.htmx.ajax("GET", href, { target: "#panel", swap: "innerHTML" });
  return true;
}

export function closePanel(sheet) {
  if (opened === null) return hidePanel();
  const link = sheet.headOf(opened).querySelector("a");
  const hadFocus = panel.contains(document.activeElement);
  markColumn(sheet);
  opened = null;
  hidePanel();
  remember(null);
  if (hadFocus) link.focus();
  return true;
}

function hidePanel() {
  if (!panel || panel.hidden) return false;
  panel.hidden = true;
  panel.replaceChildren();
  beside.classList.add("closed");
  return true;
}

function markColumn(sheet) {
  if (opened === null) return;
  sheet.headOf(opened).classList.toggle("work");
  for (const c of sheet.columnsOf(opened)) {
    sheet.table.querySelectorAll("col")[c + 1].classList.toggle("work");
  }
}

// The open lesson is a part of the address: it can be sent to a colleague.
function remember(lesson) {
  const url = new URL(location.href);
  if (lesson) url.searchParams.set("lesson", lesson);
  else url.searchParams.delete("lesson");
  history.replaceState(history.state, "", url);
}

export function watchPanel({ sheet, queue }) {
  const asked = Number(new URL(location.href).searchParams.get("lesson"));
  if (sheet.lessons.includes(asked)) openPanel(asked, sheet);
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-panel]")) closePanel(sheet);
    const ask = event.target.closest("a.ask");
    if (ask && openRequest(ask.href, sheet)) event.preventDefault();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePanel(sheet);
  });
  panel.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === panel) document.getElementById("panel-title")?.focus();
  });
  panel.addEventListener("htmx:sendError", () => say("Не сохранено: нет связи с сервером. Нажмите «Сохранить», когда связь вернётся."));
  panel.addEventListener("htmx:responseError", ({ detail }) => say(detail.xhr.status === 401
    ? "Не сохранено: вход закончился. Войдите в соседней вкладке и нажмите «Сохранить» ещё раз."
    : "Не сохранено: сервер не ответил. Нажмите «Сохранить» ещё раз."));
  panel.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "panel-form") say("Сохраняется", "saving");
  });
  document.addEventListener("lesson-saved", ({ detail }) => {
    sheet.setFoot(detail.lesson, detail);
    const columns = sheet.columnsOf(detail.lesson);
    detail.columns.forEach((column, i) => { if (i < columns.length) sheet.setWork(columns[i], column); });
  });
  // A new column changes the whole sheet: it is read anew, after everything typed has reached the server.
  document.addEventListener("columns-changed", () => {
    const reload = () => { if (!queue.size) location.reload(); };
    queue.addEventListener("size", reload);
    reload();
  });
}

function say(text, state = "waiting") {
  const line = document.getElementById("panel-state");
  if (!line) return;
  const words = Object.assign(document.createElement("span"), { className: "state", textContent: text });
  words.dataset.state = state;
  line.replaceChildren(words);
}
