// The line at the top: how many changes are on their way, and what keeps them.

const TROUBLES = {
  network: "Не сохранено: нет связи с сервером.",
  server: "Не сохранено: сервер не отвечает.",
  "signed-out": "Не сохранено: вы вышли из журнала. Войдите под своим именем.",
};

const KEPT = "Отправятся сами, страницу можно закрыть.";
const NOT_KEPT = "Отправятся сами, не закрывайте страницу.";

export function watchState(line, { sheet, queue, writer }) {
  let trouble = "";
  if (!sheet.data.mayFill) return;

  queue.addEventListener("size", () => {
    const left = queue.size;
    line.dataset.state = queue.trouble ? "waiting" : left ? "saving" : "saved";
    if (queue.trouble) line.textContent = `${TROUBLES[queue.trouble]} Ждут отправки: ${left}. ${queue.isKept ? KEPT : NOT_KEPT}`;
    else line.textContent = left ? `Сохраняется: ${left}` : "Всё сохранено";
    if (trouble || queue.trouble) {
      trouble = queue.trouble;
      for (const td of sheet.table.querySelectorAll("td.saving, td.waiting")) writer.redraw(...sheet.place(td));
    }
  });

  addEventListener("beforeunload", (event) => {
    if (!queue.isKept || writer.notes.size) event.preventDefault();
  });
}
