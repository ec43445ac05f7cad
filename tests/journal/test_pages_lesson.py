"""One lesson by a plain form: everything in one go, and nothing typed is lost."""

import re
from datetime import date

import pytest
from django.urls import reverse

from journal import actions
from journal.actions import CellChange
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark, WorkType
from tests.factories import (
    NOW,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    class_of,
    teacher_of,
)


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 12, 0)


@pytest.fixture
def save(as_user, lesson, teacher):
    """`save({...}, was={...})`: the form of the lesson; `was` is what the page showed in its cells."""

    def send(typed, was=None, user=teacher, **headers):
        data = typed | {f"was-{name}": value for name, value in (was or {}).items()}
        return as_user(user).post(
            reverse("journal:save_lesson", args=[lesson.pk]), data, headers=headers
        )

    return send


def write_mark(lesson, student, value, base=0, by=None):
    change = CellChange("k", student.pk, lesson.pk, "mark", value, base)
    return actions.set_cells(
        section=lesson.section, changes=[change], by=by or teacher_of(lesson.section), now=NOW
    )


@pytest.mark.requirement("JRN-4")
@pytest.mark.requirement("JRN-5")
def test_one_form_writes_topic_homework_attendance_and_marks(save, lesson, student):
    mark, absence = f"mark-{student.pk}-0", f"attendance-{student.pk}"
    typed = {
        "topic": "Корень уравнения",
        "homework": "§ 7, № 1–5\r\nповторить § 6",
        "minutes": "30",
        "due_on": "2025-09-17",
        "register": "on",
        mark: "4",
        absence: "н",
    }

    response = save(typed, {mark: "0:", absence: "0:"})

    lesson.refresh_from_db()
    homework = Homework.objects.get()
    assert (response.status_code, response.url) == (
        302,
        reverse("journal:lesson", args=[lesson.pk]),
    )
    assert (lesson.topic, lesson.attendance_taken_at) == ("Корень уравнения", NOW.replace(hour=12))
    assert (homework.text, homework.minutes, homework.due_on) == (
        "§ 7, № 1–5\nповторить § 6",
        30,
        date(2025, 9, 17),
    )
    assert [(m.student_id, m.code) for m in Mark.objects.all()] == [(student.pk, "4")]
    assert [(a.student_id, a.status) for a in AttendanceRecord.objects.all()] == [
        (student.pk, "absent")
    ]


def test_a_cell_the_person_left_alone_is_not_a_change_though_somebody_else_changed_it(
    save, lesson, student
):
    write_mark(lesson, student, "4")
    item = LineItem.objects.get()
    write_mark(lesson, student, "5", base=1)

    response = save({f"mark-{student.pk}-{item.pk}": "4"}, {f"mark-{student.pk}-{item.pk}": "1:4"})

    assert response.status_code == 302
    assert Mark.objects.get().code == "5"


def test_a_conflict_stands_beside_the_pupil_with_what_was_typed(save, lesson, student, teacher):
    write_mark(lesson, student, "5")
    name = f"mark-{student.pk}-{LineItem.objects.get().pk}"

    response = save({f"mark-{student.pk}-0": "3", "topic": "Дроби"}, {f"mark-{student.pk}-0": "0:"})

    [entry] = [e for row in response.context["screen"].rows for e in row.marks if e.text]
    lesson.refresh_from_db()
    assert (response.status_code, lesson.topic, Mark.objects.get().code) == (422, "Дроби", "5")
    assert (entry.name, entry.value, entry.base) == (name, "3", "1:5")
    assert f"здесь появилось другое: «5» ({teacher.full_name}, 15.09, 14:00)" in entry.text

    assert save({name: "3"}, {name: entry.base}).status_code == 302
    assert Mark.objects.get().code == "3"


