"""History told in words: every model and field has them, and a change says was and became."""

import re

import pytest

from archive.changes import Difference, Ref, read_changes
from archive.history import record_models
from archive.words import label_of, noun_of, told_fields
from journal.actions import CellChange, set_cells
from journal.models import AttendanceRecord, LineItem, Mark
from tests.factories import NOW, LineItemFactory, StudentFactory, clerk, teacher_of

CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model._meta.label)
def test_every_record_and_every_field_of_it_has_russian_words(model):
    assert CYRILLIC.search(noun_of(model))
    silent = [f.name for f in told_fields(model) if not CYRILLIC.search(label_of(f))]
    assert silent == []


def refs(model):
    rows = model.history.order_by("history_id").values_list("history_id", flat=True)
    return [Ref(model, history_id) for history_id in rows]


@pytest.mark.requirement("ACC-12")
def test_change_of_a_mark_says_where_was_became_who_and_when(section, lesson, student):
    by = teacher_of(section)
    for value, base in (("4", 0), ("5", 1)):
        change = CellChange("k", student.pk, lesson.pk, "mark", value, base)
        set_cells(section=section, changes=[change], by=by, now=NOW)
    where = f"{section.title}, 15.09.2025, {lesson.number}-й урок, "

    made, changed = read_changes(refs(Mark))

    assert (made.act, made.differences) == ("внесено", (Difference("отметка", "—", "4"),))
    assert (changed.what, changed.act, changed.author, changed.at) == (
        "Отметка", "изменено", by.full_name, NOW,
    )  # fmt: skip
    assert changed.where.startswith(where)
    assert changed.where.endswith(student.user.full_name)
    assert changed.differences == (Difference("отметка", "4", "5"),)


def test_absence_is_told_in_words_of_the_school(section, lesson, student):
    by = teacher_of(section)
    change = CellChange("k", student.pk, lesson.pk, "attendance", "б", 0)
    set_cells(section=section, changes=[change], by=by, now=NOW)

    [told] = read_changes(refs(AttendanceRecord))

    assert told.differences == (
        Difference("состояние", "—", "отсутствует"),
        Difference("причина", "—", "болезнь"),
    )


@pytest.mark.parametrize("count", [1, 3, 30])
def test_words_of_changes_cost_the_same_queries(count, django_assert_num_queries):
    for _ in range(count):
        item = LineItemFactory()
        Mark(item=item, student=StudentFactory(), code="5").save(by=clerk(), now=NOW)
    found = [*refs(Mark), *refs(LineItem)]

    with django_assert_num_queries(8):
        assert len(read_changes(found)) == 2 * count
