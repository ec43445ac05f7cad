// Changes that wait for the server, kept by this browser and bound to one person: addresses, keys, values, versions,
// and nothing that names anybody. IndexedDB and not localStorage: a transaction tells when a row is on the disk, while
// localStorage is written some seconds later and is lost when the browser is killed.
//
// Every row has one owner, a page that is open now. The page holds a lock of its owner's name as long as it lives, so
// two tabs never send one row; whose page has gone, is taken over by the first page that waits for that lock.

import { newKey } from "./page.js";

const ROWS = "unsent";
const OF_QUEUE = ["key", "url", "page", "cell", "shared", "lesson", "change", "tried"];

export class Store extends EventTarget {
  #db;
  #person;
  #owner = `page ${newKey()}`;
  #channel;
  #dirty = new Map();
  #onTheWay = new Map();
  #writing = null;
  #watched = new Set();
  // False where the browser keeps nothing: then rows live as long as the page.
  lasts = true;

  constructor(person) {
    super();
    this.#person = person;
    this.#channel = new BroadcastChannel(`unsent of ${person}`);
    this.#channel.addEventListener("message", ({ data }) => this.dispatchEvent(new Event(data)));
    this.#db = this.#hold().then(open).catch(() => this.#giveUp());
  }

  // Before the first row: a row whose owner holds no lock is anybody's.
  async #hold() {
    await new Promise((held) => {
      navigator.locks.request(this.#owner, () => {
        held();
        return new Promise(() => {});
      });
    });
  }

  // To the same person's other pages: «go», «changed», «purged».
  tell(what) {
    this.#channel.postMessage(what);
  }

  // Written before anything that was asked for later; many at once go in one transaction.
  keep(entry) {
    this.#dirty.set(entry, true);
    this.written();
  }

  drop(entry) {
    this.#dirty.set(entry, false);
    this.written();
  }

  isKept(entry) {
    return !this.#dirty.has(entry) && !this.#onTheWay.has(entry);
  }

  // When all that was asked for is on the disk.
  written() {
    if (this.#dirty.size) this.#writing ??= this.#write();
    return this.#writing;
  }

  async #write() {
    while (this.#dirty.size) {
      this.#onTheWay = this.#dirty;
      this.#dirty = new Map();
      await this.#change((rows) => {
        for (const [entry, stays] of this.#onTheWay) {
          if (stays) rows.put(this.#row(entry)).onsuccess = ({ target }) => { entry.id = target.result; };
          else if (entry.id !== undefined) rows.delete(entry.id);
        }
      });
      this.#onTheWay = new Map();
    }
    this.#writing = null;
    this.dispatchEvent(new Event("written"));
    this.tell("changed");
  }

  #row(entry) {
    const row = { person: this.#person, owner: this.#owner };
    for (const name of OF_QUEUE) row[name] = entry[name];
    if (entry.id !== undefined) row.id = entry.id;
    return row;
  }

  // All rows of the person, the oldest first, whichever page owns them.
  async all() {
    const db = await this.#db;
    if (!db) return [];
    return new Promise((resolve, reject) => {
      const request = db.transaction(ROWS).objectStore(ROWS).index("person").getAll(this.#person);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async purge() {
    const found = await this.all();
    await this.#change((rows) => { for (const { id } of found) rows.delete(id); });
    this.tell("purged");
    this.dispatchEvent(new Event("purged"));
  }

  // Gives what pages that have gone left behind to `take`: now, and whenever another page goes. Resolves after «now».
  async adopt(take) {
    if (!await this.#db) return;
    await this.#takeOver(take).catch(() => this.#giveUp());
    this.addEventListener("changed", () => this.#takeOver(take).catch(() => this.#giveUp()));
  }

  async #takeOver(take) {
    await navigator.locks.request(`unsent of ${this.#person}`, async () => {
      const held = new Set((await navigator.locks.query()).held.map(({ name }) => name));
      const others = (await this.all()).filter(({ owner }) => owner !== this.#owner);
      const left = others.filter(({ owner }) => !held.has(owner));
      if (left.length) {
        await this.#change((rows) => { for (const entry of left) rows.put(this.#row(entry)); });
        take(left);
      }
      for (const { owner } of others) if (held.has(owner)) this.#watch(owner, take);
    });
  }

  // The lock of another page is had when that page has gone.
  #watch(owner, take) {
    if (this.#watched.has(owner)) return;
    this.#watched.add(owner);
    navigator.locks.request(owner, () => {}).then(() => {
      this.#watched.delete(owner);
      return this.#takeOver(take);
    }).catch(() => this.#giveUp());
  }

  async #change(act) {
    const db = await this.#db;
    if (!db) return;
    await new Promise((resolve, reject) => {
      const transaction = db.transaction(ROWS, "readwrite", { durability: "strict" });
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
      act(transaction.objectStore(ROWS));
      transaction.commit();
    }).catch(() => this.#giveUp());
  }

  #giveUp() {
    this.lasts = false;
    return null;
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("ejournal", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ROWS, { keyPath: "id", autoIncrement: true }).createIndex("person", "person");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(request.error);
  });
}
