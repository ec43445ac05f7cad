// Signing out: what has not reached the server yet is told first. Without a script the button signs out as ever.

import { Store } from "./store.js";
import { changes, plural } from "./words.js";

const SECONDS = 20;
const AGAIN_MS = 200;

export async function leave(form) {
  const store = new Store(document.body.dataset.person);
  const left = await Promise.race([store.all(), pause(2000).then(() => [])]);
  if (left.length) ask(form, store, left.length);
  else form.submit();
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function ask(form, store, left) {
  const dialog = made("dialog", { className: "leave" });
  const title = made("h2", { id: "leave-title", textContent: "Не всё отправлено" });
  const what = made("p");
  const state = made("p");
  state.setAttribute("role", "status");
  dialog.setAttribute("aria-labelledby", title.id);
  const send = button("Отправить и выйти", "btn btn-primary", sendAndLeave);
  const drop = button("", "btn", dropAndLeave);
  const stay = button("Остаться", "btn", () => dialog.close());
  const buttons = made("div", { className: "toolbar" });
  buttons.append(send, drop, stay);
  dialog.append(title, what, state, buttons);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  count(left);
  dialog.showModal();

  function count(n) {
    what.textContent = `${plural(n, "Ждёт", "Ждут", "Ждут")} отправки ${changes(n)}. В журнале ${plural(n, "его", "их", "их")} ещё нет.`;
    drop.textContent = `Выйти без них: ${plural(n, "пропадёт", "пропадут", "пропадут")} ${changes(n)}`;
  }

  async function sendAndLeave() {
    for (const one of [send, drop]) one.disabled = true;
    state.textContent = "Отправляется";
    const { rest, why } = await sendAll(store);
    if (!rest) return form.submit();
    count(rest);
    state.replaceChildren(...why);
    for (const one of [send, drop]) one.disabled = false;
    send.focus();
  }

  async function dropAndLeave() {
    await store.purge();
    form.submit();
  }
}

const TROUBLES = {
  network: "Не отправлено: нет связи с сервером.",
  server: "Не отправлено: сервер не отвечает.",
  "signed-out": "Не отправлено: вход закончился. Войдите снова, и всё отправится само.",
};

// { rest, why }: how many still wait, and why, as nodes and words.
async function sendAll(store) {
  const { queue } = await import("./own-queue.js").catch(() => ({}));
  if (!queue) return { rest: (await store.all()).length, why: [TROUBLES.network] };
  await queue.opened;
  queue.hurry();
  store.tell("go");
  for (let tries = 0; tries < SECONDS * 1000 / AGAIN_MS; tries++) {
    const left = await store.all();
    if (!left.length) return { rest: 0 };
    if (queue.trouble) return { rest: left.length, why: [TROUBLES[queue.trouble]] };
    const own = new Set(queue.undecided.map(({ entry }) => entry.key));
    if (left.every(({ key }) => own.has(key))) return { rest: left.length, why: toDecide(left[0].page) };
    await pause(AGAIN_MS);
  }
  const left = await store.all();
  return { rest: left.length, why: ["Не отправлено: изменения открыты в другой вкладке. Посмотрите, что в ней."] };
}

const toDecide = (page) => [
  "Журнал этого не принял. ", made("a", { href: page, textContent: "Откройте журнал" }), ": там сказано почему.",
];

const made = (name, properties = {}) => Object.assign(document.createElement(name), properties);

function button(text, className, act) {
  const found = made("button", { type: "button", className, textContent: text });
  found.addEventListener("click", act);
  return found;
}
