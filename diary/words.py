"""What the diary says of absences: in words, not in the teacher's codes."""

from journal.models import LineItem
from journal.scales import attendance_code
from school.words import count_of

ABSENCES = {
    "н": "пропуск, причина не указана",
    "б": "пропуск по болезни",
    "ну": "пропуск по уважительной причине",
    "оп": "опоздание",
}


def absence_words(status: str, reason: str, minutes: int | None) -> str:
    """«пропуск по болезни», «опоздание на 7 минут»."""
    if minutes:
        return f"опоздание на {count_of(minutes, 'минуту', 'минуты', 'минут')}"
    return ABSENCES[attendance_code(status, reason)]


def work_and_title(item: LineItem) -> tuple[str, str]:
    """Kind of the work and its title, without the kind's name said twice: «диктант», «Осень»."""
    return kind_and_title(item.work_type.name, item.title)


def kind_and_title(kind: str, title: str) -> tuple[str, str]:
    """The same of the two names."""
    if title.lower().startswith(kind.lower()):
        title = title[len(kind) :].lstrip(" .,:—«").rstrip("»")
    return kind.lower(), title