def test_a_refused_mark_stops_nothing_else(save, lesson, student):
    mark, absence = f"mark-{student.pk}-0", f"attendance-{student.pk}"

    response = save({mark: "9", absence: "б"}, {mark: "0:", absence: "0:"})

    html = response.content.decode()
    assert response.status_code == 422
    assert "«9» — не отметка этого курса. Есть отметки: 5, 4, 3, 2, 1." in html
    assert "Не записано клеток: 1. Остальное сохранено." in html
    assert AttendanceRecord.objects.get().reason == "illness"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"homework": "№ 5", "homework_is_none": "on"},
            "Сотрите его или снимите отметку «Не задано».",
        ),
        ({"homework": "№ 5", "due_on": "2025-09-01"}, "Задание задают на день после урока"),
        ({"homework": "№ 5", "minutes": "5000"}, "300"),
        ({"topic": "т" * 501}, "500"),
    ],
)
def test_words_that_are_wrong_write_nothing_and_stay_on_the_page(
    save, lesson, student, typed, sentence
):
    mark = f"mark-{student.pk}-0"

    response = save(typed | {mark: "5"}, {mark: "0:"})

    html = response.content.decode()
    [entry] = [e for row in response.context["screen"].rows for e in row.marks if e.name == mark]
    assert response.status_code == 422
    assert sentence in html
    assert (entry.value, entry.base) == ("5", "0:")
    assert (Mark.objects.count(), Homework.objects.count(), Lesson.objects.get().topic) == (
        0,
        0,
        "",
    )


def test_a_topic_somebody_else_wrote_meanwhile_is_shown_and_not_written_over(
    save, lesson, teacher, student
):
    actions.set_topic(lesson=lesson, topic="Дроби", by=teacher, now=NOW)
    mark = f"mark-{student.pk}-0"

    response = save({"topic": "Проценты", "topic_was": "", mark: "5"}, {mark: "0:"})

    html = response.content.decode()
    assert response.status_code == 422
    assert "Тему уже записали иначе: «Дроби»" in html
    assert 'value="Проценты"' in html
    assert 'name="topic_was" value="Дроби"' in html
    assert Mark.objects.count() == 0


def test_homework_somebody_else_wrote_meanwhile_is_shown_and_not_written_over(
    save, lesson, teacher
):
    actions.set_homework(lesson=lesson, text="№ 1", by=teacher, now=NOW)

    response = save({"homework": "№ 2", "homework_was": ""})

    assert "Домашнее задание уже записали иначе: «№ 1»" in response.content.decode()
    assert Homework.objects.get().text == "№ 1"


def test_homework_taken_back_and_said_to_be_none(save, lesson, teacher):
    actions.set_homework(lesson=lesson, text="№ 1", by=teacher, now=NOW)

    save({"homework": "", "homework_was": "№ 1", "homework_is_none": "on"})

    assert list(Homework.objects.values_list("text", "is_none")) == [("", True)]


def test_kind_of_work_is_changed_with_its_weight(save, lesson):
    item = LineItemFactory(lesson=lesson)
    control = WorkType.objects.get(name="Контрольная работа")

    save({f"work-{item.pk}": control.pk, f"title-{item.pk}": "Линейные уравнения"})

    item.refresh_from_db()
    assert (item.work_type, item.weight, item.title) == (control, 5, "Линейные уравнения")


def test_one_more_column_is_added_by_a_form(as_user, lesson, teacher):
    dictation = WorkType.objects.get(name="Диктант")

    as_user(teacher).post(
        reverse("journal:add_item", args=[lesson.pk]), {"work_type": dictation.pk, "title": "Слово"}
    )

    assert list(LineItem.objects.values_list("work_type", "title", "weight")) == [
        (dictation.pk, "Слово", 4)
    ]


def test_beside_the_grid_the_answer_is_a_line_and_the_state_of_the_column(save, lesson):
    response = save({"topic": "Дроби"}, **{"hx-request": "true"})

    assert response["HX-Trigger"] == (
        f'{{"lesson-saved": {{"lesson": {lesson.pk}, "topic": true, "homework": false, "absent": null, "columns": []}}}}'
    )
    assert "Сохранено в 12:00" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_beside_the_grid_a_refusal_says_why(save, lesson):
    response = save({"homework": "№ 5", "homework_is_none": "on"}, **{"hx-request": "true"})

    assert response.status_code == 422
    assert "Сотрите его или снимите отметку «Не задано»." in response.content.decode()


