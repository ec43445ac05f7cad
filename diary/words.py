"""What the diary says of absences: in words, not in the teacher's codes."""

from journal.models import LineItem

ABSENCES = {
    "н": "пропуск, причина не указана",
    "б": "пропуск по болезни",
    "ну": "пропуск по уважительной причине",
    "оп": "опоздание",
}


def work_and_title(item: LineItem) -> tuple[str, str]:
    """Kind of the work and its title, without the kind's name said twice: «диктант», «Осень»."""
    kind = item.work_type.name
    title = item.title
    if title.lower().startswith(kind.lower()):
        title = title[len(kind) :].lstrip(" .,:—«").rstrip("»")
    return kind.lower(), title
