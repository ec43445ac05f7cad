// Changes on their way to the server. Each stays here until the server has answered it; one request is in flight at
// a time; without a network they wait and go by themselves. Where the entries are kept is the store's business:
// another store with the same two methods makes the queue outlive the page.

import { csrfToken } from "./page.js";

export const memory = () => ({ load: () => [], save: () => {} });

const AT_ONCE = 100;
const PAUSES = [1, 2, 4, 8, 15, 30];

// Entries: { key, url, cell, shared, change }. Entries of one url and kind of `shared` go together, as
// { ...shared, changes: [...] }. `cell` names the place: of a place only one change is in flight, and what is
// typed meanwhile replaces what has not left yet.
export class Queue extends EventTarget {
  #entries;
  #store;
  #inFlight = [];
  #failures = 0;
  #timer = null;
  trouble = "";

  constructor(store = memory()) {
    super();
    this.#store = store;
    this.#entries = store.load();
    addEventListener("online", () => this.#soon(0));
    if (this.#entries.length) this.#soon(0);
  }

  get size() {
    return this.#entries.length + this.#inFlight.length;
  }

  add(entry) {
    const waiting = this.#entries.find((other) => other.cell === entry.cell);
    if (waiting) Object.assign(waiting, entry, { change: { ...entry.change, base: waiting.change.base } });
    else this.#entries.push(entry);
    this.#kept();
    if (this.#timer === null) this.#soon(0);
  }

  has(cell) {
    return [...this.#entries, ...this.#inFlight].some((entry) => entry.cell === cell);
  }

  #soon(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), seconds * 1000);
  }

  #kept() {
    this.#store.save([...this.#inFlight, ...this.#entries]);
    this.dispatchEvent(new Event("size"));
  }

  async #run() {
    if (this.#inFlight.length || !this.#entries.length) {
      this.#timer = null;
      return;
    }
    const [first] = this.#entries;
    const together = (entry) => entry.url === first.url && JSON.stringify(entry.shared) === JSON.stringify(first.shared);
    this.#inFlight = this.#entries.filter(together).slice(0, AT_ONCE);
    this.#entries = this.#entries.filter((entry) => !this.#inFlight.includes(entry));
    const answer = await ask(first, this.#inFlight);
    if (answer.trouble) this.#putBack(answer.trouble);
    else this.#settle(answer);
  }

  #putBack(trouble) {
    // What was typed over an entry while it was in flight is newer: it takes the older one's base and place.
    for (const entry of this.#inFlight.reverse()) {
      const newer = this.#entries.find((other) => other.cell === entry.cell);
      if (newer) newer.change.base = entry.change.base;
      else this.#entries.unshift(entry);
    }
    this.#inFlight = [];
    this.trouble = trouble;
    this.#kept();
    this.#soon(PAUSES[Math.min(this.#failures, PAUSES.length - 1)]);
    this.#failures += 1;
  }

  #settle(answer) {
    const done = this.#inFlight;
    this.#inFlight = [];
    this.#failures = 0;
    this.trouble = "";
    for (const entry of done) {
      const result = answer.results.get(entry.key) ?? { outcome: answer.text ? "refused" : "saved", text: answer.text };
      const newer = this.#entries.find((other) => other.cell === entry.cell);
      if (newer && result.outcome === "saved" && result.version !== undefined) newer.change.base = result.version;
      this.dispatchEvent(new CustomEvent("result", { detail: { entry, result, isOver: Boolean(newer) } }));
    }
    this.#timer = null;
    this.#kept();
    if (this.#entries.length) this.#soon(0);
  }
}

const REFUSALS = {
  403: "Этот журнал вам открыт только для чтения. Если вы его ведёте, попросите заместителя директора проверить нагрузку.",
  404: "Этого журнала или урока больше нет. Обновите страницу.",
  413: "Изменений слишком много за один раз. Обновите страницу.",
};

// { results, text } where the server has decided, { trouble } where it should be asked again.
async function ask({ url, shared }, entries) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Person": document.body.dataset.person },
      body: JSON.stringify({ ...shared, changes: entries.map(({ key, change }) => ({ key, ...change })) }),
      signal: AbortSignal.timeout(20_000),
    });
    // Signed out, or another person has signed in since: entries are not sent in a strange name.
    if (response.redirected || response.status === 409) return { trouble: "signed-out" };
    if (response.ok || response.status === 422) {
      const answer = await response.json();
      return { results: new Map((answer.results ?? []).map((result) => [result.key, result])), text: answer.text ?? "" };
    }
  } catch {
    return { trouble: "network" };
  }
  if (response.status in REFUSALS) return { results: new Map(), text: REFUSALS[response.status] };
  return { trouble: "server" };
}
