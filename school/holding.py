"""What holds a row: rows of other tables that point at it. A row nobody has used may be removed."""

from typing import Any

from .words import count_of

# How the pointing rows are counted to a person; the others are «записи».
WORDS = {
    "coursesection": ("журнал", "журнала", "журналов"),
    "subject": ("предмет", "предмета", "предметов"),
    "timetableentry": ("урок в расписании", "урока в расписании", "уроков в расписании"),
    "lesson": ("урок", "урока", "уроков"),
    "classenrollment": ("ученик в списках", "ученика в списках", "учеников в списках"),
    "sectionenrollment": ("ученик в списках", "ученика в списках", "учеников в списках"),
    "teachingload": ("запись нагрузки", "записи нагрузки", "записей нагрузки"),
    "sectionclass": ("журнал", "журнала", "журналов"),
    "homeroom": ("классное руководство", "классных руководства", "классных руководств"),
}
OTHERS = ("запись", "записи", "записей")


def pointing_at(model: Any) -> list[Any]:
    """Links of other tables to this one, of history not; those without a name of their own (related_name="+") too."""
    return [
        link
        for link in model._meta.get_fields(include_hidden=True)
        if link.auto_created
        and not link.concrete
        and (link.one_to_many or link.one_to_one)
        and not link.related_model._meta.model_name.startswith("historical")
    ]


def what_holds(row: Any, *, besides: frozenset[str] = frozenset()) -> str:
    """«3 журнала, 12 уроков» that point at the row; empty where it may be removed. A query a kind of rows.

    `besides` are tables whose rows are removed together with it. History keeps what was and holds nothing.
    """
    counts: dict[tuple[str, str, str], int] = {}
    for link in pointing_at(row):
        name = link.related_model._meta.model_name
        if name in besides:
            continue
        found = link.related_model._base_manager.filter(**{link.field.name: row.pk}).count()
        if found:
            words = WORDS.get(name, OTHERS)
            counts[words] = counts.get(words, 0) + found
    return ", ".join(count_of(number, *words) for words, number in counts.items())
