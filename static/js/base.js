// What every page needs: the CSRF header, the state of the connection, the keys of the page, menus that close.

import { csrfToken, isTyping, sayConnection } from "./page.js";

function showKeys() {
  const dialog = document.getElementById("keys-help");
  const list = document.getElementById("keys-list");
  if (!dialog || dialog.open) return;
  const parts = ["keys", "keys-common"].map((id) => document.getElementById(id)).filter(Boolean);
  list.replaceChildren(...parts.map((part) => part.content.cloneNode(true)));
  dialog.showModal();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  const search = document.querySelector("[data-search]");
  if (search && (event.ctrlKey || event.metaKey) && event.code === "KeyK") {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?" && !isTyping(event.target)) {
    event.preventDefault();
    showKeys();
  } else if (event.key === "Escape") {
    closeMenus();
  }
});

document.addEventListener("click", (event) => {
  const summary = event.target.closest("[data-show-keys]");
  if (summary) showKeys();
  closeMenus(event.target);
  const filler = event.target.closest("[data-fill]");
  if (filler) fill(filler);
});

// A button that fills the form it names and sends it: <button data-fill="#login" data-login="…" data-password="…">
function fill(button) {
  const form = document.querySelector(button.dataset.fill);
  for (const name of ["login", "password"]) form.elements[name].value = button.dataset[name] ?? "";
  form.requestSubmit();
}

// Signing out asks first about what is not sent yet.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-leave]")) return;
  event.preventDefault();
  import("./leave.js").then(({ leave }) => leave(event.target)).catch(() => event.target.submit());
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-go]")) location.assign(event.target.value);
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
});

const NO_CONNECTION = "Нет связи с сервером";
const SERVER_FAILED = "Сервер не ответил. Обновите страницу; если повторится, сообщите администратору";
addEventListener("offline", () => sayConnection(NO_CONNECTION));
addEventListener("online", () => sayConnection(""));
document.addEventListener("htmx:sendError", () => sayConnection(NO_CONNECTION));
const SIGNED_OUT = "Вход закончился. Войдите в соседней вкладке и повторите: напечатанное останется на странице";
document.addEventListener("htmx:responseError", ({ detail }) => sayConnection(detail.xhr.status === 401 ? SIGNED_OUT : SERVER_FAILED));
document.addEventListener("htmx:afterOnLoad", () => sayConnection(""));
if (!navigator.onLine) sayConnection(NO_CONNECTION);

// Answers where there is no network. On plain http the browser has no such thing.
addEventListener("load", () => navigator.serviceWorker?.register("/app-worker.js").catch(() => {}));
