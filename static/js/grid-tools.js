// The line of tools above the sheet, for a finger or a mouse; each of them has its key.

import { parse, lay, fill } from "./grid-block.js";
import { watchFind } from "./grid-find.js";
import { isTyping } from "./page.js";
import { plural } from "./words.js";

const WIDE = matchMedia("(min-width: 768px)");
const cells = (n) => `${n} ${plural(n, "клетка", "клетки", "клеток")}`;

// What the hand does to many cells at once: { paste(text), askForPaste(), fill(), openCell(), undo(), redo() }.
export function actsOf({ sheet, codes, writer, history, preview, cell, say, hand }) {
  function offer(made, nothing) {
    if (made?.total) preview.show(made);
    else say(nothing);
    return Boolean(made?.total);
  }

  function again(step, done, nothing) {
    if (!step) return say(nothing);
    const { written, left } = writer.goTo(step);
    const isRegister = step.some(({ field }) => field === "register");
    const { r, c } = step.reduce((first, other) => (other.r < first.r || (other.r === first.r && other.c < first.c) ? other : first));
    const what = isRegister ? `«все присутствуют», ${sheet.day(c)}` : written === 1 ? `${sheet.name(r)}, ${sheet.day(c)}` : cells(written);
    say(`${done}: ${what}${left ? `. Изменено другим и оставлено: ${cells(left)}` : ""}`);
    return hand().focus(isRegister ? hand().current[0] : r, c);
  }

  const acts = {
    paste: (text) => offer(lay(parse(text), hand().current, { sheet, codes }), "Во вставке нет ни одной заполненной клетки"),
    askForPaste() {
      const [r, c] = hand().current;
      preview.ask(`${sheet.name(r)}, ${sheet.day(c)}`, acts.paste);
    },
    fill() {
      const [r, c] = hand().current;
      if (sheet.kind(c) !== "lesson") return say("Заполнить можно столбец урока");
      if (!sheet.hasMarks) return say("Отметок в этом журнале нет: отмечают присутствие");
      if (writer.isClosed(r, c)) return null;
      if (sheet.whyShut(c)) return say(`Заполнить нельзя: ${sheet.whyShut(c)}`);
      const made = fill([r, c], { sheet, codes });
      return offer(made, made ? "Пустых клеток в столбце нет" : "Поставьте одну отметку: ею заполнятся пустые клетки столбца");
    },
    openCell: () => cell.open(...hand().current),
    undo: () => again(history.undo(), "Отменено", "Отменять нечего"),
    redo: () => again(history.redo(), "Возвращено", "Возвращать нечего"),
  };
  return acts;
}

export function watchTools(tools, { sheet, hand, acts, history, say, mayFill }) {
  if (!WIDE.matches) document.getElementById("beside").before(tools, document.getElementById("grid-preview"));
  tools.hidden = false;
  watchFind(tools.querySelector("input"), { sheet, hand, say });
  const buttons = [...tools.querySelectorAll("button[data-act]")];
  for (const button of buttons) {
    button.hidden = !mayFill && button.dataset.act !== "openCell";
    button.addEventListener("click", () => acts[button.dataset.act]());
  }
  const update = () => {
    tools.querySelector("[data-act=undo]").disabled = !history.canUndo;
    tools.querySelector("[data-act=redo]").disabled = !history.canRedo;
  };
  history.addEventListener("change", update);
  update();
  if (mayFill) watchPaste({ table: sheet.table, acts, hand });
}

// A browser may tell of a paste at the page itself when no field has the focus: where the hand is, decides.
function watchPaste({ table, acts, hand }) {
  document.addEventListener("paste", (event) => {
    const cell = document.activeElement?.closest("tbody td");
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !table.contains(cell)) return;
    if (isTyping(event.target) && !/[\t\r\n]/.test(text.trim())) return;
    event.preventDefault();
    hand.stopEditing();
    acts.paste(text);
  });
}
