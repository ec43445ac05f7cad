"""Blank sheets of the day: what stands on them, who prints them, the school's file of the morning (ARC-6)."""

from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from journal.models import Lesson
from journal.paper_sheets import sheet_number
from reports.actions import keep_blanks, make_paper
from reports.models import BLANKS_KEPT, DayBlanks, Paper
from reports.printing.blank_lessons import blank_sheets
from reports.printing.blanks import LARGE, ROOM, SMALL, BlankSheet, fitted, paged, print_blanks
from school.models import Room, Substitution
from tests.factories import (
    LESSON_DAY,
    NOW,
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    UserFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    teacher_of,
)
from tests.reports.printed import pages_of
from tests.reports.taking import taken

pytestmark = pytest.mark.requirement("ARC-6")
SIGNED = {"now": NOW}


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)


def sheet(pupils=3, **told):
    names = tuple(f"Ученик {n + 1}" for n in range(pupils))
    facts = {"number": "1", "journal": "7А, Алгебра", "when": "", "where": "", "teacher": ""}
    return BlankSheet(**facts | told, pupils=names)


def named(last, first="Анна"):
    return StaffFactory(user=UserFactory(last_name=last, first_name=first, middle_name="Ивановна"))


def substituted(lesson, teacher, absent=None):
    Substitution(
        section=lesson.section, date=lesson.date, number=lesson.number, teacher=teacher, absent=absent
    ).save(by=clerk(), **SIGNED)  # fmt: skip


def order(client, day=LESSON_DAY, whose="own"):
    return client.post(reverse("reports:blanks"), {"date": f"{day:%Y-%m-%d}", "whose": whose})


def text_in(content, tmp_path):
    file = tmp_path / "blanks.pdf"
    file.write_bytes(content)
    return pages_of(file)


# --- Pages ---------------------------------------------------------------------------------------
@given(st.lists(st.integers(0, 130), max_size=12))
def test_every_pupil_has_one_line_whatever_the_lists(sizes):
    pages = paged([sheet(size, number=str(at)) for at, size in enumerate(sizes)])
    for page in pages:
        assert len(page) == 1 or [one.is_small for one in page] == [True, True]
    for at, size in enumerate(sizes):
        parts = [one for one in chain.from_iterable(pages) if one.sheet.number == str(at)]
        told = "\n".join(one.names for one in parts if one.names)
        numbers = "\n".join(one.numbers for one in parts if one.numbers)
        assert told.split("\n") == [f"Ученик {n + 1}" for n in range(size)] or not size
        assert numbers.split() == [str(n + 1) for n in range(size)]
        for one in parts:
            assert one.row >= 5.4
            assert one.height <= 7.01 + ROOM[one.is_small]
            assert one.is_small == (size <= SMALL)


def test_sheets_stay_in_their_order_and_small_neighbours_share_a_page():
    pages = paged([sheet(15), sheet(10), sheet(16), sheet(2), sheet(LARGE + 1)])
    assert [[len(one.names.split("\n")) for one in page] for page in pages] == [
        [15, 10], [16], [2], [21], [21],
    ]  # fmt: skip
    assert [page[0].part for page in pages[3:]] == ["часть 1 из 2", "часть 2 из 2"]


def test_a_name_wider_than_its_column_is_cut_at_its_end():
    assert fitted("Ёлкина Мария") == "Ёлкина Мария"
    told = fitted("Константинопольская-Преображенская Александра-Виктория")
    assert told.startswith("Константинопольская-Преображенская")
    assert told.endswith("…")


def test_the_file_has_the_page_of_every_sheet(tmp_path):
    content, count = print_blanks(
        [sheet(30, number="250915-3-7"), sheet(15), sheet(15)], school="Школа № 1"
    )
    pages = text_in(content, tmp_path)
    assert (len(pages), count) == (2, 2)
    assert "Лист № 250915-3-7" in pages[0]
    for told in (
        "30 Ученик 30",
        "Присутствие",
        "Отметка",
        "Вид работы",
        "Тема урока",
        "Домашнее задание",
    ):
        assert told in pages[0]
    assert [page.count("Тема урока") for page in pages] == [1, 2]


