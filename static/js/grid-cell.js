// One cell beside the grid: the comment on its mark, and who wrote what there, when and why.

import { closePanel, showBeside } from "./grid-panel.js";

const LONGEST = 500;

export class CellPanel {
  constructor({ sheet, writer, say, focus }) {
    Object.assign(this, { sheet, writer, say, focus, data: sheet.data });
  }

  // A comment is written where a mark stands and may be changed; the history is everybody's who sees the cell.
  open(r, c) {
    const { sheet } = this;
    if (sheet.kind(c) !== "lesson") return this.say("История и комментарий есть у клеток уроков");
    if (!sheet.isOpen(r, c)) return null;
    const box = element("div", {});
    const title = element("h2", { id: "panel-title", tabIndex: -1, textContent: `${sheet.name(r)}, ${sheet.day(c)}` });
    const head = element("div", { className: "panel-head" });
    const close = element("button", { type: "button", className: "btn", textContent: "Закрыть" });
    head.append(title, close);
    const history = element("div", { id: "cell-history" });
    const field = this.#field(r, c);
    box.append(head, ...this.#state(r, c), ...(field ? [field] : []), element("h3", { textContent: "История" }), history);
    const leave = () => {
      closePanel(sheet);
      this.focus(r, c);
    };
    close.addEventListener("click", leave);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      leave();
    });
    field?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.writer.comment(r, c, plain(field.elements.comment.value));
      leave();
    });
    showBeside(sheet, box);
    this.#load(history, r, c);
    (field?.elements.comment ?? title).focus();
    return null;
  }

  #state(r, c) {
    const { sheet } = this;
    const told = [sheet.waits(r, c), this.#mayComment(r, c) ? "" : sheet.commentOf(r, c)].filter(Boolean);
    return told.map((textContent) => element("p", { textContent }));
  }

  #mayComment(r, c) {
    return this.data.mayFill && !this.sheet.whyShut(c) && Boolean(this.sheet.cells[r][c].mark);
  }

  #field(r, c) {
    if (!this.#mayComment(r, c)) return null;
    const form = element("form", { className: "form" });
    const label = element("label", { htmlFor: "cell-comment", textContent: "Комментарий к отметке, его увидит семья" });
    const text = element("textarea", { id: "cell-comment", name: "comment", maxLength: LONGEST, rows: 3, value: this.sheet.cells[r][c].comment });
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.append(label, text, element("button", { className: "btn btn-primary", textContent: "Сохранить" }));
    return form;
  }

  #load(place, r, c) {
    const [lesson] = this.data.columns[c];
    const url = this.data.history.replace("/0/", `/${lesson}/`).replace("/0/", `/${this.data.students[r]}/`);
    const failed = () => { place.textContent = "История не открылась: нет связи с сервером."; };
    for (const trouble of ["htmx:sendError", "htmx:responseError"]) place.addEventListener(trouble, failed);
    place.textContent = "Загружается";
    globalThis.htmx.ajax("GET", url, { source: place, target: place, swap: "innerHTML" });
  }
}

const plain = (text) => text.trim().replace(/\s+/g, " ");
const element = (name, facts) => Object.assign(document.createElement(name), facts);
