"""A pupil moved three times in a year: lists, denominators, print and diary are right on ten days (SCH-13)."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.models import Role
from diary.access import family_of, term_to_see
from diary.screens import summary_screen, week_screen
from journal.access import journal_to_see
from journal.models import LineItem, Mark, PeriodMark, WorkType
from journal.screens import grid_screen
from journal.screens.roster import roster
from reports.printing.reading import read_class_year
from reports.printing.spreads import subject_spreads
from reports.printing.summary import summary_sheets
from reports.screens.missing import missing_screen, scope
from reports.terms import chosen_terms
from school.actions import Order, sections_of_all, transfer
from school.models import GradingPeriod, SchoolClass
from school.screens import class_screen
from tests.factories import (
    MOSCOW,
    NOW,
    LessonFactory,
    LineItemFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    clerk,
    put_on_list,
    school_year,
)

pytestmark = pytest.mark.requirement("SCH-13")

DAY = timedelta(days=1)
NAMES = ("7А", "7Б", "7В")
# The ten days: in which class the pupil is, and his mark there.
DAYS = {
    date(2025, 9, 1): ("7А", "5"),
    date(2025, 9, 15): ("7А", "3"),
    date(2025, 9, 19): ("7А", "4"),
    date(2025, 9, 22): ("7Б", "2"),
    date(2025, 10, 3): ("7Б", "4"),
    date(2025, 10, 6): ("7В", "5"),
    date(2025, 10, 20): ("7В", "5"),
    date(2025, 11, 14): ("7В", "3"),
    date(2025, 11, 17): ("7А", "4"),
    date(2025, 12, 1): ("7А", "5"),
}
MOVES = [
    (date(2025, 9, 22), "7Б", "101-у"), (date(2025, 10, 6), "7В", "102-у"), (date(2025, 11, 17), "7А", "103-у"),
]  # fmt: skip


def signed():
    return {"by": clerk(), "now": NOW}


@pytest.fixture
def world(at):
    at(2025, 12, 1, 18, 0)
    director = appointed(Role.DIRECTOR)
    classes = {name: SchoolClassFactory(name=name, letter=name[1]) for name in NAMES}
    sections = {name: SectionFactory(school_class=of, students=2) for name, of in classes.items()}
    # The pupil is first on every list.
    pupil = sections["7А"].enrollments.order_by("pk").first().student
    pupil.user.last_name, pupil.sex = "Абрамов", "male"
    pupil.user.save()
    pupil.save(**signed())
    for name, section in sections.items():
        for day in DAYS:
            LessonFactory(section=section, date=day, topic=name)
    for day, to, number in MOVES:
        transfer(
            student=pupil, to=classes[to], starts_on=day, sections=sections_of_all(classes[to]),
            order=Order(number, day - 3 * DAY), **signed(),
        )  # fmt: skip
    usual = WorkType.objects.usual()
    for day, (name, code) in DAYS.items():
        item = LineItem(lesson=sections[name].lessons.get(date=day), work_type=usual, weight=1)
        item.save(**signed())
        Mark(item=item, student=pupil, code=code).save(**signed())
    return SimpleNamespace(director=director, classes=classes, sections=sections, pupil=pupil)


def evening(day):
    return datetime.combine(day, time(18), MOSCOW)


def fresh(school_class):
    return SchoolClass.objects.select_related("year__school").get(pk=school_class.pk)


# --- Ten days ------------------------------------------------------------------------------------
def listed_on(world, day):
    """In which class's and journal's list the pupil stands on the day."""
    of_classes = [
        name
        for name, found in world.classes.items()
        if any(
            row.key == world.pupil.pk and row.is_here
            for row in class_screen(found, user=world.director, on=day).pupils
        )
    ]
    of_journals = [
        name
        for name, section in world.sections.items()
        if world.pupil.pk in {row.pk for row in roster(section, day, day)}
    ]
    return of_classes, of_journals


def denominators(world, day):
    """How many pupils each journal is counted for."""
    sections = type(world.sections["7А"]).objects.all()
    found = scope(sections, on=day)
    terms = chosen_terms("", list(school_year().periods.all()), on=day)
    screen = missing_screen(found, found.sections, terms, everything=True, now=evening(day), on=day)
    return {row.section.classes_text: row.pupils for row in screen.rows}


def in_the_diary(world, day):
    """Lessons of the day in the diary: whose journal, and the marks."""
    family = family_of(world.pupil.user, on=day, today=day, pk=world.pupil.pk)
    screen = week_screen(family, day, year=school_year(), today=day)
    [shown] = [one for one in screen.days if one.date == day]
    return [(lesson.topic, [mark.code for mark in lesson.marks]) for lesson in shown.lessons]


def in_print(world, day):
    """The pupil's own line of each class's journal, as printed that evening: the notes and the cells of lessons."""
    found = {}
    for name, school_class in world.classes.items():
        year = read_class_year(fresh(school_class), now=evening(day))
        cells = []
        for section in year.sections:
            for spread in subject_spreads(year, section):
                for line in spread.lines:
                    if line.name.startswith("Абрамов"):
                        cells += [text for kind, text in line.cells if kind != "p"]
        if cells:
            found[name] = cells
    return found


def expected_print(day):
    """Own marks in the class of the day, a dash after he has gone for good, nothing before he comes or comes back."""
    held = [one for one in DAYS if one <= day]
    found = {}
    for name in NAMES:
        own = [one for one in held if DAYS[one][0] == name]
        if not own:
            continue
        is_back = name == "7А" and day < date(2025, 11, 17)
        cells = []
        for one in held:
            if one in own:
                cells.append(DAYS[one][1])
            elif one > max(own) and (name != "7А" or is_back):
                cells.append("—")
            else:
                cells.append("")
        found[name] = cells
    return found


@pytest.mark.requirement("REP-10")
def test_on_ten_days_lists_denominators_diary_and_print_are_right(world):
    told = {
        day: (
            listed_on(world, day), denominators(world, day), in_the_diary(world, day),
        )
        for day in DAYS
    }  # fmt: skip

    assert told == {
        day: (
            ([name], [name]),
            {one: 2 - (one == "7А") + (one == name) for one in NAMES},
            [(name, [code])],
        )
        for day, (name, code) in DAYS.items()
    }


def test_print_of_ten_days_shows_the_pupil_where_he_was(world):
    printed = {day: in_print(world, day) for day in DAYS}

    assert printed == {day: expected_print(day) for day in DAYS}


# --- The period's mark ---------------------------------------------------------------------------
def grid_of(world, name, period):
    journal = journal_to_see(world.director, world.sections[name].pk, on=date(2025, 12, 1))
    periods = list(GradingPeriod.objects.order_by("starts_on"))
    screen = grid_screen(
        journal, period=periods[period], periods=periods, among=None, now=evening(date(2025, 12, 1)),
        on=date(2025, 12, 1),
    )  # fmt: skip
    [row] = [row for row in screen.rows if row.pupil.pk == world.pupil.pk]
    return row.told, row.brought, str(row.weighted), row.marks, row.proposed


def test_marks_of_the_journals_before_count_in_the_new_ones_and_are_told(world):
    assert [grid_of(world, name, 0) for name in NAMES] == [
        ("выбыл 21.09", "", "4.00", 3, "4"),
        ("из 7А, выбыл 5.10", "из 7А: 5, 3, 4", "3.60", 5, "4"),
        ("из 7А, 7Б, прибыл 6.10", "из 7А: 5, 3, 4; из 7Б: 2, 4", "4.00", 7, "4"),
    ]
    assert grid_of(world, "7А", 1) == ("из 7В, прибыл 17.11", "из 7В: 3", "4.00", 3, "4")


def test_the_page_of_the_grid_names_the_marks_and_gives_them_to_its_script(world, as_user):
    section = world.sections["7В"]
    first = GradingPeriod.objects.get(number=1)
    answer = as_user(world.director).get(reverse("journal:grid", args=[section.pk, first.pk]))

    html = answer.content.decode()
    assert "<small>из 7А, 7Б, прибыл 6.10</small>" in html
    assert "Абрамов Анна – из 7А: 5, 3, 4; из 7Б: 2, 4." in html
    carried = [[code, 1] for code in ("5", "3", "4", "2", "4")]
    assert answer.context["data"]["carried"] == {world.pupil.pk: carried}


def test_the_mark_of_a_period_spent_elsewhere_stands_in_the_summary_sheet(world):
    first = GradingPeriod.objects.get(number=1)
    PeriodMark(section=world.sections["7В"], student=world.pupil, period=first, code="4").save(
        **signed()
    )

    year = read_class_year(fresh(world.classes["7А"]), now=evening(date(2025, 12, 1)))

    [block] = [
        one
        for sheet in summary_sheets(year)
        for one in sheet.blocks
        if one.name.startswith("Абрамов")
    ]
    assert block.rows[0].codes == ("4",)
    assert block.notes == (
        "выбыл 21.09.2025 в 7Б, пр. № 101-у от 19.09.2025",
        "прибыл 17.11.2025 из 7В, пр. № 103-у от 14.11.2025",
    )
    [section] = year.sections
    assert section.brought == {world.pupil.pk: ("II четв., из 7В: 3",)}


def test_the_diary_adds_the_classes_up(world):
    day = date(2025, 10, 20)
    family = family_of(world.pupil.user, on=day, today=day, pk=world.pupil.pk)
    screen = summary_screen(
        family, term_to_see(world.pupil, year=school_year(), on=day), now=evening(day), on=day
    )
    [row] = screen.rows
    assert ([mark.code for mark in row.marks], str(row.weighted), row.missed.held) == (
        ["5", "3", "4", "2", "4", "5", "5"], "4.00", 7,
    )  # fmt: skip


def test_a_course_by_choice_of_the_same_subject_brings_nothing(world):
    elective = SectionFactory(
        school_class=world.classes["7Б"], kind="elective", name="решение задач", students=[]
    )
    put_on_list(elective, world.pupil, ends_on=date(2025, 10, 5))
    lesson = LessonFactory(section=elective, date=date(2025, 9, 23))
    Mark(item=LineItemFactory(lesson=lesson), student=world.pupil, code="2").save(**signed())

    assert grid_of(world, "7В", 0)[2:4] == ("4.00", 7)
