// What is to be written in many cells at once: a block of a spreadsheet, one value for the empty cells of a column.
// Nothing is written here: an offer says what fits and, of the rest, why not.
//   { title, cells: [{ r, c, text, writes: [{ r, c, field, value }], replaces }], misfits: [{ why, where, r, c }], total }

const NOT_LISTED = "ученик не числится в списке в этот день";

// Rows of cells of what a spreadsheet puts on the clipboard; a cell with a tab, a line or a quote in it comes quoted.
export function parse(text) {
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r?\n|\r|$)/gy;
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    const [, value, end] = found;
    rows.at(-1).push((value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1).replaceAll('""', '"') : value).trim());
    if (!end) break;
    if (end !== "\t") rows.push([]);
  }
  while (rows.length && rows.at(-1).every((value) => !value)) rows.pop();
  return rows;
}

// Blank cells of the block are left out: they wipe nothing off the sheet.
export function lay(rows, [top, left], { sheet, codes }) {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const offer = { title: "Вставить", cells: [], misfits: [], total: 0 };
  rows.forEach((row, i) => row.forEach((text, j) => {
    if (!text) return;
    offer.total += 1;
    const [r, c] = [top + i, left + j];
    const beyond = r >= sheet.rows.length || sheet.kind(c) !== sheet.kind(left);
    const found = beyond ? { why: "за пределами таблицы" } : read(text, r, c, width, { sheet, codes });
    const where = beyond ? (r < sheet.rows.length ? `столбец ${j + 1} вставки` : `строка ${i + 1} вставки`) : `${sheet.name(r)}, ${sheet.day(c)}`;
    if (found.why) offer.misfits.push({ why: found.why, where, ...(!beyond && { r, c }) });
    else offer.cells.push(...found.cells);
  }));
  offer.fitting = offer.total - offer.misfits.length;
  return offer;
}

function read(text, r, c, width, { sheet, codes }) {
  const why = sheet.whyShut(c) || (sheet.isOpen(r, c) ? "" : NOT_LISTED);
  if (why) return { why };
  const kind = sheet.kind(c);
  const one = write(text, r, c, { sheet, codes });
  if (one) return { cells: [made(text, r, c, [one], sheet)] };
  const [first, second, ...more] = kind === "lesson" ? halves(text, codes) : [];
  if (first === undefined || more.length) return { why: `нет такой отметки: «${text.slice(0, 20)}»` };
  const both = [write(first, r, c, { sheet, codes }), write(second, r, c, { sheet, codes })];
  // A mark and an absence stand in one cell; two marks in two columns of the lesson, if nothing else is pasted there.
  if (both[0].field !== both[1].field) return { cells: [made(text, r, c, both, sheet)] };
  const columns = sheet.columnsOf(sheet.data.columns[c][0]);
  if (both[0].field === "absence" || columns.length !== 2 || columns[0] !== c || width > 1) {
    return { why: `две отметки в одной клетке: «${text.slice(0, 20)}»` };
  }
  return { cells: [first, second].map((part, n) => made(part, r, columns[n], [write(part, r, columns[n], { sheet, codes })], sheet)) };
}

// «5/4», «5 н», «5н»: two codes of one cell.
function halves(text, codes) {
  const isCode = (part) => codes.mark(part) !== undefined || codes.absence(part) !== undefined;
  const parts = text.split(/[/\s]+/).filter(Boolean);
  const found = parts.length === 1 ? [text.slice(0, 1), text.slice(1)] : parts;
  return found.length === 2 && found.every((part) => part && isCode(part)) ? found : [];
}

function write(text, r, c, { sheet, codes }) {
  const mark = codes.mark(text, sheet.kind(c));
  if (mark !== undefined) return { r, c, field: "mark", value: mark };
  const absence = sheet.kind(c) === "lesson" ? codes.absence(text) : undefined;
  return absence === undefined ? null : { r, c: sheet.firstColumn(c), field: "absence", value: absence };
}

function made(text, r, c, writes, sheet) {
  const replaces = writes.some(({ c: column, field, value }) => {
    const stands = sheet.cells[r][column][field];
    return Boolean(stands) && stands !== value;
  });
  return { r, c, text, writes, replaces };
}

// The value of the cell, or of the nearest mark above it or below, for every empty cell of who was at the lesson.
export function fill([r, c], { sheet, codes }) {
  const column = sheet.cells.map((row) => row[c]);
  const near = [r, ...above(r), ...below(r, column.length)].find((row) => codes.mark(column[row].mark) && sheet.isOpen(row, c));
  if (near === undefined) return null;
  const value = column[near].mark;
  const offer = { title: "Заполнить пустые", cells: [], misfits: [], total: 0 };
  column.forEach(({ mark }, row) => {
    if (mark || !sheet.isOpen(row, c)) return;
    offer.total += 1;
    const { absence } = sheet.cells[row][sheet.firstColumn(c)];
    if (sheet.data.absent.includes(absence)) offer.misfits.push({ why: `не был на уроке («${absence}»)`, where: sheet.name(row), r: row, c });
    else offer.cells.push(made(value, row, c, [{ r: row, c, field: "mark", value }], sheet));
  });
  offer.fitting = offer.cells.length;
  return offer;
}

const above = (r) => Array.from({ length: r }, (_, i) => r - 1 - i);
const below = (r, length) => Array.from({ length: length - r - 1 }, (_, i) => r + 1 + i);
