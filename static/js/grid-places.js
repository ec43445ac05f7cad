// A cell's name for the queue, in words that mean the same on every page of this journal, and the way back: where on
// this page a change stands that may have been made on another.

export class Places {
  constructor(sheet) {
    this.sheet = sheet;
    this.data = sheet.data;
  }

  // Attendance stands in the lesson's first column, whatever work is done in it.
  name(r, c, field) {
    const { data, sheet } = this;
    const student = data.students[r];
    const kind = sheet.kind(c);
    if (kind !== "lesson") return `${student} ${data.page} ${kind}`;
    const [lesson, item, , isFirst] = data.columns[c];
    return `${student} ${lesson} ${isFirst ? "first" : item} ${field}`;
  }

  // [r, c, field], or nothing where the page has no such cell.
  of({ url, shared, change }) {
    const { data, sheet } = this;
    const r = data.students.indexOf(change.student);
    if (r < 0) return null;
    if (url === data.periodMarks) return [r, sheet.finals.find(([, kind]) => kind === shared.kind)?.[0], "mark"];
    if (url !== data.cells) return null;
    const isOurs = ([lesson, item, , isFirst]) => lesson === change.lesson && (change.item ? item === change.item : isFirst);
    const c = data.columns.findIndex(isOurs);
    return c < 0 ? null : [r, c, change.field === "attendance" ? "absence" : change.field];
  }

  shows(entry) {
    return entry.lesson ? this.sheet.lessons.includes(entry.lesson) : Boolean(this.of(entry));
  }
}