# --- What stands on a sheet ----------------------------------------------------------------------
def test_a_sheet_tells_the_lesson_as_it_will_be_held():
    school_class = SchoolClassFactory(grade=7, letter="Я", name="7Я")
    teacher = named("Петрова")
    section = SectionFactory(school_class=school_class, teacher=teacher, name="1 группа")
    here = pupil_of(school_class, last_name="Яшин", first_name="Олег")
    first = pupil_of(school_class, last_name="Ёлкин", first_name="Семён")
    gone = pupil_of(school_class, last_name="Ушёл", first_name="Он")
    coming = pupil_of(school_class, last_name="Придёт", first_name="Он")
    put_on_list(section, here, first)
    put_on_list(section, gone, ends_on=LESSON_DAY - timedelta(days=1))
    put_on_list(section, coming, starts_on=LESSON_DAY + timedelta(days=1))
    room = Room(name="12")
    room.save(by=clerk(), **SIGNED)
    lesson = LessonFactory(section=section, number=3, room=room)

    told = blank_sheets([lesson.pk])[0]
    assert told == BlankSheet(
        number=f"250915-3-{lesson.pk}",
        journal="7Я, Алгебра (1 группа)",
        when="понедельник, 15\N{NO-BREAK SPACE}сентября 2025\N{NO-BREAK SPACE}года, 3-й урок, 10:00–10:45",
        where="каб.\N{NO-BREAK SPACE}12",
        teacher=teacher.user.short_name,
        pupils=("Ёлкин Семён", "Яшин Олег"),
    )
    other = named("Сидорова")
    substituted(lesson, other, absent=teacher)
    again = blank_sheets([lesson.pk])[0]
    assert again.teacher == f"{other.user.short_name} (замена вместо {teacher.user.short_name})"
    assert again.number == told.number == sheet_number(lesson)


def test_sheets_lie_by_lesson_and_class_and_cancelled_lessons_have_none():
    fifth = SectionFactory(grade=5, school_class=SchoolClassFactory(grade=5, name="5Я"))
    tenth = SectionFactory(grade=10, school_class=SchoolClassFactory(grade=10, name="10Я"))
    late = LessonFactory(section=fifth, number=2)
    high, low = LessonFactory(section=tenth), LessonFactory(section=fifth)
    cancelled = LessonFactory(section=fifth, number=4, status=Lesson.Status.CANCELLED)
    keys = [late.pk, high.pk, cancelled.pk, low.pk]
    assert [one.number for one in blank_sheets(keys)] == [
        sheet_number(x) for x in (low, high, late)
    ]


