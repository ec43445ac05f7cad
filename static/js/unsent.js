// What waits in this browser for other journals than the one that is open: how many changes, where, and what has
// become of them. Opening the page is enough for them to go; a line stands while they can not.

import "./leave.js"; // Without a network too: signing out asks for it only when the button is pressed.
import { queue, store } from "./own-queue.js";
import { changes, plural } from "./words.js";

const place = document.getElementById("unsent");
// A line that would be gone in a moment is not shown.
const SOON_MS = 700;
const titles = new Map();
let timer = null;
let shown = "";

if (place) {
  queue.addEventListener("size", later);
  store.addEventListener("changed", later);
  later();
}

function later() {
  timer ??= setTimeout(show, queue.trouble || queue.undecided.length ? 0 : SOON_MS);
}

async function show() {
  const all = store.lasts ? await store.all() : queue.waiting;
  timer = null;
  const undecided = queue.undecided.filter(({ entry }) => !queue.shows(entry));
  const told = new Set(queue.undecided.map(({ entry }) => entry.key));
  const groups = [
    ...byJournal(all.filter((row) => !told.has(row.key) && !queue.shows(row)), "waiting"),
    ...byJournal(undecided.filter(({ result }) => result.outcome === "conflict").map(({ entry }) => entry), "conflict"),
    ...byJournal(undecided.filter(({ result }) => result.outcome !== "conflict").map(({ entry }) => entry), "refused"),
  ];
  await Promise.all(groups.map(async (group) => { group.title = await titleOf(group.page); }));
  // Read aloud only when something has changed.
  const now = JSON.stringify(groups.map(({ kind, page, title, entries }) => [kind, page, title, entries.length]));
  if (now === shown) return;
  shown = now;
  place.replaceChildren(...groups.map(line));
}

function byJournal(entries, kind) {
  const groups = new Map();
  for (const entry of entries) {
    if (!groups.has(entry.page)) groups.set(entry.page, { kind, page: entry.page, entries: [] });
    groups.get(entry.page).entries.push(entry);
  }
  return [...groups.values()];
}

// The browser keeps no names: how the journal is called is asked of its own page.
async function titleOf(page) {
  if (!titles.has(page)) {
    titles.set(page, fetch(page, { credentials: "same-origin" })
      .then(async (response) => {
        if (!response.ok || response.redirected) return "";
        const text = new DOMParser().parseFromString(await response.text(), "text/html");
        return text.querySelector("h1")?.textContent ?? "";
      })
      .catch(() => { titles.delete(page); return ""; }));
  }
  return titles.get(page);
}

function line({ kind, page, title, entries }) {
  const n = entries.length;
  const link = Object.assign(document.createElement("a"), { href: page, textContent: title || "открыть" });
  const found = Object.assign(document.createElement("p"), { className: kind === "refused" ? "note note-error" : "note note-warning" });
  const begin = {
    waiting: plural(n, "Ждёт отправки", "Ждут отправки", "Ждут отправки"),
    conflict: plural(n, "Ждёт вашего решения", "Ждут вашего решения", "Ждут вашего решения"),
    refused: plural(n, "Не принято", "Не приняты", "Не приняты"),
  }[kind];
  const end = { waiting: ".", conflict: ": там уже другое значение.", refused: `. ${queue.undecided.find(({ entry }) => entry === entries[0])?.result.text ?? ""} ` }[kind];
  found.append(`${begin}: ${changes(n)} в журнале `, link, end);
  if (kind !== "waiting") {
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: "Убрать" });
    drop.addEventListener("click", () => { for (const { cell } of entries) queue.forget(cell); });
    found.append(" ", drop);
  }
  return found;
}
