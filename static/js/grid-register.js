// «Все присутствуют» of a lesson: said, taken back, said again. Pupils of whom the homeroom teacher has said why they
// are away, the server marks together with it; what it has marked is taken back with the rest of the step.

import { newKey } from "./page.js";

const TAKEN = "taken";

export class Register {
  // What was said here last, by lesson: «taken», or nothing when it was taken back.
  #said = new Map();
  // Lessons whose register is open, as far as this page knows.
  #open;
  // Of these the answer is read aloud: what a step back or forth has done is told by the step.
  #asked = new Set();

  constructor({ sheet, queue, history, notes, writer, say }) {
    Object.assign(this, { sheet, queue, history, notes, writer, say, data: sheet.data });
    this.#open = new Set(sheet.lessons.filter((lesson) => sheet.isRegisterOpen(lesson)));
  }

  // What of it stands, for a step back or forth.
  value(c) {
    return this.#said.get(this.data.columns[c][0]) ?? "";
  }

  confirm(c) {
    const [lesson] = this.data.columns[c];
    if (this.queue.has(nameOf(lesson)) && this.value(c) === TAKEN) return;
    this.#asked.add(lesson);
    // A register that was taken before is not this step's: nothing is taken back with it.
    if (this.#open.has(lesson) && this.value(c) !== TAKEN) this.history.act(() => this.send(c, TAKEN));
    else this.#send(lesson, TAKEN, false);
  }

  // Said or taken back as a part of a step.
  send(c, value) {
    const [lesson] = this.data.columns[c];
    this.history.note(0, this.sheet.firstColumn(c), "register", this.value(c), value);
    this.#said.set(lesson, value);
    if (!value) this.#asked.delete(lesson);
    this.#send(lesson, value, true);
  }

  #send(lesson, value, first) {
    this.queue.add({
      key: newKey(), url: this.data.attendance.replace("/0/", `/${lesson}/`), shared: { lesson },
      page: this.data.page, cell: nameOf(lesson), lesson, change: { value, first },
    });
  }

  answered({ lesson, cell, change }, result) {
    const [c] = this.sheet.columnsOf(lesson);
    const isAsked = this.#asked.delete(lesson);
    if (result.outcome !== "saved") {
      this.#forget(lesson, c);
      this.queue.forget(cell);
      this.notes.say(cell, `${this.sheet.day(c)}: ${result.text}`);
      return;
    }
    this.notes.remove(cell);
    const isTaken = change.value !== "" || result.taken;
    if (change.value !== "") this.#confirmed(lesson, c, result, isAsked, change.first);
    this.#open[isTaken ? "delete" : "add"](lesson);
    this.sheet.setFoot(lesson, { absent: isTaken ? this.sheet.countAbsent(lesson) : null });
    const tick = document.querySelector(`#panel-form[action*="/lessons/${lesson}/"] [name=register]`);
    if (tick) tick.checked = isTaken;
  }

  #confirmed(lesson, c, { cells, taken, text }, isAsked, first) {
    const written = [];
    for (const [student, value, version] of cells ?? []) {
      const r = this.data.students.indexOf(student);
      const before = this.sheet.cells[r]?.[c].absence;
      if (before === undefined || !this.writer.take(r, c, "absence", value, version)) continue;
      written.push({ r, c, field: "absence", before, after: value });
      this.writer.redraw(r, c);
    }
    this.history.join(0, c, "register", written);
    // Taken back before the answer came: so are the cells that came with it.
    if (this.#said.get(lesson) === "") {
      this.writer.goTo(written.map(({ before, after, ...place }) => ({ ...place, stands: after, value: before })));
      this.queue.putLast(nameOf(lesson));
    } else if (isAsked) this.say(text);
    if (!taken && first && this.#said.has(lesson)) this.#forget(lesson, c);
  }

  #forget(lesson, c) {
    this.#said.delete(lesson);
    this.history.forget(0, c, "register");
  }
}

const nameOf = (lesson) => `attendance of ${lesson}`;
