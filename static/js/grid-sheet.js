// The sheet as values: what stands in every cell, its version, and what a row adds up to. The table's cells carry no
// attributes: the row knows the pupil, the column knows the lesson.

const DAY = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long" });

export class Sheet {
  constructor(table, data) {
    this.table = table;
    this.data = data;
    this.hasMarks = table.dataset.marks !== "none";
    this.rows = table.tBodies[0].rows;
    this.width = data.columns.length;
    this.lessons = [...new Set(data.columns.map(([lesson]) => lesson))];
    this.attendance = new Set([...data.absent, data.late]);
    for (const col of table.querySelectorAll("col[span]")) {
      const { span } = col;
      col.removeAttribute("span");
      for (let n = 1; n < span; n++) col.after(col.cloneNode());
    }
    this.cells = data.students.map((student, r) => this.#readRow(student, r));
  }

  #readRow(student, r) {
    const unusual = this.data.versions[student] ?? {};
    const comments = this.data.comments[student] ?? {};
    const version = (key, value) => unusual[key] ?? (value ? 1 : 0);
    const row = [];
    for (let c = 0; c < this.width; c++) {
      const corner = this.td(r, c).querySelector("i")?.textContent ?? "";
      const text = this.td(r, c).textContent.slice(0, -corner.length || undefined);
      const isAbsence = !corner && (this.attendance.has(text) || text.startsWith(`${this.data.late} `));
      const mark = isAbsence ? "" : text;
      const absence = isAbsence ? text : corner;
      const [commentVersion, comment] = comments[c] ?? [0, ""];
      row.push({
        comment, commentStored: comment, commentVersion,
        mark, markStored: mark, markVersion: version(`m${c}`, mark),
        absence, absenceStored: absence, absenceVersion: version(`a${c}`, absence),
      });
    }
    for (const [c, key] of this.finals) {
      const mark = this.td(r, c).textContent;
      row[c] = { mark, markStored: mark, markVersion: version(key, mark), absence: "" };
    }
    return row;
  }

  // Columns to the right where a mark is set: of the period and, in the last period, of the year. None outside the
  // curriculum.
  get finals() {
    if (!this.hasMarks) return [];
    const finals = [[this.width + 5, "period"]];
    if (this.data.hasYear) finals.push([this.width + 7, "year"]);
    return finals;
  }

  kind(c) {
    if (c < this.width) return "lesson";
    return this.finals.find(([place]) => place === c)?.[1] ?? "";
  }

  td(r, c) {
    return this.rows[r].cells[c + 1];
  }

  place(td) {
    return [td.parentElement.sectionRowIndex, td.cellIndex - 1];
  }

  isOpen(r, c) {
    return Boolean(this.kind(c)) && !this.td(r, c).classList.contains("out");
  }

  // Why a whole column takes nothing: its period is closed, its lesson is yet to come or cancelled.
  whyShut(c) {
    return this.data.closed[this.kind(c)] || this.data.shut[this.data.columns[c]?.[0]] || "";
  }

  get last() {
    return this.finals.at(-1)?.[0] ?? this.width - 1;
  }

  // Attendance belongs to the lesson: it stands in the lesson's first column.
  firstColumn(c) {
    while (!this.data.columns[c][3]) c -= 1;
    return c;
  }

  show(r, c) {
    const td = this.td(r, c);
    const { mark, absence, comment } = this.cells[r][c];
    td.textContent = mark || absence;
    td.classList.toggle("wait", mark.startsWith(". "));
    td.classList.toggle("late", !mark && absence.includes(" "));
    if (!td.className) td.removeAttribute("class");
    if (mark && absence) td.append(Object.assign(document.createElement("i"), { textContent: absence }));
    if (mark && comment) td.append(commentSign());
    this.addUp(r);
  }

  // What a cell does not show: until when the answer is waited for, what is said of the mark.
  about(r, c) {
    return [this.waits(r, c), this.commentOf(r, c)].filter(Boolean).join(". ");
  }

  waits(r, c) {
    const mark = this.cells[r]?.[c]?.mark ?? "";
    if (!mark.startsWith(". ")) return "";
    const [day, month] = mark.slice(2).split(".");
    return `Ждём ответа до ${DAY.format(new Date(2024, month - 1, day))}`;
  }

  commentOf(r, c) {
    const { mark, comment } = this.cells[r]?.[c] ?? {};
    return mark && comment ? `Комментарий: ${comment}` : "";
  }

