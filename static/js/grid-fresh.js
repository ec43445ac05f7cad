// What was written elsewhere meanwhile, by others or by the same person on a phone: asked for while the page is looked
// at, put into cells without a change of one's own. The focus stays, and so does whatever is being typed.

const EVERY = 20_000;
const UNSEEN = 60_000;

export function watchFresh({ sheet, writer, hand, preview }) {
  const { data } = sheet;
  let { moment } = data;
  let asked = false;
  let timer = null;

  async function ask() {
    clearTimeout(timer);
    if (document.hidden || asked) return;
    asked = true;
    const goesOn = hand.isTyping || preview.isOpen || await look().catch(() => true);
    asked = false;
    if (goesOn) timer = setTimeout(ask, EVERY);
  }

  // False where asking again makes no sense: signed out, or the journal is no longer this person's.
  async function look() {
    const { sent } = writer;
    const response = await fetch(`${data.fresh}?since=${moment}`, {
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-Unattended": "1" },
      signal: AbortSignal.timeout(15_000),
    });
    if (response.redirected || [401, 403, 404].includes(response.status)) return false;
    if (response.status === 204) moment = response.headers.get("X-Moment");
    if (response.status !== 200) return true;
    const found = await response.json();
    // What has been begun while the answer was on its way is not disturbed: the next answer will tell it again.
    if (hand.isTyping || preview.isOpen || writer.sent !== sent) return true;
    moment = found.moment;
    for (const cell of found.cells) put(cell);
    return true;
  }

  function put([kind, lesson, item, student, value, version, comment, commentVersion, work]) {
    const r = data.students.indexOf(student);
    if (r < 0) return;
    const c = kind === "mark" ? columnOf(lesson, item, work)
      : kind === "attendance" ? sheet.columnsOf(lesson)[0] : sheet.finals.find(([, name]) => name === kind)?.[0];
    if (c === undefined) return kind === "mark" ? tell() : undefined;
    const field = kind === "attendance" ? "absence" : "mark";
    const news = [writer.take(r, c, field, value, version)];
    if (kind === "mark") news.push(writer.take(r, c, "comment", comment, commentVersion));
    if (!news.some(Boolean)) return;
    writer.redraw(r, c);
    const td = sheet.td(r, c);
    td.classList.add("fresh");
    setTimeout(() => leave(td), UNSEEN);
    if (kind === "attendance") sheet.setFoot(lesson, { absent: sheet.countAbsent(lesson) });
  }

  // The lesson's first column is made by its first mark; another one is not on this page yet.
  function columnOf(lesson, item, [letter, name, weight]) {
    const columns = sheet.columnsOf(lesson);
    const found = columns.find((c) => data.columns[c][1] === item);
    if (found !== undefined || columns.length !== 1 || data.columns[columns[0]][1]) return found;
    sheet.setWork(columns[0], { item, letter, work: name, weight });
    return columns[0];
  }

  function tell() {
    const place = document.getElementById("grid-notes");
    if (document.getElementById("note-columns")) return;
    const line = Object.assign(document.createElement("p"), { id: "note-columns", className: "note" });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: "Обновить страницу" });
    button.addEventListener("click", () => location.reload());
    line.append("В журнале появился ещё один столбец отметок. ", button);
    place.append(line);
  }

  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, EVERY);
}

function leave(td) {
  td.classList.remove("fresh");
  if (!td.className) td.removeAttribute("class");
}
