// What is about to be written in many cells, shown before it is: values in their cells, a count, what does not fit and
// why. Enter writes it as one step, Esc leaves everything as it was.

const LISTED = 6;

export class Preview {
  #offer = null;

  // `back()`: to the cell where the hand was; `say(text)`: the line that is read aloud.
  constructor({ place, sheet, writer, say, back }) {
    Object.assign(this, { place, sheet, writer, say, back });
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.cancel();
    });
  }

  get isOpen() {
    return this.#offer !== null;
  }

  show(offer) {
    this.cancel({ quietly: true });
    this.#offer = offer;
    for (const { r, c, text, replaces } of offer.cells) {
      const td = this.sheet.td(r, c);
      td.textContent = text;
      td.classList.add("offered");
      td.classList.toggle("replaces", replaces);
    }
    for (const { r, c } of offer.misfits) {
      if (r !== undefined) this.sheet.td(r, c).classList.add("misfit");
    }
    this.place.replaceChildren(this.#head(offer), ...this.#reasons(offer));
    this.place.hidden = false;
    const replaced = offer.cells.filter(({ replaces }) => replaces).length;
    this.say([
      `${offer.title}: подходит ${offer.fitting} из ${offer.total}`,
      ...(replaced ? [`Заменит прежнее: ${replaced}`] : []),
      offer.fitting ? "Enter – записать, Esc – оставить как было" : "Esc – закрыть",
    ].join(". "));
  }

  #head(offer) {
    const line = Object.assign(document.createElement("p"), { className: "toolbar" });
    if (offer.fitting) line.append(button(`${offer.title} ${offer.fitting} из ${offer.total}`, () => this.confirm(), "btn btn-primary"));
    line.append(button(offer.fitting ? "Оставить как было" : "Закрыть", () => this.cancel()));
    return line;
  }

  // One line a reason: how many, and where.
  #reasons({ misfits }) {
    const places = new Map();
    for (const { why, where } of misfits) places.set(why, [...(places.get(why) ?? []), where]);
    return [...places].map(([why, all]) => {
      const where = [...new Set(all)];
      const rest = where.length > LISTED ? ` и ещё ${where.length - LISTED}` : "";
      const text = `Не подходит, ${all.length}: ${why} – ${where.slice(0, LISTED).join("; ")}${rest}`;
      return Object.assign(document.createElement("p"), { className: "note note-warning", textContent: text });
    });
  }

  confirm() {
    const offer = this.#offer;
    if (!offer?.fitting) return;
    this.#clear();
    this.writer.writeAll(offer.cells.flatMap(({ writes }) => writes));
    this.say(`${offer.title}: записано ${offer.fitting} из ${offer.total}. Отменить: Ctrl + Z`);
    this.back();
  }

  cancel({ quietly = false } = {}) {
    if (!this.#offer && this.place.hidden) return;
    this.#clear();
    if (quietly) return;
    this.say("Оставлено как было");
    this.back();
  }

  #clear() {
    const { cells: offered, misfits } = this.#offer ?? { cells: [], misfits: [] };
    this.#offer = null;
    this.place.hidden = true;
    this.place.replaceChildren();
    for (const { r, c } of [...offered, ...misfits]) {
      if (r === undefined) continue;
      this.sheet.td(r, c).classList.remove("offered", "replaces", "misfit");
      this.writer.redraw(r, c);
    }
  }

  // Without a keyboard there is no Ctrl+V: a field takes what was copied.
  ask(where, take) {
    this.cancel({ quietly: true });
    const field = Object.assign(document.createElement("textarea"), { id: "grid-paste", rows: 2, autocomplete: "off" });
    const label = Object.assign(document.createElement("label"), { htmlFor: field.id, textContent: `Вставьте сюда клетки, скопированные в таблице: они лягут вправо и вниз от клетки «${where}»` });
    field.addEventListener("input", () => {
      if (!take(field.value)) return;
      this.place.querySelector("button")?.focus();
      this.place.scrollIntoView({ block: "center" });
    });
    const box = document.createElement("div");
    box.className = "toolbar";
    box.append(label, field, button("Закрыть", () => this.cancel()));
    this.place.replaceChildren(box);
    this.place.hidden = false;
    field.focus();
    // Not under the bar at the bottom of a phone.
    box.scrollIntoView({ block: "center" });
  }
}

function button(text, act, look = "btn") {
  const made = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: text });
  made.addEventListener("click", act);
  return made;
}
