// What the hand has done since the page was opened, to go back and forth. One act, a mark or a pasted block, is one
// step. Going back writes again what stood there: the journal keeps both.

const LONGEST = 200;

export class History extends EventTarget {
  #done = [];
  #undone = [];
  #step = null;

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  // Everything noted while `write` runs is one step.
  act(write) {
    if (this.#step) return write();
    this.#step = [];
    try {
      write();
    } finally {
      if (this.#step.length) {
        this.#done = [...this.#done, this.#step].slice(-LONGEST);
        this.#undone = [];
      }
      this.#step = null;
      this.#changed();
    }
  }

  note(r, c, field, before, after) {
    this.#step?.push({ place: `${r} ${c} ${field}`, r, c, field, before, after });
  }

  // What came of a change that is noted already belongs to its step: [{ r, c, field, before, after }].
  join(r, c, field, changes) {
    const step = [...this.#undone, ...this.#done].findLast((one) => one.some(({ place }) => place === `${r} ${c} ${field}`));
    for (const change of step ? changes : []) step.push({ place: `${change.r} ${change.c} ${change.field}`, ...change });
  }

  // What to write to take back the last step: [{ r, c, field, stands, value }], `stands` being what it has left there.
  undo() {
    const step = this.#done.pop();
    if (!step) return null;
    this.#undone.push(step);
    this.#changed();
    return [...step].reverse().map(({ r, c, field, before, after }) => ({ r, c, field, stands: after, value: before }));
  }

  redo() {
    const step = this.#undone.pop();
    if (!step) return null;
    this.#done.push(step);
    this.#changed();
    return step.map(({ r, c, field, before, after }) => ({ r, c, field, stands: before, value: after }));
  }

  // The server has read «y» as «н».
  rename(r, c, field, from, to) {
    for (const change of [...this.#done, ...this.#undone].flat()) {
      if (change.place !== `${r} ${c} ${field}`) continue;
      if (change.before === from) change.before = to;
      if (change.after === from) change.after = to;
    }
  }

  // The cell is somebody else's now, or has not taken the value: there is nothing to go back to.
  forget(r, c, field) {
    const without = (steps) => steps.map((step) => step.filter(({ place }) => place !== `${r} ${c} ${field}`)).filter((step) => step.length);
    this.#done = without(this.#done);
    this.#undone = without(this.#undone);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