  name(r) {
    const head = this.rows[r].cells[0];
    return [...head.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim();
  }

  day(c) {
    if (this.kind(c) !== "lesson") return this.kind(c) === "year" ? "годовая отметка" : "отметка за период";
    const place = this.lessons.indexOf(this.data.columns[c][0]);
    return DAY.format(new Date(`${this.data.days[place]}T12:00`));
  }

  headOf(lesson) {
    return this.table.tHead.rows[1].cells[1 + this.lessons.indexOf(lesson)];
  }

  columnsOf(lesson) {
    return this.data.columns.flatMap(([own], c) => (own === lesson ? [c] : []));
  }

  // The kind of work of a column: its letter in the head, its weight in the sums.
  setWork(c, { item, letter, work, weight }) {
    Object.assign(this.data.columns[c], { 1: item, 2: weight });
    const head = this.table.tHead.rows[2].cells[c + 1];
    head.textContent = letter;
    head.title = weight ? `${work}, вес ${weight}` : `${work}, не идёт в средний балл`;
    for (let r = 0; r < this.rows.length; r++) this.addUp(r);
  }

  addUp(r) {
    let sum = 0, count = 0, weighted = 0, weights = 0, marks = 0, missed = 0;
    const own = this.cells[r].slice(0, this.width).map(({ mark }, c) => [mark, this.data.columns[c][2]]);
    // Marks that the pupil brought along from the journal before count too.
    const brought = this.data.carried[this.data.students[r]] ?? [];
    for (let c = 0; c < this.width; c++) {
      if (this.data.absent.includes(this.cells[r][c].absence)) missed += 1;
    }
    for (const [mark, weight] of [...brought, ...own]) {
      if (mark && !mark.startsWith(".")) marks += 1;
      // In hundredths; what counts nothing, and work that weighs nothing, is not in the mean.
      const value = this.data.values[mark];
      if (value === undefined || !weight) continue;
      sum += value;
      count += 1;
      weighted += value * weight;
      weights += weight;
    }
    if (!this.hasMarks) {
      this.td(r, this.width).textContent = missed;
      return;
    }
    const mean = weights ? hundredths(weighted, weights) : null;
    const totals = [count ? decimal(hundredths(sum, count)) : "—", mean === null ? "—" : decimal(mean), marks < this.data.least ? `${marks}/${this.data.least}` : marks, missed];
    totals.forEach((total, i) => { this.td(r, this.width + i).textContent = total; });
    this.td(r, this.width + 4).textContent = this.#proposed(mean);
    this.#tellFew(r, marks < this.data.least);
  }

  // In the foot: how many of the list have fewer marks than they should.
  #tellFew(r, isFew) {
    const place = document.getElementById("grid-few");
    if (!place || this.rows[r].classList.contains("left")) return;
    this.few ??= new Set([...this.rows].flatMap((row, i) => (row.cells[this.width + 3].textContent.includes("/") && !row.classList.contains("left") ? [i] : [])));
    this.few[isFew ? "add" : "delete"](r);
    place.textContent = this.few.size;
  }

  #proposed(mean) {
    if (mean === null) return "";
    return this.data.proposals.find(([, threshold]) => threshold === null || mean >= threshold)?.[0] ?? "";
  }

  // The foot of a lesson: «все», «−2», «✓», «нет».
  setFoot(lesson, { absent, topic, homework }) {
    const place = 1 + this.lessons.indexOf(lesson);
    const say = (row, text) => {
      const td = this.table.tFoot.rows[row]?.cells[place];
      if (!td || (!text && !td.textContent)) return;
      td.textContent = text || "нет";
      td.classList.toggle("missing", !text);
    };
    if (absent !== undefined) say(0, absent === null ? "" : absent ? `−${absent}` : "все");
    if (topic !== undefined) say(1, topic ? "✓" : "");
    if (homework !== undefined) say(2, homework ? "✓" : "");
  }

  isRegisterOpen(lesson) {
    const told = this.table.tFoot.rows[0]?.cells[1 + this.lessons.indexOf(lesson)]?.textContent;
    return !told || told === "нет";
  }

  countAbsent(lesson) {
    const c = this.columnsOf(lesson)[0];
    return this.cells.filter((row) => this.data.absent.includes(row[c].absence)).length;
  }
}

// As the server draws it.
function commentSign() {
  const sign = document.createElement("b");
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", "с комментарием");
  return sign;
}

// Of a sum of hundredths, half up, in whole numbers: as the server counts.
const hundredths = (sum, weights) => Math.floor((2 * sum + weights) / (2 * weights));
const decimal = (value) => `${Math.floor(value / 100)},${String(value % 100).padStart(2, "0")}`;
