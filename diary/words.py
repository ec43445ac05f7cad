"""What the diary says of absences: in words, not in the teacher's codes."""

from journal.models import AttendanceRecord, LineItem
from journal.scales import attendance_code
from school.words import count_of

ABSENCES = {
    "н": "пропуск, причина не указана",
    "б": "пропуск по болезни",
    "ну": "пропуск по уважительной причине",
    "оп": "опоздание",
}


def absence_words(record: AttendanceRecord) -> str:
    """«пропуск по болезни», «опоздание на 7 минут»."""
    if record.minutes:
        return f"опоздание на {count_of(record.minutes, 'минуту', 'минуты', 'минут')}"
    return ABSENCES[attendance_code(record.status, record.reason)]


def work_and_title(item: LineItem) -> tuple[str, str]:
    """Kind of the work and its title, without the kind's name said twice: «диктант», «Осень»."""
    kind = item.work_type.name
    title = item.title
    if title.lower().startswith(kind.lower()):
        title = title[len(kind) :].lstrip(" .,:—«").rstrip("»")
    return kind.lower(), title
