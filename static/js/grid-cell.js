// One cell beside the grid: the comment on its mark, and who wrote what there, when and why. A mark of the period or
// of the year has its own here too; that comment comes with the history.

import { closePanel, showBeside } from "./grid-panel.js";

const LONGEST = 500;

export class CellPanel {
  constructor({ sheet, writer, say, focus }) {
    Object.assign(this, { sheet, writer, say, focus, data: sheet.data });
  }

  // A comment is written where a mark stands and may be changed; the history is everybody's who sees the cell.
  open(r, c) {
    const { sheet } = this;
    if (!sheet.kind(c)) return this.say("История и комментарий есть у клеток с отметками");
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
      const text = field.elements.comment;
      const isNews = sheet.kind(c) === "lesson" || plain(text.value) !== plain(text.dataset.stands ?? "");
      if (isNews) this.writer.comment(r, c, plain(text.value));
      leave();
    });
    showBeside(sheet, box);
    // The panel has taken room from the sheet: the cell it tells of stays in sight.
    sheet.td(r, c).scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#load(history, r, c, field);
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
    const text = element("textarea", { id: "cell-comment", name: "comment", maxLength: LONGEST, rows: 3, value: this.sheet.cells[r][c].comment ?? "" });
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.append(label, text, element("button", { className: "btn btn-primary", textContent: "Сохранить" }));
    return form;
  }

  // What the page knows of lessons and not of marks of periods: what is said of the mark.
  #take(place, c, field) {
    const told = place.querySelector("[data-comment]");
    const text = field?.elements.comment;
    if (told && !text) {
      told.prepend("Комментарий: ");
      return place.previousElementSibling.before(told);
    }
    told?.remove();
    if (!text || this.sheet.kind(c) === "lesson") return null;
    text.dataset.stands = told?.textContent ?? "";
    if (!text.value) text.value = text.dataset.stands;
    return null;
  }

  #url(r, c) {
    const { data, sheet } = this;
    const kind = sheet.kind(c);
    if (kind !== "lesson") return `${data.finalHistory.replace("/pupil/0/", `/pupil/${data.students[r]}/`)}?of=${kind === "year" ? kind : data.period}`;
    return data.history.replace("/0/", `/${data.columns[c][0]}/`).replace("/0/", `/${data.students[r]}/`);
  }

  #load(place, r, c, field) {
    const url = this.#url(r, c);
    place.addEventListener("htmx:afterSwap", () => this.#take(place, c, field));
    const failed = () => { place.textContent = "История не открылась: нет связи с сервером."; };
    for (const trouble of ["htmx:sendError", "htmx:responseError"]) place.addEventListener(trouble, failed);
    place.textContent = "Загружается";
    globalThis.htmx.ajax("GET", url, { source: place, target: place, swap: "innerHTML" });
  }
}

const plain = (text) => text.trim().replace(/\s+/g, " ");
const element = (name, facts) => Object.assign(document.createElement(name), facts);
