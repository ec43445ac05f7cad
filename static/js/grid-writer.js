// What is written and what became of it: every change goes through the queue with the version it was based on; the cell
// and the lines above the sheet tell the answer.

import { openRequest } from "./grid-panel.js";
import { Notes } from "./grid-notes.js";
import { Places } from "./grid-places.js";
import { Register } from "./grid-register.js";
import { newKey } from "./page.js";

export class Writer {
  // How many changes were made on this page.
  sent = 0;

  // `focus(r, c)`: goes to a cell, from a line above the sheet; `say(text)`: the line that is read aloud.
  constructor({ sheet, queue, codes, history, place, focus, say }) {
    Object.assign(this, { sheet, queue, codes, history, focus, data: sheet.data });
    this.notes = new Notes(place, sheet, {
      focus,
      choose: (...decision) => this.#choose(...decision),
      dismiss: (...decision) => this.#dismiss(...decision),
      links: (r, c) => this.#links(r, c),
    });
    this.places = new Places(sheet);
    this.register = new Register({ sheet, queue, history, notes: this.notes, writer: this, say });
    queue.shows = (entry) => this.places.shows(entry);
    queue.addEventListener("result", ({ detail }) => this.#answered(detail));
    queue.addEventListener("adopted", ({ detail }) => this.#adopted(detail));
  }

  // --- a closed period: the cell takes nothing; a line says who closed it, and how to ask for a correction of it -----
  isClosed(r, c) {
    const kind = this.sheet.kind(c);
    // A mark put off by an order is set later, once.
    const isPutOff = this.data.putOff[kind]?.includes(this.data.students[r]) && !this.sheet.td(r, c).textContent;
    const why = !isPutOff && this.data.closed[kind];
    if (why) this.notes.closed(r, c, why, this.#links(r, c));
    return Boolean(why);
  }

  #links(r, c) {
    const { data } = this;
    const kind = this.sheet.kind(c);
    const student = data.students[r];
    if (kind !== "lesson") return [this.#link("Запросить исправление", data.askOfPeriod.replace("/0/", `/${student}/`), { what: kind })];
    const [lesson, item] = data.columns[c];
    const url = data.askOfLesson.replace("/0/", `/${lesson}/`);
    const found = [this.#link("Запросить исправление присутствия", url, { what: "attendance", student })];
    if (data.scale !== "ungraded") found.unshift(this.#link("Запросить исправление отметки", url, { what: "mark", student, ...(item && { item }) }));
    return found;
  }

  #link(text, url, asked) {
    const made = Object.assign(document.createElement("a"), { className: "btn", href: `${url}?${new URLSearchParams(asked)}`, textContent: text });
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (openRequest(made.href, this.sheet)) event.preventDefault();
    });
    return made;
  }

  // --- writing ---------------------------------------------------------------------------------------------------
  // What a hand has typed in a cell.
  write(r, c, typed) {
    this.history.act(() => this.#write(r, c, typed));
  }

  comment(r, c, text) {
    if (this.sheet.kind(c) === "lesson") this.history.act(() => this.#send(r, c, "comment", text));
    else this.history.act(() => this.#send(r, c, "mark", this.sheet.cells[r][c].mark, { comment: text }));
  }

  // A block, one step to take back: [{ r, c, field, value }].
  writeAll(changes) {
    this.history.act(() => {
      for (const { r, c, field, value } of changes) this.#send(r, c, field, value);
    });
  }

  // A step back or forth: ordinary changes; a cell that holds by now what the step did not leave there is left alone.
  goTo(step) {
    const isRegister = ({ field }) => field === "register";
    const standing = (change) => (isRegister(change) ? this.register.value(change.c) : this.sheet.cells[change.r][change.c][change.field]);
    const own = step.filter((change) => standing(change) === change.stands);
    for (const { r, c, field, value } of own) {
      if (field === "register") this.register.send(c, value);
      else this.#send(r, c, field, value);
    }
    const places = (changes) => new Set(changes.filter((change) => !isRegister(change)).map(({ r, c }) => `${r} ${c}`)).size;
    return { written: places(own), left: places(step) - places(own) };
  }

  #write(r, c, typed) {
    const { sheet, codes } = this;
    if (!sheet.isOpen(r, c) || this.isClosed(r, c)) return;
    const kind = sheet.kind(c);
    if (kind !== "lesson") return this.#send(r, c, "mark", codes.mark(typed, kind) ?? typed);
    const first = sheet.firstColumn(c);
    const { mark } = sheet.cells[r][c];
    if (typed === "" ? !mark : codes.isAttendance(typed)) this.#send(r, first, "absence", codes.absence(typed) ?? typed);
    else this.#send(r, c, "mark", codes.mark(typed) ?? typed);
  }

  // `comment` explains a mark of the period or of the year: it goes with the mark.
  #send(r, c, field, value, { base, comment } = {}) {
    const { data, queue } = this;
    const cell = this.sheet.cells[r][c];
    if (base === undefined && comment === undefined && value === cell[field] && !queue.has(this.#name(r, c, field))) return;
    const kind = this.sheet.kind(c);
    const student = data.students[r];
    const version = base ?? cell[`${field}Version`];
    const [lesson, item] = data.columns[c] ?? [];
    const isAbsence = field === "absence";
    const change = kind === "lesson"
      ? { student, lesson, item: isAbsence ? null : item, field: isAbsence ? "attendance" : field, value, base: version }
      : { student, value, base: version, ...(comment !== undefined && { comment }) };
    // What stands in the journal: a value that was not taken is no place to go back to.
    const before = this.notes.of(this.#name(r, c, field)) ? cell[`${field}Stored`] : cell[field];
    if (before !== value) this.history.note(r, c, field, before, value);
    cell[field] = value;
    this.notes.remove(this.#name(r, c, field));
    this.sent += 1;
    queue.add({
      key: newKey(),
      url: kind === "lesson" ? data.cells : data.periodMarks,
      shared: kind === "lesson" ? {} : { kind },
      page: data.page,
      cell: this.#name(r, c, field),
      change,
    });
    this.redraw(r, c);
  }

  #name(r, c, field) {
    return this.places.name(r, c, field);
  }

  everybodyIsHere(r, c) {
    if (this.sheet.kind(c) !== "lesson" || this.isClosed(r, c)) return;
    this.register.confirm(c);
  }

  // --- answers ---------------------------------------------------------------------------------------------------
  #answered({ entry, result, isOver }) {
    // What waited for another journal or period is told by the line of unsent changes.
    if (!this.places.shows(entry)) return;
    if (entry.lesson) return this.register.answered(entry, result);
    const [r, c, field] = this.places.of(entry);
    const cell = this.sheet.cells[r][c];
    const learned = { [`${field}Version`]: result.version, [`${field}Stored`]: result.value };
    if (result.outcome === "saved") {
      Object.assign(cell, learned);
      if (!isOver) cell[field] = result.value;
      this.history.rename(r, c, field, entry.change.value, result.value);
      this.#learn(c, field, result);
    } else if (!isOver) {
      this.history.forget(r, c, field);
      // Once told of the other's value, the person who types again writes over it knowingly.
      if (result.outcome === "conflict") Object.assign(cell, learned);
      this.notes.add(entry.cell, r, c, field, entry.change.value, result);
      if (result.outcome === "refused") this.queue.forget(entry.cell);
    }
    this.redraw(r, c);
  }

  // Written elsewhere: true where the cell holds something new by it. A change of one's own that waits or is to be
  // decided on is not touched: its answer will tell of both.
  take(r, c, field, value, version) {
    const cell = this.sheet.cells[r][c];
    const place = this.#name(r, c, field);
    const isOld = field === "comment" ? version === cell.commentVersion : version <= cell[`${field}Version`];
    if (isOld || this.queue.has(place) || this.notes.of(place)) return false;
    const isNews = cell[field] !== value;
    Object.assign(cell, { [field]: value, [`${field}Stored`]: value, [`${field}Version`]: version });
    if (isNews) this.history.forget(r, c, field);
    return isNews;
  }

  // Typed before the page was loaded and not sent yet: the cells hold it again.
  #adopted(entries) {
    for (const entry of entries) {
      const place = entry.lesson ? null : this.places.of(entry);
      if (!place) continue;
      const [r, c, field] = place;
      this.sheet.cells[r][c][field] = entry.change.value;
      this.redraw(r, c);
    }
  }

  // The first mark of a lesson has made its column; a mark of absence has taken the register.
  #learn(c, field, result) {
    const { data, sheet } = this;
    if (sheet.kind(c) !== "lesson") return;
    const [lesson, item] = data.columns[c];
    if (field === "absence") sheet.setFoot(lesson, { absent: sheet.countAbsent(lesson) });
    else if (!item && result.item) {
      const [letter, work, weight] = data.usual;
      sheet.setWork(c, { item: result.item, letter, work, weight });
    }
  }

  // Of two values the person chose: own, written over the other, or the other's, taken as it is.
  #choose(cell, r, c, field, value, result) {
    this.notes.remove(cell);
    this.queue.forget(cell);
    Object.assign(this.sheet.cells[r][c], { [field]: result.value, [`${field}Version`]: result.version, [`${field}Stored`]: result.value });
    if (value === result.value) this.redraw(r, c);
    else this.history.act(() => this.#send(r, c, field, value, { base: result.version }));
    this.focus(r, c);
  }

  // A refused value is taken away: the cell holds again what the journal holds.
  #dismiss(cell, r, c, field) {
    this.notes.remove(cell);
    this.sheet.cells[r][c][field] = this.sheet.cells[r][c][`${field}Stored`];
    this.redraw(r, c);
    this.focus(r, c);
  }

  // The cell as it stands and how far it has got; one that is being typed in or shows what is offered is left alone.
  redraw(r, c) {
    const td = this.sheet.td(r, c);
    if (td.querySelector(".cell-input") || td.classList.contains("offered")) return;
    this.sheet.show(r, c);
    const places = ["mark", "absence", "comment"].map((field) => this.#name(r, c, field));
    const states = places.map((place) => this.queue.stateOf(place));
    const note = places.map((place) => this.notes.of(place)).find(Boolean);
    for (const word of ["conflict", "refused"]) td.classList.toggle(word, note?.outcome === word);
    td.classList.toggle("saving", states.includes("saving"));
    td.classList.toggle("waiting", states.includes("waiting") && !states.includes("saving"));
    if (note) td.setAttribute("aria-describedby", note.id);
    else td.removeAttribute("aria-describedby");
    if (!td.className) td.removeAttribute("class");
  }
}
