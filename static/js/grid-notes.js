// What needs the person's decision: somebody else has changed the cell, or the journal does not take the value.
// Lines above the sheet, each with its cell and its ways out; the cell is marked as long as the line stands.

export class Notes {
  #lines = new Map();

  constructor(place, sheet, { focus, choose, dismiss, links }) {
    Object.assign(this, { place, sheet, focus, choose, dismiss, links });
  }

  // How many would be gone with the page: a conflict comes back, and what a closed period says asks for no decision.
  get size() {
    return [...this.#lines].filter(([cell, { outcome }]) => cell !== "closed" && outcome !== "conflict").length;
  }

  of(cell) {
    return this.#lines.get(cell);
  }

  add(cell, r, c, field, typed, result) {
    const line = this.#line(cell, result.outcome);
    const where = button(`${this.sheet.name(r)}, ${this.sheet.day(c)}:`, () => this.focus(r, c), "quiet");
    if (result.outcome === "conflict") {
      const other = `${quoted(result.value)} (${result.author}, ${result.at})`;
      line.append(where, ` вы поставили ${quoted(typed)}, а в журнале уже ${other}. `,
        button(`Оставить ${quoted(result.value)}`, () => this.choose(cell, r, c, field, result.value, result)), " ",
        button(`Записать ${quoted(typed)}`, () => this.choose(cell, r, c, field, typed, result)));
    } else {
      line.append(where, ` не принято. ${result.text} `, ...(result.closed ? this.links(r, c) : []), " ",
        button("Убрать", () => this.dismiss(cell, r, c, field)));
    }
    this.place.append(line);
  }

  // One line at a time, of the cell that was typed in last.
  closed(r, c, why, links) {
    const line = this.#line("closed", "refused");
    const where = button(`${this.sheet.name(r)}, ${this.sheet.day(c)}:`, () => this.focus(r, c), "quiet");
    line.append(where, ` ${why} `, ...links.flatMap((link) => [link, " "]), button("Понятно", () => this.remove("closed")));
    this.place.append(line);
  }

  say(cell, text) {
    const line = this.#line(cell, "refused");
    line.append(`${text} `, button("Понятно", () => this.remove(cell)));
    this.place.append(line);
  }

  #line(cell, outcome) {
    this.remove(cell);
    const line = document.createElement("p");
    line.className = outcome === "conflict" ? "note note-warning" : "note note-error";
    line.id = `note-${cell.replaceAll(" ", "-")}`;
    this.#lines.set(cell, { id: line.id, outcome, line });
    return line;
  }

  remove(cell) {
    this.#lines.get(cell)?.line.remove();
    this.#lines.delete(cell);
  }
}

const quoted = (value) => (value ? `«${value}»` : "пусто");

function button(text, act, look = "btn") {
  const made = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: text });
  made.addEventListener("click", act);
  return made;
}