def test_a_reader_sees_the_lesson_without_a_form(as_user, section, lesson, student):
    write_mark(lesson, student, "4")
    reader = HomeroomFactory(school_class=class_of(section)).teacher.user

    html = as_user(reader).get(reverse("journal:lesson", args=[lesson.pk])).content.decode()

    assert "Только просмотр" in html
    assert 'id="lesson-form"' not in html
    assert '<td class="mid">4</td>' in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_lesson_takes_the_same_number_of_queries_for_any_class(
    as_user, django_assert_num_queries, count
):
    section = SectionFactory(students=count)
    lesson = LessonFactory(section=section)
    client = as_user(teacher_of(section))

    with django_assert_num_queries(24):
        client.get(reverse("journal:lesson", args=[lesson.pk]))


def page_of(client, lesson):
    """What the lesson's form sends when nothing is touched."""
    html = client.get(reverse("journal:lesson", args=[lesson.pk])).content.decode()
    form = re.search(r'<form class="lesson-form".*?</form>', html, re.S)[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox" or " checked" in tag:
            fields[attributes["name"]] = attributes.get("value", "on")
    for name, options in re.findall(r'<select name="(work-\d+)"[^>]*>(.*?)</select>', form, re.S):
        fields[name] = re.search(r'value="(\d+)" selected', options)[1]
    fields["homework"] = re.search(
        r'<textarea[^>]*name="homework"[^>]*>(.*?)</textarea>', form, re.S
    )[1]
    return fields


def test_a_stale_page_undoes_nothing_it_was_not_asked_to(as_user, save, lesson, teacher):
    item = LineItemFactory(lesson=lesson)
    stale = page_of(as_user(teacher), lesson)
    actions.set_homework(lesson=lesson, text="", is_none=True, by=teacher, now=NOW)
    control = WorkType.objects.get(name="Контрольная работа")
    actions.change_item(item=item, work_type=control, title="Корни", by=teacher, now=NOW)

    response = save(stale | {"topic": "Дроби"})

    item.refresh_from_db()
    assert response.status_code == 302
    assert Lesson.objects.get().topic == "Дроби"
    assert Homework.objects.get().is_none
    assert (item.work_type, item.title, item.weight) == (control, "Корни", 5)


def test_a_day_of_homework_somebody_else_changed_is_told_and_not_written_over(
    as_user, save, lesson, teacher
):
    actions.set_homework(lesson=lesson, text="№ 1", by=teacher, now=NOW)
    stale = page_of(as_user(teacher), lesson)
    due = date(2025, 9, 17)
    actions.set_homework(lesson=lesson, text="№ 1", due_on=due, by=teacher, now=NOW)

    response = save(stale | {"minutes": "20"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Домашнее задание уже записали иначе: «№ 1», на 17.09.2025" in html
    assert list(Homework.objects.values_list("minutes", "due_on")) == [(None, due)]

    save(stale | {"minutes": "20", "homework_terms_were": Homework.objects.get().terms})
    assert list(Homework.objects.values_list("minutes", "due_on")) == [(20, None)]


def test_a_kind_of_work_changed_there_and_back_in_the_panel_ends_as_it_was(save, lesson):
    item = LineItemFactory(lesson=lesson)
    usual, control = item.work_type_id, WorkType.objects.get(name="Контрольная работа").pk
    was = f"was-work-{item.pk}"

    state = save({f"work-{item.pk}": control, was: f"{usual}:"}, **{"HX-Request": "true"})
    now_was = re.search(rf'name="{was}" value="([^"]*)"', state.content.decode())[1]
    save({f"work-{item.pk}": usual, was: now_was}, **{"HX-Request": "true"})

    item.refresh_from_db()
    assert (now_was, item.work_type_id) == (f"{control}:", usual)
