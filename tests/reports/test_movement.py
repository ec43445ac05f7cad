"""Movement for any days: start + came − left = end, always, with the orders; the alphabetical register (REP-10, SCH-13)."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import Role
from reports.movement import flow, stays_of, units
from reports.screens.movement import HEAD, movement_screen, orders_of, table_of
from school.actions import Leaving, Order, Refused, Whereabouts, admit, transfer, withdraw
from school.models import ClassEnrollment
from tests.answering import answered
from tests.factories import (
    NOW,
    YEAR_END,
    YEAR_START,
    SchoolClassFactory,
    StudentFactory,
    UserFactory,
    appointed,
    clerk,
    pupil_of,
    school_year,
)

pytestmark = [pytest.mark.requirement("REP-10"), pytest.mark.requirement("SCH-13")]

DAY = timedelta(days=1)
ORDER = Order("12-у", date(2025, 9, 12))
LENGTH = (YEAR_END - YEAR_START).days
CLASSES = [
    SimpleNamespace(pk=number, grade=grade, name=f"{grade}{letter}")
    for number, (grade, letter) in enumerate([(1, "А"), (7, "А"), (7, "Б"), (8, "А"), (10, "А")])
]
DAYS = st.integers(0, LENGTH).map(lambda n: YEAR_START + timedelta(days=n))


@st.composite
def years_of_pupils(draw):
    """Terms of up to 12 pupils: each a row of classes one after another, with or without breaks."""
    places = []
    for student in range(draw(st.integers(0, 12))):
        borders = sorted(draw(st.sets(DAYS, min_size=2, max_size=8)))
        pairs = list(zip(borders[::2], borders[1::2], strict=False))
        for number, (first, last) in enumerate(pairs):
            if number + 1 < len(pairs) and draw(st.booleans()):
                last = pairs[number + 1][0] - DAY
            whole = number + 1 == len(pairs) and draw(st.booleans())
            ends = draw(st.sampled_from([None, YEAR_END])) if whole else last
            school_class = draw(st.sampled_from(CLASSES)).pk
            places.append((student, school_class, first, ends))
    return places


@given(places=years_of_pupils(), days=st.tuples(DAYS, DAYS, DAYS))
@settings(max_examples=300, deadline=None)
def test_start_and_came_without_left_are_the_end_for_every_class_grade_level_and_the_school(
    places, days
):
    first, middle, last = sorted(days)
    stays = stays_of(places, YEAR_START, YEAR_END)
    of_school = flow(stays, first, last)
    lines = [(kind, keys) for kind, _, keys in units(CLASSES)]
    flows = [
        (kind, flow([stay for stay in stays if stay.school_class in keys], first, last))
        for kind, keys in lines
    ]

    assert all(found.adds_up for _, found in flows)
    assert of_school.adds_up
    of_classes = [found for kind, found in flows if kind == "class"]
    assert sum(len(found.start) for found in of_classes) == len(of_school.start)
    assert sum(len(found.end) for found in of_classes) == len(of_school.end)
    # The end of some days is the start of those that follow.
    if middle < last:
        before, after = flow(stays, first, middle), flow(stays, middle + DAY, last)
        assert len(before.end) == len(after.start)
        assert len(before.came) + len(after.came) == len(of_school.came)
        assert len(before.left) + len(after.left) == len(of_school.left)


def signed():
    return {"by": clerk(), "now": NOW}


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["admit", "transfer", "withdraw"]), st.integers(0, 3), st.integers(0, 2), DAYS),
        min_size=4, max_size=14,
    ),
    days=st.tuples(DAYS, DAYS),
)  # fmt: skip
def test_whatever_orders_are_written_the_figures_add_up_and_are_those_of_the_lists(moves, days):
    classes = [SchoolClassFactory(), SchoolClassFactory(), SchoolClassFactory(grade=8)]
    pupils = [StudentFactory() for _ in range(3)] + [pupil_of(classes[0])]
    orders = 0
    for what, who, where, day in sorted(moves, key=lambda move: move[3]):
        about = {"student": pupils[who], "order": ORDER, **signed()}
        try:
            if what == "admit":
                admit(school_class=classes[where], starts_on=day, sections=[], **about)
            elif what == "transfer":
                transfer(to=classes[where], starts_on=day, sections=[], **about)
            else:
                withdraw(last_day=day, **about)
            orders += 1
        except Refused:
            continue
    first, last = sorted(days)

    screen = movement_screen(school_year(), classes, first, last, is_whole=True)

    rows = [*screen.rows, screen.total]
    assert all(row.start + len(row.came) - len(row.left) == row.end for row in rows)
    assert screen.unordered == 0
    here = ClassEnrollment.objects.on(last).filter(school_class__in=classes)
    leaving = [
        event for pupil in pupils for event in pupil.movements.filter(kind="withdrawal", date=last)
    ]
    assert screen.total.end == here.count() - len(leaving)


@pytest.fixture
def world(at):
    """7А of three and 7Б of two: one came from the region, one moved from А to Б, one left for another school."""
    at(2025, 11, 20, 12, 0)
    first, second = (
        SchoolClassFactory(name="7А", letter="А"),
        SchoolClassFactory(name="7Б", letter="Б"),
    )
    pupils = [
        pupil_of(found, last_name=name)
        for found, name in (
            (first, "Абрамов"),
            (first, "Белов"),
            (first, "Ёлкин"),
            (second, "Яшин"),
        )
    ]
    for pupil in pupils:
        pupil.sex, pupil.file_number = "male", f"{pupil.user.last_name[0]}-7"
        pupil.save(**signed())
    comer = StudentFactory(user=UserFactory(last_name="Воронова"), sex="female")
    admit(
        student=comer, school_class=second, starts_on=date(2025, 10, 6), sections=[],
        order=Order("20-у", date(2025, 10, 3)), origin=Whereabouts("школа № 12", "region"), **signed(),
    )  # fmt: skip
    transfer(
        student=pupils[1], to=second, starts_on=date(2025, 10, 13), sections=[],
        order=Order("22-у", date(2025, 10, 10)), **signed(),
    )  # fmt: skip
    withdraw(
        student=pupils[2], last_day=date(2025, 10, 31), order=Order("25-у", date(2025, 10, 30)),
        leaving=Leaving("other_school", Whereabouts("школа № 3", "district")), **signed(),
    )  # fmt: skip
    return SimpleNamespace(first=first, second=second, pupils=pupils, comer=comer)


def test_figures_of_classes_grade_and_school_with_their_orders(world):
    screen = movement_screen(
        school_year(), [world.first, world.second], date(2025, 10, 1), date(2025, 10, 31), is_whole=True
    )  # fmt: skip

    none = (0, 0, 0, 0, 0, 0, 0)
    assert table_of(screen) == [
        ("7А", 3, *none, 2, 1, 1, 0, 0, 0, 0, 1, 1, 0),
        ("7Б", 1, 2, 1, 0, 1, 0, 0, 0, *none, 3, 2, 1),
        ("7-е классы", 4, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 4, 3, 1),
        ("Основное общее", 4, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 4, 3, 1),
        ("По школе", 4, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 4, 3, 1),
    ]
    assert {len(row) for row in table_of(screen)} == {len(HEAD)}
    moved = "из 7А в 7Б"
    assert orders_of(screen) == [
        ("7А", "выбыл", "Белов Анна Ивановна", "13.10.2025", "№ 22-у от 10.10.2025", moved),
        ("7А", "выбыл", "Ёлкин Анна Ивановна", "31.10.2025", "№ 25-у от 30.10.2025",
         "выбытие: перевод в другую школу, школа № 3"),
        ("7Б", "прибыл", "Белов Анна Ивановна", "13.10.2025", "№ 22-у от 10.10.2025", moved),
        ("7Б", "прибыл", "Воронова Анна Ивановна", "06.10.2025", "№ 20-у от 03.10.2025", "зачисление: школа № 12"),
    ]  # fmt: skip


def test_a_place_without_an_order_is_told_and_a_list_of_the_year_is_no_arrival(world):
    ClassEnrollment(
        school_class=world.first, student=StudentFactory(), starts_on=date(2025, 10, 20)
    ).save(**signed())

    screen = movement_screen(
        school_year(), [world.first, world.second], YEAR_START, date(2025, 10, 31), is_whole=True
    )

    assert screen.unordered == 1
    assert (screen.total.start, len(screen.total.came)) == (4, 2)
    assert orders_of(screen)[0][4] == "без приказа"


def test_the_page_shows_the_orders_under_a_figure_and_gives_the_same_as_a_file(
    client, world, as_user
):
    deputy = as_user(appointed(Role.DEPUTY, grade_from=5, grade_to=9))
    span = {"first": "2025-10-01", "last": "2025-10-31"}
    text = deputy.get(reverse("reports:movement"), span).content.decode()
    assert "приказ № 20-у от 03.10.2025" in text
    assert "другой район 1" in text
    wrong = deputy.get(reverse("reports:movement"), {"first": "2025-10-31", "last": "2025-10-01"})
    assert "Последний день раньше первого." in wrong.content.decode()

    answer = answered(as_user(appointed(Role.CLERK))).post(
        reverse("reports:movement"), span | {"file": "xlsx"}
    )
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert ["7Б", 1, 2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 1] in rows
    assert ["7А", "выбыл", "Ёлкин Анна Ивановна"] in [row[:3] for row in rows]
    paper = answered(as_user(appointed(Role.CLERK))).post(
        reverse("reports:movement"), span | {"file": "pdf"}, follow=True
    )
    assert "Движение обучающихся" in paper.content.decode()


@pytest.mark.requirement("ACC-6")
def test_the_register_holds_everybody_by_alphabet_whatever_the_class(client, world, as_user):
    client = as_user(appointed(Role.CLERK))
    register = client.get(reverse("reports:alphabet")).context["register"]

    assert register.letters == ("А", "Б", "В", "Е", "Я")
    assert register.unnumbered == 1
    cells = {entry.student.user.last_name: tuple(entry.cells) for entry in register.entries}
    assert list(cells) == ["Абрамов", "Белов", "Воронова", "Ёлкин", "Яшин"]
    assert cells["Ёлкин"] == (
        "Ё-7", "Ёлкин Анна Ивановна", "—", "мужской", "01.09.2025", "7А", "—", "31.10.2025", "7А", "школа № 3",
        "№ 25-у от 30.10.2025", "перевод в другую школу", "",
    )  # fmt: skip
    assert cells["Белов"][4:11] == ("01.09.2025", "7А", "—", "", "", "", "")
    only = client.get(reverse("reports:alphabet"), {"letter": "Е"}).context["register"]
    assert [entry.student.user.last_name for entry in only.entries] == ["Ёлкин"]

    answer = answered(client).post(reverse("reports:alphabet"), {"letter": "Е", "file": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert "Ё-7" in {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("number", [1, 3, 30])
@pytest.mark.parametrize("page", ["movement", "alphabet"])
def test_pages_of_movement_cost_the_same_queries(
    client, world, page, number, django_assert_max_num_queries
):
    for _ in range(number):
        comer = StudentFactory()
        admit(
            student=comer, school_class=world.first, starts_on=date(2025, 10, 8), sections=[],
            order=ORDER, **signed(),
        )  # fmt: skip
    client.force_login(appointed(Role.CLERK))

    client.get(reverse(f"reports:{page}"))
    with django_assert_max_num_queries(13):
        assert client.get(reverse(f"reports:{page}")).status_code == 200
