// The hand on the sheet: where it is, what its keys do, what it types. One listener for all cells.

import { isFindKey } from "./grid-find.js";
import { closePanel, openPanel } from "./grid-panel.js";

// The letter on the key, whatever the layout: Ctrl+Я is Ctrl+Z.
const letterOf = ({ key, code }) => (/^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase());
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Hand {
  current = null;
  #editor = null;
  #typed = null;

  // `acts`: what is done to many cells at once (grid-tools.js); `say(text)`: the line that is read aloud.
  constructor({ sheet, writer, codes, preview, acts, say }) {
    Object.assign(this, { sheet, writer, codes, preview, acts, say, table: sheet.table, data: sheet.data });
    this.table.addEventListener("keydown", (event) => this.#onKey(event));
    this.table.addEventListener("mousedown", (event) => this.#onPress(event));
    this.table.addEventListener("click", (event) => this.#onHead(event));
    this.become(...this.#firstPlace());
    if (location.hash.startsWith("#lesson-")) this.focus(...this.current);
  }

  get isTyping() {
    return Boolean(this.#editor);
  }

  // --- where we are ------------------------------------------------------------------------------------------------
  #firstPlace() {
    const { sheet } = this;
    const asked = sheet.columnsOf(Number(location.hash.replace("#lesson-", "")))[0];
    const today = this.table.tHead.rows[1].querySelector(".today");
    const lesson = today ? sheet.lessons[today.cellIndex - 1] : null;
    return [0, asked ?? (lesson ? sheet.columnsOf(lesson)[0] : 0)];
  }

  become(r, c) {
    if (this.current) this.sheet.td(...this.current).removeAttribute("tabindex");
    this.current = [r, c];
    this.sheet.td(r, c).tabIndex = 0;
  }

  focus(r, c) {
    this.become(r, c);
    this.sheet.td(r, c).focus({ preventScroll: true });
    this.sheet.td(r, c).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #move(dr, dc) {
    const { rows } = this.sheet;
    const [r, c] = this.current;
    const row = Math.min(Math.max(r + dr, 0), rows.length - 1);
    const column = Math.min(Math.max(c + dc, 0), rows[row].cells.length - 2);
    this.#arrive(row, column);
  }

  // Goes to a cell and tells what it does not show.
  #arrive(r, c) {
    this.focus(r, c);
    const about = this.sheet.about(r, c);
    if (about) this.say(about);
  }

  #nextOpen(step) {
    const [r, c] = this.current;
    for (let place = c + step; place >= 0 && place <= this.sheet.last; place += step) {
      if (this.sheet.kind(place)) return [r, place];
    }
    return null;
  }

  #openBelow(r, c) {
    for (let row = r + 1; row < this.sheet.rows.length; row++) {
      if (this.sheet.isOpen(row, c)) return row;
    }
    return null;
  }

  // --- keys --------------------------------------------------------------------------------------------------------
  #onKey(event) {
    if (!event.target.closest("tbody td")) return;
    if (event.altKey || event.isComposing) return;
    if (!this.preview.isOpen) this.say("");
    const handled = this.preview.isOpen ? this.#onPreviewKey(event)
      : event.ctrlKey || event.metaKey ? this.#onControl(event)
        : this.#editor ? this.#onEditorKey(event) : this.#onCellKey(event);
    if (handled) event.preventDefault();
  }

  #onControl(event) {
    const { sheet } = this;
    if (event.key === "Enter" && sheet.kind(this.current[1]) === "lesson") {
      this.commit();
      return openPanel(this.data.columns[this.current[1]][0], sheet);
    }
    if (event.key === "Home") return this.focus(0, 0) ?? true;
    if (event.key === "End") return this.focus(sheet.rows.length - 1, sheet.last) ?? true;
    return this.data.mayFill && this.#onLetter(letterOf(event), event.shiftKey);
  }

  #onLetter(letter, isShifted) {
    if (letter === "d") {
      this.commit();
      return this.acts.fill() ?? true;
    }
    // What is being typed is put right as in any field.
    if (this.#editor) return false;
    if (letter === "z") return (isShifted ? this.acts.redo() : this.acts.undo()) ?? true;
    if (letter === "y") return this.acts.redo() ?? true;
    return false;
  }

  // What is offered is looked at, taken or left; nothing is typed meanwhile.
  #onPreviewKey(event) {
    const { key } = event;
    if (key in MOVES) return this.#move(...MOVES[key]) ?? true;
    if (key === "Enter") return this.preview.confirm() ?? true;
    if (key === "Escape") return this.preview.cancel() ?? true;
    if (event.ctrlKey || event.metaKey) return ["d", "y", "z"].includes(letterOf(event));
    return (key.length === 1 && key !== "?") || ["Delete", "Backspace", "F2"].includes(key);
  }

  #onCellKey(event) {
    const { key } = event;
    if (key in MOVES) return this.#move(...MOVES[key]) ?? true;
    if (key === "Enter") return this.#move(event.shiftKey ? -1 : 1, 0) ?? true;
    if (key === "Tab") return this.#goAside(event);
    if (key === "Home") return this.focus(this.current[0], 0) ?? true;
    if (key === "End") return this.focus(this.current[0], this.sheet.last) ?? true;
    if (key === "Escape") return closePanel(this.sheet);
    if (key === "F4") return this.acts.openCell() ?? true;
    if (!this.data.mayFill) return false;
    // The point is a code here; on the Russian layout its key is that of «/» elsewhere on the page.
    if (key === "." && this.sheet.kind(this.current[1]) === "lesson" && this.data.marks.length) return this.#edit(key, true) ?? true;
    if (key === "Delete" || key === "Backspace") return this.writer.write(...this.current, "") ?? true;
    if (key === " ") return this.writer.everybodyIsHere(...this.current) ?? true;
    if (key === "F2") return this.#edit(this.#shown()) ?? true;
    if (key.length === 1 && key !== "?" && !isFindKey(event)) this.#edit("", true);
    return false;
  }

  #onEditorKey(event) {
    const { key } = event;
    if (key === "Escape") return this.stopEditing() ?? true;
    if (key === "Tab") {
      this.commit();
      return this.#goAside(event);
    }
    if (key === "Enter" || key in MOVES) {
      this.commit();
      return this.#move(...(MOVES[key] ?? [event.shiftKey ? -1 : 1, 0])) ?? true;
    }
    return false;
  }

  // Past the last cell of a row Tab leaves the grid, as anywhere on the page.
  #goAside(event) {
    const place = this.#nextOpen(event.shiftKey ? -1 : 1);
    if (!place) return false;
    this.#arrive(...place);
    return true;
  }

  // --- the mouse, a finger -----------------------------------------------------------------------------------------
  #onPress(event) {
    const td = event.target.closest("tbody td");
    if (!td || td.contains(this.#editor)) return;
    event.preventDefault();
    this.commit();
    const wasCurrent = document.activeElement === td;
    this.#arrive(...this.sheet.place(td));
    if (wasCurrent && this.data.mayFill && !this.preview.isOpen) this.#edit(this.#shown());
  }

  #onHead(event) {
    const link = event.target.closest("thead a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (openPanel(this.sheet.lessons[link.parentElement.cellIndex - 1], this.sheet)) event.preventDefault();
  }

  // --- typing ------------------------------------------------------------------------------------------------------
  #shown() {
    const { mark, absence } = this.sheet.cells[this.current[0]]?.[this.current[1]] ?? {};
    return mark || absence || "";
  }

  #edit(text, isTyped = false) {
    const [r, c] = this.current;
    if (!this.sheet.isOpen(r, c) || this.writer.isClosed(r, c)) return;
    const editor = Object.assign(document.createElement("input"), { className: "cell-input", maxLength: 20, value: text });
    editor.setAttribute("aria-label", `${this.sheet.name(r)}, ${this.sheet.day(c)}`);
    editor.addEventListener("blur", this.commit);
    editor.addEventListener("input", () => this.#onTyped());
    this.sheet.td(r, c).replaceChildren(editor);
    this.#editor = editor;
    this.#typed = isTyped ? text : null;
    editor.focus();
    if (isTyped) editor.setSelectionRange(text.length, text.length);
    else editor.select();
  }

  // A mark that no further key can belong to is ready: the next key is the next pupil's. Thirty marks are thirty keys
  // and Enter.
  #onTyped() {
    const before = this.#typed;
    if (before === null) return;
    const { value } = this.#editor;
    this.#typed = value;
    const [r, c] = this.current;
    const kind = this.sheet.kind(c);
    if (value.length !== before.length + 1 || !value.startsWith(before)) return;
    if (!this.codes.isWhole(before, kind) || this.codes.isBegun(value, kind)) return;
    const next = this.#openBelow(r, c);
    if (next === null) return;
    this.#editor.value = before;
    this.commit();
    this.focus(next, c);
    this.#edit(value.slice(before.length), true);
  }

  // Takes the editor away; the cell shows what it held before.
  stopEditing({ goesTo = null } = {}) {
    const editor = this.#editor;
    if (!editor) return null;
    editor.removeEventListener("blur", this.commit);
    this.#editor = null;
    editor.remove();
    this.writer.redraw(...this.current);
    if (!goesTo) this.sheet.td(...this.current).focus({ preventScroll: true });
    return editor.value;
  }

  // Of a click elsewhere too: then the focus is where the person has put it.
  commit = (event) => {
    const before = this.#shown();
    const typed = this.stopEditing({ goesTo: event?.relatedTarget });
    if (typed !== null && typed.trim() && typed.trim() !== before) this.writer.write(...this.current, typed.trim());
  };
}
