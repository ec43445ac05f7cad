// Changes on their way to the server. Each stays here until the server has answered it; one request is in flight at
// a time, in the order they were made; without a network they wait and go by themselves. Where they are kept
// meanwhile is the store's business: that of this browser makes the queue outlive the page.

import { csrfToken } from "./page.js";

const AT_ONCE = 100;
const PAUSES = [1, 2, 4, 8, 15, 30];

// Entries: { key, url, page, cell, shared, change }. Entries of one url and kind of `shared` that follow one another
// go together, as { ...shared, changes: [...] }. `cell` names the place in words that mean the same on every page: of
// a place only one change is in flight, and what is typed meanwhile replaces what has not left yet. `page` is where
// the entry is shown.
export class Queue extends EventTarget {
  #entries = [];
  #inFlight = [];
  #undecided = [];
  #store;
  #failures = 0;
  #timer = null;
  trouble = "";
  // Whether an entry stands on this page, where the person sees what has become of it.
  shows = () => false;

  constructor(store) {
    super();
    this.#store = store;
    this.opened = store.adopt((entries) => this.#adopted(entries));
    store.addEventListener("written", () => this.#told());
    store.addEventListener("go", () => this.hurry());
    store.addEventListener("purged", () => this.#forgetAll());
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
  }

  get waiting() {
    return [...this.#inFlight, ...this.#entries];
  }

  get size() {
    return this.waiting.length;
  }

  // What the server has not taken and the person has not decided on yet: { entry, result }. The store keeps it.
  get undecided() {
    return this.#undecided;
  }

  // Whether the page may be closed: all that waits is kept by the browser.
  get isKept() {
    const all = [...this.waiting, ...this.#undecided.map(({ entry }) => entry)];
    return all.every((entry) => this.#store.lasts && this.#store.isKept(entry));
  }

  add(entry) {
    this.forget(entry.cell);
    let waiting = this.#entries.find((other) => other.cell === entry.cell);
    if (waiting) Object.assign(waiting, entry, { change: { ...entry.change, base: waiting.change.base } });
    else {
      waiting = { tried: [], ...entry };
      this.#entries.push(waiting);
    }
    this.#store.keep(waiting);
    this.#told();
    if (this.#timer === null) this.#soon(0);
  }

  // Goes after all that waits by now.
  putLast(cell) {
    const place = this.#entries.findIndex((entry) => entry.cell === cell);
    if (place >= 0) this.#entries.push(...this.#entries.splice(place, 1));
  }

  has(cell) {
    return this.stateOf(cell) !== "";
  }

  // «saving» until the change is on the disk or with the server, «waiting» where it stays for the time being.
  stateOf(cell) {
    const entry = this.#entries.findLast((other) => other.cell === cell) ?? this.#inFlight.find((other) => other.cell === cell);
    if (!entry) return "";
    return this.trouble && this.#store.isKept(entry) ? "waiting" : "saving";
  }

  // The person has decided on what was not taken.
  forget(cell) {
    const found = this.#undecided.filter(({ entry }) => entry.cell === cell);
    if (!found.length) return;
    for (const { entry } of found) this.#store.drop(entry);
    this.#undecided = this.#undecided.filter((one) => !found.includes(one));
    this.#told();
  }

  // Tries at once, without the pause after a failure.
  hurry() {
    if (!this.size) return;
    this.#failures = 0;
    this.trouble = "";
    this.#told();
    this.#soon(0);
  }

  #forgetAll() {
    this.#entries = [];
    this.#inFlight = [];
    this.#undecided = [];
    this.dispatchEvent(new Event("purged"));
    this.#told();
  }

  // Entries of a page that has gone, older than those made here. Each may have reached the server already.
  #adopted(entries) {
    for (const entry of entries) hasGone(entry);
    const all = [...entries, ...this.#entries].sort((one, other) => (one.id ?? Number.MAX_VALUE) - (other.id ?? Number.MAX_VALUE));
    this.#entries = [];
    for (const entry of all) {
      const place = this.#entries.findIndex(({ cell }) => cell === entry.cell);
      if (place < 0) this.#entries.push(entry);
      else {
        const [older] = this.#entries.splice(place, 1, entry);
        if (older.change.base > entry.change.base) entry.change.base = older.change.base;
        entry.tried.unshift(...older.tried);
        this.#store.drop(older);
        this.#store.keep(entry);
      }
    }
    this.dispatchEvent(new CustomEvent("adopted", { detail: this.#entries.filter((entry) => entries.includes(entry)) }));
    this.#told();
    this.#soon(0);
  }

  #soon(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), seconds * 1000);
  }

  #told() {
    this.dispatchEvent(new Event("size"));
  }

  async #run() {
    await this.opened;
    await this.#store.written();
    if (this.#inFlight.length || !this.#entries.length) {
      this.#timer = null;
      return;
    }
    const [first] = this.#entries;
    const apart = this.#entries.findIndex((entry) => !goTogether(entry, first));
    this.#inFlight = this.#entries.splice(0, Math.min(AT_ONCE, apart < 0 ? AT_ONCE : apart));
    const answer = await ask(first, this.#inFlight);
    if (answer.trouble) this.#putBack(answer.trouble);
    else this.#settle(answer);
  }

  #putBack(trouble) {
    // What was typed over an entry while it was in flight is newer: it takes the older one's base and place.
    for (const entry of this.#inFlight.reverse()) {
      const isNews = hasGone(entry);
      const newer = this.#entries.find((other) => other.cell === entry.cell);
      if (newer) {
        newer.change.base = entry.change.base;
        newer.tried.unshift(...entry.tried);
        this.#store.drop(entry);
        this.#store.keep(newer);
      } else {
        this.#entries.unshift(entry);
        if (isNews) this.#store.keep(entry);
      }
    }
    this.#inFlight = [];
    this.trouble = trouble;
    this.#told();
    this.#soon(PAUSES[Math.min(this.#failures, PAUSES.length - 1)]);
    this.#failures += 1;
  }

  #settle(answer) {
    const done = this.#inFlight;
    this.#inFlight = [];
    this.#failures = 0;
    this.trouble = "";
    const again = [];
    for (const entry of done) {
      const result = answer.results.get(entry.key) ?? { outcome: answer.text ? "refused" : "saved", text: answer.text };
      const newer = this.#entries.find((other) => other.cell === entry.cell);
      const isBehindItself = followsItself(entry, result);
      if (newer && (isBehindItself || result.outcome === "saved") && result.version !== undefined) {
        newer.change.base = result.version;
        this.#store.keep(newer);
      }
      if (isBehindItself && !newer) {
        entry.change.base = result.version;
        this.#store.keep(entry);
        again.push(entry);
        continue;
      }
      if (newer || result.outcome === "saved") this.#store.drop(entry);
      else this.#undecided.push({ entry, result });
      this.dispatchEvent(new CustomEvent("result", { detail: { entry, result, isOver: Boolean(newer) } }));
    }
    this.#entries.unshift(...again);
    this.#timer = null;
    this.#told();
    if (this.#entries.length) this.#soon(0);
  }
}

const goTogether = (one, other) => one.url === other.url && JSON.stringify(one.shared) === JSON.stringify(other.shared);

// The server may have this value already; true where that was not known.
function hasGone({ tried, change }) {
  if (tried.includes(change.value)) return false;
  tried.push(change.value);
  return true;
}

// The journal holds what this entry itself had sent before; only the answer was lost on the way. No conflict with anybody.
// The version of a comment is no number of its changes.
const followsItself = ({ tried, change }, { outcome, value, version }) => (
  outcome === "conflict" && (version === change.base + 1 || change.field === "comment") && tried.includes(value)
  && (value !== change.value || change.comment !== undefined)
);

const REFUSALS = {
  403: "Этот журнал вам открыт только для чтения. Если вы его ведёте, попросите заместителя директора проверить нагрузку.",
  404: "Этого журнала или урока больше нет. Обновите страницу.",
  413: "Изменений слишком много за один раз. Обновите страницу.",
};

// { results, text } where the server has decided, { trouble } where it should be asked again.
async function ask({ url, shared }, entries) {
  const hadCookies = document.cookie.includes("csrftoken=");
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
    // Where all cookies were gone the server could not tell its own page from a strange one.
    if (response.status === 403 && !hadCookies) return { trouble: "signed-out" };
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
