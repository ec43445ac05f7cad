// What a typed or pasted text means: a mark of the scale, a code of attendance. The server reads either again.

// «оп 7», «оп7», «оп 7 мин»: late by so many minutes, no more than a lesson lasts.
const LATE = /^(?:оп|jg)\s*(\d{1,2})(?:\s*мин\.?)?$/;
const LATE_BEGUN = /^(?:оп|jg)\s*\d{0,2}\s*м?и?н?\.?$/;
const LATEST = 45;
// «.», «. 5.12»: no mark yet, the answer is waited for until that day.
const WAIT = /^\.\s*(?:(\d{1,2})[.,/](\d{1,2})\.?)?$/;
const WAIT_BEGUN = /^\.\s*\d{0,2}[.,/]?\d{0,2}$/;
const PRESENT = ["п", "g"];
const plain = (text) => text.trim().toLowerCase();
const byName = (codes) => new Map(codes.map((code) => [code.toLowerCase(), code]));

export class Codes {
  // `typed`: what a hand types instead of a code itself, as the server knows it.
  constructor({ marks, finalMarks, absent, late, typed, scale, waitUntil }) {
    this.scale = scale;
    this.waitUntil = waitUntil;
    this.late = late;
    this.typed = typed;
    this.marks = byName(marks);
    this.finals = byName(finalMarks);
    this.attendance = byName([...absent, late]);
    const names = (...maps) => {
      const known = (name) => maps.some((map) => map.has(name));
      return [...maps.flatMap((map) => [...map.keys()]), ...Object.keys(typed).filter((name) => known(typed[name]))];
    };
    this.names = { lesson: [...names(this.marks, this.attendance), ...PRESENT], final: names(this.finals) };
  }

  // The mark, or undefined. Marks of the period and of the year have codes of their own.
  mark(text, kind = "lesson") {
    return (kind === "lesson" ? this.#wait(text) : undefined) ?? this.#read(kind === "lesson" ? this.marks : this.finals, text);
  }

  // «. 05.12»; the server knows the year.
  #wait(text) {
    const [isPoint, day, month] = WAIT.exec(plain(text)) ?? [];
    if (!isPoint || !this.marks.size || this.marks.has(plain(text))) return undefined;
    return `. ${day ? `${day.padStart(2, "0")}.${month.padStart(2, "0")}` : this.waitUntil}`;
  }

  // The code of absence, empty for «п»; undefined where the text is none.
  absence(text) {
    const [, minutes] = LATE.exec(plain(text)) ?? [];
    if (minutes) return minutes > 0 && minutes <= LATEST ? `${this.late} ${Number(minutes)}` : undefined;
    return PRESENT.includes(plain(text)) ? "" : this.#read(this.attendance, text);
  }

  #read(codes, text) {
    return codes.get(plain(text)) ?? codes.get(this.typed[plain(text)]);
  }

  // What is not a mark of the scale is a code of attendance.
  isAttendance(text) {
    if (this.marks.has(text.toLowerCase()) || this.#wait(text)) return false;
    if (this.scale === "own") return !/^\d/.test(text);
    if (this.scale === "pass_fail") return !/^(з|незач|нз)/i.test(text);
    return this.scale === "ungraded" || !/^[\d.,]/.test(text) || text === ",";
  }

  isWhole(text, kind) {
    return this.mark(text, kind) !== undefined || (kind === "lesson" && this.absence(text) !== undefined);
  }

  // More keys may make a code of it.
  isBegun(text, kind) {
    if (kind === "lesson" && this.marks.size && WAIT_BEGUN.test(plain(text))) return true;
    if (kind === "lesson" && LATE_BEGUN.test(plain(text))) return true;
    return this.names[kind === "lesson" ? "lesson" : "final"].some((name) => name.startsWith(plain(text)));
  }
}