def test_sheets_are_read_in_four_queries():
    def queries():
        keys = list(Lesson.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as asked:
            blank_sheets(keys)
        return len(asked)

    section, counted = SectionFactory(students=2), []
    for number in (1, 3, 30):
        for at in range(Lesson.objects.count(), number):
            LessonFactory(section=section, date=LESSON_DAY + timedelta(days=at))
        counted.append(queries())
    assert counted == [4, 4, 4]


# --- Who prints ----------------------------------------------------------------------------------
def test_a_teacher_prints_own_lessons_of_the_day_and_those_held_for_a_colleague(client, tmp_path):
    teacher = named("Петрова")
    own = LessonFactory(section=SectionFactory(teacher=teacher, students=2))
    given_to = LessonFactory(section=SectionFactory(students=1), number=2)
    substituted(given_to, teacher)
    strange = LessonFactory(section=SectionFactory(students=1), number=3)
    elsewhere = LessonFactory(section=own.section, date=LESSON_DAY + timedelta(days=1))
    client.force_login(teacher.user)

    text = "".join(text_in(taken(client, order(client)).content, tmp_path))
    assert [sheet_number(x) in text for x in (own, given_to, strange, elsewhere)] == [
        True, True, False, False,
    ]  # fmt: skip
    # Printing is a duty of others.
    answer = order(client, whose="others")
    assert (answer.status_code, Paper.objects.count()) == (422, 1)


def test_a_day_without_lessons_is_told_beside_the_day(client, section):
    client.force_login(teacher_of(section))
    answer = order(client)
    assert answer.status_code == 422
    assert "уроков нет" in answer.content.decode()
    assert order(client, day=date(2025, 9, 16)).status_code == 422
    assert Paper.objects.count() == 0


def test_a_deputy_prints_lessons_of_own_grades_and_the_director_all_of_them(client, tmp_path):
    seventh = LessonFactory(section=SectionFactory(grade=7))
    third = LessonFactory(
        section=SectionFactory(grade=3, school_class=SchoolClassFactory(grade=3, name="3Я"))
    )
    found = {}
    deputy = appointed(Role.DEPUTY, grade_from=5, grade_to=9)
    for name, person in (("deputy", deputy), ("director", appointed(Role.DIRECTOR))):
        client.force_login(person)
        page = client.get(reverse("reports:blanks"))
        answer = order(client, whose="others")
        text = "".join(text_in(taken(client, answer).content, tmp_path))
        in_file = [sheet_number(x) in text for x in (seventh, third)]
        found[name] = (page.context["screen"].is_whole, in_file)
    assert found == {"deputy": (False, [True, False]), "director": (True, [True, True])}


def test_lessons_gone_before_the_file_was_made_are_told_of(client, lesson, teacher, monkeypatch):
    client.force_login(teacher)
    monkeypatch.setattr("reports.tasks.make_paper.delay", lambda pk: None)
    order(client)
    lesson.status = Lesson.Status.CANCELLED
    lesson.save(by=clerk(), **SIGNED)
    paper = Paper.objects.get()
    make_paper(paper=paper, now=NOW)
    paper.refresh_from_db()
    assert (paper.status, paper.order) == ("failed", {})
    assert "больше нет в расписании" in paper.error


# --- The school's file of the morning ------------------------------------------------------------
def files(settings):
    return [path.name for path in Path(settings.MEDIA_ROOT, "blanks").glob("*")]


def test_the_school_has_one_file_a_day_made_again_only_when_the_day_has_changed(lesson, settings):
    made = {"day": LESSON_DAY, "school": "Школа № 1"}
    first = keep_blanks(**made, now=NOW)
    again = keep_blanks(**made, now=NOW + timedelta(minutes=30))
    assert (again.pk, again.made_at, again.sheets, again.pages) == (first.pk, NOW, 1, 1)

    substituted(lesson, named("Сидорова"))
    changed = keep_blanks(**made, now=NOW + timedelta(hours=1))
    assert (changed.pk, changed.made_at) == (first.pk, NOW + timedelta(hours=1))
    assert changed.path != first.path
    assert files(settings) == [Path(changed.path).name]

    Path(settings.MEDIA_ROOT, changed.path).unlink()
    assert keep_blanks(**made, now=NOW).path == changed.path
    assert files(settings) == [Path(changed.path).name]


def test_files_of_past_days_go_and_a_day_without_lessons_has_none(lesson, settings, capsys):
    call_command("make_blanks")
    assert DayBlanks.objects.get().day == LESSON_DAY
    later = LESSON_DAY + BLANKS_KEPT
    call_command("make_blanks", "--date", f"{later}")
    assert DayBlanks.objects.count() == 1
    call_command("make_blanks", "--date", f"{later + timedelta(days=1)}")
    assert (DayBlanks.objects.count(), files(settings)) == (0, [])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith(
        "Бланки уроков, 15.09.2025: 1\N{NO-BREAK SPACE}бланк, 1\N{NO-BREAK SPACE}страница"
    )
    assert told[1:] == ["29.09.2025: уроков нет.", "30.09.2025: уроков нет."]


def test_who_prints_for_all_the_school_takes_its_file(client, lesson):
    kept = keep_blanks(day=LESSON_DAY, school="Школа № 1", now=NOW)
    url = reverse("reports:day_blanks", args=[kept.pk])
    client.force_login(appointed(Role.DIRECTOR))
    assert url in client.get(reverse("reports:blanks")).content.decode()
    answer = client.get(url)
    assert answer.content.startswith(b"%PDF")
    assert (len(answer.content), answer["Cache-Control"]) == (kept.bytes, "private, no-store")
    assert class_of(lesson.section).grade not in (1, 2, 3, 4)
    client.force_login(appointed(Role.DEPUTY, grade_from=1, grade_to=4))
    assert client.get(url).status_code == 403
