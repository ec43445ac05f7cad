// A pupil found by typing: the sheet goes to the row with every letter. «Ё» is «Е», capitals and the layout do not matter.

import { isTyping } from "./page.js";

const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю";

const plain = (text) => text.normalize("NFC").toLowerCase().replaceAll("ё", "е").trim();
const onRussianLayout = (text) => [...text.toLowerCase()].map((letter) => RUSSIAN[LATIN.indexOf(letter)] ?? letter).join("");

// «/» of either layout; the browser's own Ctrl+F stays the browser's.
export function isFindKey({ key, code, ctrlKey, metaKey, altKey }) {
  return !ctrlKey && !metaKey && !altKey && (key === "/" || (code === "Slash" && key === "."));
}

// Rows that fit, the best first: by the beginning of the surname, of any word, by letters inside.
export function matches(names, typed) {
  const query = plain(typed).split(/\s+/).filter(Boolean);
  if (!query.length) return [];
  const ranked = names.map((name, r) => [rank(plain(name).split(/[\s-]+/), query), r]).filter(([found]) => found < 3);
  return ranked.sort(([a, first], [b, second]) => a - b || first - second).map(([, r]) => r);
}

function rank(words, query) {
  const isBegun = (part) => words.some((word) => word.startsWith(part));
  if (query.every(isBegun)) return words[0].startsWith(query[0]) ? 0 : 1;
  return query.every((part) => words.some((word) => word.includes(part))) ? 2 : 3;
}

export function watchFind(field, { sheet, hand, say }) {
  const names = [...sheet.rows].map((_, r) => sheet.name(r));
  let found = [];
  let place = 0;
  let start = null;

  function mark(r) {
    sheet.table.querySelector("tr.found")?.classList.remove("found");
    if (r !== undefined) sheet.rows[r].classList.add("found");
  }

  function show() {
    const r = found[place];
    field.toggleAttribute("aria-invalid", false);
    mark(r);
    hand.become(r, hand.current[1]);
    sheet.td(r, hand.current[1]).scrollIntoView({ block: "center", inline: "nearest" });
    const rest = found.length > 1 ? `, ${place + 1} из ${found.length}` : "";
    say(`${names[r]}${rest}. Enter – к клетке, Esc – назад`);
  }

  function search() {
    start ??= hand.current;
    found = matches(names, field.value);
    if (!found.length && /[a-z`[\];',.]/i.test(field.value)) found = matches(names, onRussianLayout(field.value));
    place = 0;
    if (found.length) return show();
    mark();
    const isEmpty = !field.value.trim();
    if (isEmpty) field.removeAttribute("aria-invalid");
    else field.setAttribute("aria-invalid", "true");
    say(isEmpty ? "" : "Такого ученика в списке нет");
  }

  function leave(r, c) {
    start = null;
    found = [];
    field.value = "";
    field.removeAttribute("aria-invalid");
    mark();
    say("");
    hand.focus(r, c);
  }

  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      place = (place + step + found.length) % found.length;
      show();
    } else if (event.key === "Enter" && (found.length || !field.value.trim())) leave(...hand.current);
    else if (event.key === "Escape") leave(...(start ?? hand.current));
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => { start = null; });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event.target) || !isFindKey(event)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
