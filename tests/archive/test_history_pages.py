"""The history on its pages: who sees what of it, filters, the spreadsheet, known numbers of queries."""

from datetime import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from journal.actions import CellChange, PeriodMarkChange, set_cells, set_period_marks
from school.models import GradingPeriod
from tests.answering import answered
from tests.factories import (
    MOSCOW,
    NOW,
    LessonFactory,
    SectionFactory,
    class_of,
    pupil_of,
    put_on_list,
    teacher_of,
)

pytestmark = pytest.mark.requirement("ACC-12")


def give(section, lesson, student, value, base=0, field="mark"):
    change = CellChange("k", student.pk, lesson.pk, field, value, base)
    [result] = set_cells(section=section, changes=[change], by=teacher_of(section), now=NOW)
    assert result.outcome == "saved"


def told(response):
    return [
        (c.what, c.act, [(d.label, d.was, d.became) for d in c.differences])
        for c in response.context["screen"].changes
    ]


def test_history_of_a_cell_tells_each_value_of_this_pupil_and_no_other(
    as_user, section, lesson, student
):
    other = section.enrollments.order_by("pk").last().student
    give(section, lesson, student, "4")
    give(section, lesson, student, "5", base=1)
    give(section, lesson, other, "2")

    page = as_user(teacher_of(section)).get(
        reverse("archive:cell_history", args=[lesson.pk, student.pk])
    )

    assert told(page) == [
        ("Отметка", "изменено", [("отметка", "4", "5")]),
        ("Отметка", "внесено", [("отметка", "—", "4")]),
    ]


def test_history_of_a_mark_of_the_year_or_of_a_period_has_its_explanation_and_no_other_mark(
    as_user, section, student
):
    period = GradingPeriod.objects.get(number=1)
    other = section.enrollments.order_by("pk").last().student
    set_final(section, student, period, "осв")
    set_final(section, student, period, "н/а", base=1, comment="болел всю четверть")
    set_final(section, student, None, "5", comment="олимпиада")
    set_final(section, other, period, "4")
    client = as_user(teacher_of(section))
    url = reverse("archive:final_history", args=[section.pk, student.pk])

    of_period = client.get(url, {"of": period.pk}, headers={"HX-Request": "true"})

    assert told(of_period) == [
        (
            "Отметка за период",
            "изменено",
            [("отметка", "осв", "н/а"), ("комментарий", "—", "болел всю четверть")],
        ),
        ("Отметка за период", "внесено", [("вид", "—", "за период"), ("отметка", "—", "осв")]),
    ]
    assert "<p data-comment>болел всю четверть</p>" in of_period.content.decode()
    assert len(told(client.get(url, {"of": "year"}))) == 1
    assert len(told(client.get(url))) == 3


def set_final(section, student, period, value, base=0, comment=None):
    [result] = set_period_marks(
        section=section,
        kind="period" if period else "year",
        period=period,
        changes=[PeriodMarkChange("k", student.pk, value, base, comment)],
        by=teacher_of(section),
        now=datetime(2026, 5, 20, 12, 0, tzinfo=MOSCOW),
    )
    assert result.outcome == "saved"


def test_history_of_a_lesson_in_a_shared_group_hides_pupils_of_other_classes(
    as_user, people, section, lesson, student
):
    strangers_class = class_of(SectionFactory(grade=3))
    stranger = pupil_of(strangers_class, last_name="Чужой")
    put_on_list(section, stranger)
    section.section_classes.model(section=section, school_class=strangers_class).save(
        by=teacher_of(section), now=NOW
    )
    give(section, lesson, student, "4")
    give(section, lesson, stranger, "2")
    url = reverse("archive:lesson_history", args=[lesson.pk])

    teachers = as_user(teacher_of(section)).get(url).content.decode()
    homerooms = as_user(people["homeroom teacher"]).get(url).content.decode()

    assert "Чужой" in teachers
    assert "Чужой" not in homerooms
    assert student.user.full_name in homerooms


def test_deputy_reads_the_history_of_own_grades_only(as_user, people, section, lesson, student):
    give(section, lesson, student, "4")
    url = reverse("archive:history")

    own = told(as_user(people["deputy"]).get(url, {"kind": "journal.mark"}))
    strangers = told(as_user(people["deputy of other grades"]).get(url, {"kind": "journal.mark"}))

    assert own == [("Отметка", "внесено", [("отметка", "—", "4")])]
    assert strangers == []


def test_history_is_filtered_by_author_kind_and_days(as_user, people, section, lesson, student):
    give(section, lesson, student, "4")
    give(section, lesson, student, "н", field="attendance")
    client, url = as_user(people["director"]), reverse("archive:history")
    author = teacher_of(section).last_name

    of_author = told(client.get(url, {"author": author}))
    marks = told(client.get(url, {"author": author, "kind": "journal.mark"}))
    later = told(client.get(url, {"first": "2025-09-16", "kind": "journal.mark"}))
    that_day = told(client.get(url, {"last": "2025-09-15", "kind": "journal.mark"}))

    assert {what for what, _, _ in of_author} == {
        "Отметка", "Столбец отметок", "Посещаемость", "Урок",
    }  # fmt: skip
    assert marks == that_day == [("Отметка", "внесено", [("отметка", "—", "4")])]
    assert later == []


def test_spreadsheet_holds_what_the_page_shows_and_says_who_took_it(
    as_user, people, section, lesson, student
):
    give(section, lesson, student, "4")
    url = reverse("archive:lesson_history_xlsx", args=[lesson.pk])

    asked = as_user(people["director"]).get(url, {"kind": "journal.mark"})
    assert asked.status_code == 302  # for the password
    response = answered(as_user(people["director"])).get(url, {"kind": "journal.mark"})

    sheet = load_workbook(BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert people["director"].full_name in rows[0][0]
    assert people["director"].full_name in rows[2][0]
    assert rows[4][1:3] == [teacher_of(section).full_name, "Отметка"]
    assert rows[4][5:7] == ["отметка: —", "отметка: 4"]
    assert len(rows) == 5


@pytest.mark.parametrize("count", [1, 3, 30])
def test_history_costs_the_same_queries(as_user, people, django_assert_max_num_queries, count):
    section = SectionFactory(students=count)
    lesson = LessonFactory(section=section)
    for enrollment in section.enrollments.all():
        give(section, lesson, enrollment.student, "5")
    client = as_user(people["director"])

    with django_assert_max_num_queries(16):
        page = client.get(
            reverse("archive:lesson_history", args=[lesson.pk]), {"kind": "journal.mark"}
        )

    assert len(page.context["screen"].changes) == count


def test_history_of_a_pupil_holds_the_movement_and_the_family(as_user, people, section, student):
    page = as_user(people["homeroom teacher"]).get(
        reverse("archive:pupil_history", args=[student.pk])
    )

    assert {what for what, _, _ in told(page)} >= {
        "Ученик", "Зачисление в класс", "Список журнала", "Законный представитель",
    }  # fmt: skip


def test_everybody_reads_what_was_written_in_the_own_name(
    as_user, people, section, lesson, student
):
    give(section, lesson, student, "4")
    teacher = teacher_of(section)
    url = reverse("archive:person_history", args=[teacher.pk])

    own = told(as_user(teacher).get(url, {"kind": "journal.mark"}))

    assert own == [("Отметка", "внесено", [("отметка", "—", "4")])]
    assert as_user(people["another teacher"]).get(url).status_code == 404
