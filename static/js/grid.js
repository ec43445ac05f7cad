// The journal's spread: one listener for all cells, keys first. Every change goes by itself with the version it was
// based on; the cell shows what became of it. Nothing here stops the hand: no dialogue for a single mark.

import { Notes } from "./grid-notes.js";
import { openPanel, openRequest, closePanel, watchPanel } from "./grid-panel.js";
import { Sheet } from "./grid-sheet.js";
import { Queue } from "./queue.js";

const table = document.getElementById("grid");
if (table) start(JSON.parse(document.getElementById("grid-data").textContent));

function start(data) {
  const sheet = new Sheet(table, data);
  const queue = new Queue();
  const notes = new Notes(document.getElementById("grid-notes"), sheet, { focus, choose, dismiss, links });
  const state = document.getElementById("grid-state");
  let current = null;
  let editor = null;

  table.setAttribute("role", "grid");
  table.setAttribute("aria-readonly", String(!data.mayFill || Boolean(data.closed.lesson)));
  watchPanel({ sheet, queue });
  becomeCurrent(...firstPlace());
  if (location.hash.startsWith("#lesson-")) focus(...current);

  // --- where we are --------------------------------------------------------------------------------
  function firstPlace() {
    const asked = sheet.columnsOf(Number(location.hash.replace("#lesson-", "")))[0];
    const today = table.tHead.rows[1].querySelector(".today");
    const lesson = today ? sheet.lessons[today.cellIndex - 1] : null;
    return [0, asked ?? (lesson ? sheet.columnsOf(lesson)[0] : 0)];
  }

  function becomeCurrent(r, c) {
    if (current) sheet.td(...current).removeAttribute("tabindex");
    current = [r, c];
    sheet.td(r, c).tabIndex = 0;
  }

  function focus(r, c) {
    becomeCurrent(r, c);
    sheet.td(r, c).focus({ preventScroll: true });
    sheet.td(r, c).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function move(dr, dc) {
    const [r, c] = current;
    const row = Math.min(Math.max(r + dr, 0), sheet.rows.length - 1);
    const column = Math.min(Math.max(c + dc, 0), sheet.rows[row].cells.length - 2);
    focus(row, column);
  }

  function nextOpen(step) {
    const [r, c] = current;
    for (let place = c + step; place >= 0 && place <= sheet.last; place += step) {
      if (sheet.kind(place)) return [r, place];
    }
    return null;
  }

  // --- keys ----------------------------------------------------------------------------------------
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  table.addEventListener("keydown", (event) => {
    if (!event.target.closest("tbody td")) return;
    if (event.altKey || event.isComposing) return;
    const handled = event.ctrlKey || event.metaKey ? onControl(event) : editor ? onEditorKey(event) : onCellKey(event);
    if (handled) event.preventDefault();
  });

  function onControl(event) {
    if (event.key === "Enter" && sheet.kind(current[1]) === "lesson") {
      commit();
      return openPanel(data.columns[current[1]][0], sheet);
    }
    if (event.key === "Home") return focus(0, 0) ?? true;
    if (event.key === "End") return focus(sheet.rows.length - 1, sheet.last) ?? true;
    return false;
  }

  function onCellKey(event) {
    if (event.key in MOVES) return move(...MOVES[event.key]) ?? true;
    if (event.key === "Enter") return move(event.shiftKey ? -1 : 1, 0) ?? true;
    if (event.key === "Tab") return goAside(event);
    if (event.key === "Home") return focus(current[0], 0) ?? true;
    if (event.key === "End") return focus(current[0], sheet.last) ?? true;
    if (event.key === "Escape") return closePanel(sheet);
    if (!data.mayFill) return false;
    if (event.key === "Delete" || event.key === "Backspace") return write(...current, "") ?? true;
    if (event.key === " ") return everybodyIsHere() ?? true;
    if (event.key === "F2") return edit(shown()) ?? true;
    if (event.key.length === 1 && event.key !== "?") edit("");
    return false;
  }

  function onEditorKey(event) {
    if (event.key === "Escape") return stopEditing() ?? true;
    if (event.key === "Tab") {
      commit();
      return goAside(event);
    }
    if (event.key === "Enter" || event.key in MOVES) {
      commit();
      return move(...(MOVES[event.key] ?? [event.shiftKey ? -1 : 1, 0])) ?? true;
    }
    return false;
  }

  // Past the last cell of a row Tab leaves the grid, as anywhere on the page.
  function goAside(event) {
    const place = nextOpen(event.shiftKey ? -1 : 1);
    if (!place) return false;
    focus(...place);
    return true;
  }

  table.addEventListener("mousedown", (event) => {
    const td = event.target.closest("tbody td");
    if (!td || td.contains(editor)) return;
    event.preventDefault();
    commit();
    const wasCurrent = document.activeElement === td;
    focus(...sheet.place(td));
    if (wasCurrent && data.mayFill) edit(shown());
  });

  table.addEventListener("click", (event) => {
    const link = event.target.closest("thead a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (openPanel(sheet.lessons[link.parentElement.cellIndex - 1], sheet)) event.preventDefault();
  });

  // --- typing --------------------------------------------------------------------------------------
  function shown() {
    const { mark, absence } = sheet.cells[current[0]]?.[current[1]] ?? {};
    return mark || absence || "";
  }

  function edit(text) {
    const [r, c] = current;
    if (!sheet.isOpen(r, c) || isClosed(r, c)) return;
    editor = document.createElement("input");
    editor.className = "cell-input";
    editor.maxLength = 20;
    editor.value = text;
    editor.setAttribute("aria-label", `${sheet.name(r)}, ${sheet.day(c)}`);
    editor.addEventListener("blur", commit);
    sheet.td(r, c).replaceChildren(editor);
    editor.focus();
    editor.select();
  }

  // Takes the editor away; the cell shows what it held before.
  function stopEditing() {
    if (!editor) return null;
    const { value } = editor;
    editor.removeEventListener("blur", commit);
    editor = null;
    redraw(...current);
    sheet.td(...current).focus({ preventScroll: true });
    return value;
  }

  function commit() {
    const before = shown();
    const typed = stopEditing();
    if (typed !== null && typed.trim() && typed.trim() !== before) write(...current, typed.trim());
  }

  // --- a closed period -----------------------------------------------------------------------------
  // The cell takes nothing; a line says who closed it, and how to ask for a correction of this very cell.
  function isClosed(r, c) {
    const why = data.closed[sheet.kind(c)];
    if (why) notes.closed(r, c, why, links(r, c));
    return Boolean(why);
  }

  function links(r, c) {
    const kind = sheet.kind(c);
    const student = data.students[r];
    if (kind !== "lesson") return [link("Запросить исправление", data.askOfPeriod.replace("/0/", `/${student}/`), { what: kind })];
    const [lesson, item] = data.columns[c];
    const url = data.askOfLesson.replace("/0/", `/${lesson}/`);
    const found = [link("Запросить исправление присутствия", url, { what: "attendance", student })];
    if (data.scale !== "ungraded") found.unshift(link("Запросить исправление отметки", url, { what: "mark", student, ...(item && { item }) }));
    return found;
  }

  function link(text, url, asked) {
    const made = Object.assign(document.createElement("a"), { className: "btn", href: `${url}?${new URLSearchParams(asked)}`, textContent: text });
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (openRequest(made.href, sheet)) event.preventDefault();
    });
    return made;
  }

  // --- writing -------------------------------------------------------------------------------------
  function write(r, c, typed) {
    if (!sheet.isOpen(r, c) || isClosed(r, c)) return;
    const kind = sheet.kind(c);
    if (kind !== "lesson") return send(r, c, "mark", typed);
    const text = /^[пg]$/i.test(typed) ? "" : typed;
    const first = sheet.firstColumn(c);
    const { mark } = sheet.cells[r][c];
    if (typed === "" ? !mark : isAttendance(typed)) send(r, first, "absence", text);
    else send(r, c, "mark", marks.get(text.toLowerCase()) ?? text);
  }

  const marks = new Map(data.marks.map((code) => [code.toLowerCase(), code]));

  // What is not a mark of the scale is a code of attendance; the server reads either on any layout.
  function isAttendance(typed) {
    if (marks.has(typed.toLowerCase())) return false;
    if (data.scale === "own") return !/^\d/.test(typed);
    if (data.scale === "pass_fail") return !/^(з|незач|нз)/i.test(typed);
    return data.scale === "ungraded" || !/^[\d.,]/.test(typed) || typed === ",";
  }

  function send(r, c, field, value, base) {
    const cell = sheet.cells[r][c];
    if (base === undefined && value === cell[field] && !queue.has(name(r, c, field))) return;
    const kind = sheet.kind(c);
    const student = data.students[r];
    const version = base ?? cell[`${field}Version`];
    const [lesson, item] = data.columns[c] ?? [];
    const isAbsence = field === "absence";
    const change = kind === "lesson"
      ? { student, lesson, item: isAbsence ? null : item, field: isAbsence ? "attendance" : "mark", value, base: version }
      : { student, value, base: version };
    cell[field] = value;
    notes.remove(name(r, c, field));
    queue.add({
      key: crypto.randomUUID(),
      url: kind === "lesson" ? data.cells : data.periodMarks,
      shared: kind === "lesson" ? {} : { kind },
      cell: name(r, c, field),
      place: [r, c, field],
      change,
    });
    redraw(r, c);
  }

  const name = (r, c, field) => `${data.students[r]} ${c} ${field}`;

  function everybodyIsHere() {
    const [, c] = current;
    if (sheet.kind(c) !== "lesson" || isClosed(current[0], c)) return;
    const [lesson] = data.columns[c];
    queue.add({
      key: crypto.randomUUID(), url: data.attendance.replace("/0/", `/${lesson}/`), shared: { lesson },
      cell: `attendance of ${lesson}`, lesson, change: {},
    });
  }

  // --- answers -------------------------------------------------------------------------------------
  queue.addEventListener("result", ({ detail: { entry, result, isOver } }) => {
    if (entry.lesson) return attendanceAnswered(entry, result);
    const [r, c, field] = entry.place;
    const cell = sheet.cells[r][c];
    if (result.outcome === "saved") {
      Object.assign(cell, { [`${field}Version`]: result.version, [`${field}Stored`]: result.value });
      if (!isOver) cell[field] = result.value;
      learn(c, field, result);
    } else if (!isOver) {
      // Once told of the other's value, the person who types again writes over it knowingly.
      if (result.outcome === "conflict") Object.assign(cell, { [`${field}Version`]: result.version, [`${field}Stored`]: result.value });
      notes.add(entry.cell, r, c, field, entry.change.value, result);
    }
    redraw(r, c);
  });

  function attendanceAnswered({ lesson, cell }, result) {
    if (result.outcome === "saved") {
      notes.remove(cell);
      sheet.setFoot(lesson, { absent: sheet.countAbsent(lesson) });
    } else notes.say(cell, `${sheet.day(sheet.columnsOf(lesson)[0])}: ${result.text}`);
  }

  // The first mark of a lesson has made its column; a mark of absence has taken the register.
  function learn(c, field, result) {
    if (sheet.kind(c) !== "lesson") return;
    const [lesson, item] = data.columns[c];
    if (field === "absence") sheet.setFoot(lesson, { absent: sheet.countAbsent(lesson) });
    else if (!item && result.item) {
      const [letter, work, weight] = data.usual;
      sheet.setWork(c, { item: result.item, letter, work, weight });
    }
  }

  // Of two values the person chose: own, written over the other, or the other's, taken as it is.
  function choose(cell, r, c, field, value, result) {
    notes.remove(cell);
    if (value === result.value) {
      Object.assign(sheet.cells[r][c], { [field]: value, [`${field}Version`]: result.version, [`${field}Stored`]: value });
      redraw(r, c);
    } else send(r, c, field, value, result.version);
    focus(r, c);
  }

  // A refused value is taken away: the cell holds again what the journal holds.
  function dismiss(cell, r, c, field) {
    notes.remove(cell);
    sheet.cells[r][c][field] = sheet.cells[r][c][`${field}Stored`];
    redraw(r, c);
    focus(r, c);
  }

  function redraw(r, c) {
    if (editor && sheet.td(r, c).contains(editor)) return;
    sheet.show(r, c);
    const td = sheet.td(r, c);
    const places = ["mark", "absence"].map((field) => name(r, c, field));
    const waits = places.some((place) => queue.has(place));
    const note = places.map((place) => notes.of(place)).find(Boolean);
    for (const word of ["conflict", "refused"]) td.classList.toggle(word, note?.outcome === word);
    td.classList.toggle("saving", waits && !queue.trouble);
    td.classList.toggle("waiting", waits && Boolean(queue.trouble));
    if (note) td.setAttribute("aria-describedby", note.id);
    else td.removeAttribute("aria-describedby");
    if (!td.className) td.removeAttribute("class");
  }

  // --- the line at the top -------------------------------------------------------------------------
  const TROUBLES = {
    network: "Не сохранено: нет связи с сервером.",
    server: "Не сохранено: сервер не отвечает.",
    "signed-out": "Не сохранено: вы вышли из журнала. Войдите под своим именем в соседней вкладке.",
  };
  let trouble = "";

  queue.addEventListener("size", () => {
    const left = queue.size;
    state.dataset.state = queue.trouble ? "waiting" : left ? "saving" : "saved";
    if (queue.trouble) state.textContent = `${TROUBLES[queue.trouble]} Ждут отправки: ${left}. Не закрывайте страницу, они отправятся сами.`;
    else state.textContent = left ? `Сохраняется: ${left}` : "Всё сохранено";
    if (trouble !== queue.trouble) {
      trouble = queue.trouble;
      for (const td of table.querySelectorAll("td.saving, td.waiting")) redraw(...sheet.place(td));
    }
  });

  addEventListener("beforeunload", (event) => {
    if (queue.size || notes.size) event.preventDefault();
  });
}
