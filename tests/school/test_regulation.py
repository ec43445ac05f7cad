"""The school's regulation: each setting with its clause, decided from a day on and never before (regulation § 3)."""

from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from accounts.rights import DEFAULTS, Right
from journal import actions as journal_actions
from journal.access import fillable_by
from journal.actions import CellChange
from journal.models import Lesson
from reports.screens.missing import least_marks
from reports.terms import chosen_terms
from school.access import TEACHER, roles_of
from school.actions import Refused, Stale
from school.actions.regulation import CHANGED, decide_setting, withdraw_setting
from school.actions.sections import add_subjects
from school.deciding import Decree, seal_of_setting, values_of
from school.models import GradingPeriod, RegulationValue, Substitution
from school.regulation import USUAL, Regulation, Unfit, as_of
from school.regulation_settings import SETTINGS
from school.rulebook import regulation_on
from school.substituting import Terms
from tests.factories import (
    MOSCOW,
    LessonFactory,
    SchoolClassFactory,
    appointed,
    clerk,
    school_year,
    subject,
    teacher_of,
)
from tests.journal.test_race import at_once

TODAY = date(2025, 9, 15)
TOMORROW = TODAY + timedelta(days=1)
NOW = datetime(2025, 9, 15, 14, 0, tzinfo=MOSCOW)
PAGE = "year:regulation"
NO_ORDER = Decree()


def decide(name, value, starts_on=TOMORROW, *, by=None, shown=None, decree=NO_ORDER, now=NOW):
    shown = seal_of_setting(values_of(name)) if shown is None else shown
    return decide_setting(
        name=name, value=value, starts_on=starts_on, decree=decree, shown=shown, by=by or clerk(), now=now
    )  # fmt: skip


def test_every_setting_has_words_a_clause_and_a_value_that_can_be_typed_back():
    assert SETTINGS.keys() == {field.name for field in fields(Regulation)}
    for setting in SETTINGS.values():
        assert setting.read(setting.stored(setting.default)) == setting.default
        assert all([setting.title, setting.clause, setting.told(setting.default)])


@pytest.mark.parametrize(
    ("name", "typed", "value", "told"),
    [
        ("attendance_late", " 15 ", 15, "15\N{NO-BREAK SPACE}минут"),
        ("homework_until", "9:30", time(9, 30), "09:30"),
        ("print_until", "1.7", (7, 1), "1\N{NO-BREAK SPACE}июля"),
        ("print_until", "05.06.", (6, 5), "5\N{NO-BREAK SPACE}июня"),
        ("least_marks", "2 4 6 8 9", (2, 4, 6, 8, 9), "2, 4, 6, 8, 9"),
        ("least_marks_half_year", "1,75", Decimal("1.75"), "1,75\N{NO-BREAK SPACE}раза"),
        ("homework_mode", "clock", "clock", "час того же дня"),
    ],
)
def test_what_is_typed_is_read(name, typed, value, told):
    assert (SETTINGS[name].read(typed), SETTINGS[name].told(value)) == (value, told)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("attendance_late", ""), ("attendance_late", "0"), ("attendance_late", "241"),
        ("attendance_late", "-5"), ("attendance_late", "десять"), ("homework_until", "25:00"),
        ("print_until", "31.02"), ("print_until", "июнь"), ("least_marks", "3, 5, 6"),
        ("least_marks", "5, 4, 6, 8, 10"), ("least_marks_half_year", "0,5"),
        ("least_marks_half_year", "1,555"), ("least_marks_half_year", "NaN"),
        ("least_marks_half_year", "1e30"), ("least_marks_half_year", "1e999999"),
        ("least_marks_half_year", "-1e9999999"), ("least_marks_half_year", "1e-999999"), ("homework_mode", "никогда"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(name, typed):
    with pytest.raises(Unfit, match=r"\.$"):
        SETTINGS[name].read(typed)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 240)), max_size=8).map(dict),
    st.integers(-5, 70),
)
def test_in_force_is_the_latest_that_has_begun_else_the_usual(decided, asked):
    dated = [("attendance_late", TODAY + timedelta(days=n), str(v)) for n, v in decided.items()]

    found = as_of(dated, TODAY + timedelta(days=asked), SETTINGS)

    begun = [n for n in decided if n <= asked]
    late = decided[max(begun)] if begun else USUAL.attendance_late
    assert found == Regulation(attendance_late=late)


@pytest.mark.requirement("SCH-14")
def test_a_decision_is_in_force_from_its_day_and_not_before():
    row = decide("attendance_late", "15", decree=Decree("12-о", date(2025, 9, 14)))

    late = [regulation_on(TODAY + timedelta(days=n)).attendance_late for n in (-400, 0, 1, 400)]
    assert late == [20, 20, 15, 15]
    assert (row.value, row.starts_on, row.order_number, row.order_date) == (
        "15", TOMORROW, "12-о", date(2025, 9, 14),
    )  # fmt: skip
    told = row.history.get()
    assert (told.history_type, told.history_author) == ("+", clerk().full_name)


def test_the_past_is_refused_and_so_is_what_is_so_already():
    with pytest.raises(Refused, match=r"Прошлое не меняют: укажите 15\.09\.2025"):
        decide("attendance_late", "15", TODAY - timedelta(days=1))
    with pytest.raises(Refused, match=r"С 16\.09\.2025 и так: 20\sминут"):
        decide("attendance_late", "20")
    with pytest.raises(Refused, match="От 1 до 240"):
        decide("attendance_late", "999")
    assert RegulationValue.objects.count() == 0


def test_a_decision_to_come_is_replaced_and_taken_back_one_in_force_is_not():
    decide("attendance_late", "15")
    decide("attendance_late", "12")
    assert [row.value for row in values_of("attendance_late")] == ["12"]

    shown = seal_of_setting(values_of("attendance_late"))
    how = {"name": "attendance_late", "starts_on": TOMORROW, "shown": shown, "by": clerk()}
    with pytest.raises(Refused, match="уже действует"):
        withdraw_setting(**how, now=NOW + timedelta(days=1))
    withdraw_setting(**how, now=NOW)

    assert values_of("attendance_late") == []
    kinds = RegulationValue.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "~", "-"]


@pytest.mark.requirement("SCH-14")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_the_same_at_once_one_is_told():
    by, shown = clerk(), seal_of_setting([])

    def deciding(value):
        def decided():
            try:
                return decide("attendance_late", value, by=by, shown=shown).value
            except Stale as error:
                return str(error)

        return decided

    results = at_once(deciding("11"), deciding("12"))

    assert CHANGED in results
    assert [row.value for row in values_of("attendance_late")] == [
        r for r in results if r != CHANGED
    ]


# --- What the program goes by --------------------------------------------------------------------


@pytest.mark.requirement("SCH-14")
def test_least_marks_follow_the_decision_from_its_day(section):
    section.weekly_hours = Decimal(2)
    period = GradingPeriod.objects.get(number=1)
    terms = chosen_terms(str(period.pk), [period], on=TODAY)
    decide("least_marks", "3, 4, 6, 8, 10")

    found = [least_marks(section, terms, on=TODAY + timedelta(days=n)) for n in (0, 1)]

    assert found == [5, 4]


def test_least_marks_of_a_period_that_is_over_stay_as_they_were(section):
    section.weekly_hours = Decimal(2)
    period = GradingPeriod.objects.get(number=1)
    terms = chosen_terms(str(period.pk), [period], on=TODAY)
    decide("least_marks", "3, 4, 6, 8, 10", period.ends_on + timedelta(days=1))

    assert least_marks(section, terms, on=date(2026, 2, 1)) == 5


def test_few_marks_are_told_by_the_school_s_own_number_and_time(as_user, at, section):
    student = section.enrollments.order_by("pk").first().student
    teacher = teacher_of(section)
    for n in range(3):
        lesson = LessonFactory(section=section, date=TODAY + timedelta(days=n))
        change = CellChange("k", student.pk, lesson.pk, "mark", "5", 0)
        journal_actions.set_cells(section=section, changes=[change], by=teacher, now=lesson.ends_at)
    decide("fewest_marks", "4", date(2025, 10, 14))
    decide("few_marks_told_before", "10", date(2025, 10, 15))

    told = []
    for day in (13, 14, 15):
        at(2025, 10, day, 9, 0)
        few = as_user(teacher).get(reverse("journal:today")).context["screen"].few_marks
        told.append([one.pupils for one in few])
    assert told == [[2], [3], [3]]
    decide("few_marks_told_before", "5", date(2025, 10, 16))
    at(2025, 10, 16, 9, 0)
    assert as_user(teacher).get(reverse("journal:today")).context["screen"].few_marks == []


def test_a_substitute_fills_his_lesson_for_the_school_s_own_term(everybody, at, lesson):
    def opens(day):
        at(2025, 9, day, 9, 0)
        return journal_access_to(everybody["substitute of today"], date(2025, 9, day), lesson)

    def opens_later(day):
        at(2025, 9, day, 9, 0)
        return journal_access_to(substitute, date(2025, 9, day), later)

    assert [opens(day) for day in (15, 22, 23)] == [True, True, False]
    decide("substitute_days", "3")
    substitute = everybody["substitute of today"]
    later = LessonFactory(section=lesson.section, date=TOMORROW, number=7)
    Substitution(
        section=lesson.section, date=TOMORROW, number=later.number, teacher=substitute.staff_member
    ).save(by=clerk(), now=NOW)
    # A lesson of the past keeps the term it was given with; a later one has the new term.
    assert [opens_later(day) for day in (19, 20)] == [True, False]
    assert [opens(day) for day in (19, 22, 23)] == [True, True, False]
    is_teacher = [TEACHER in roles_of(substitute, on=date(2025, 9, day)) for day in (22, 23)]
    assert is_teacher == [True, False]


DAYS = st.integers(0, 80).map(lambda days: TODAY - timedelta(days=days))


@given(st.dictionaries(DAYS, st.integers(1, 60), max_size=4), st.integers(-3, 90))
def test_open_days_of_substitutes_are_those_whose_own_term_lasts(decided, ago):
    terms = Terms(sorted(decided.items()))
    found = terms.open_on(TODAY)
    day = TODAY - timedelta(days=ago)
    is_open = day >= found.first and day not in found.over
    assert is_open == (terms.last_day(day) >= TODAY)


def journal_access_to(user, on, lesson):
    found: list[Lesson] = list(fillable_by(user, on=on).filter(pk=lesson.pk))
    return found == [lesson]


def test_first_grades_without_marks_are_as_many_as_the_school_says():
    decide("ungraded_grades", "2", TODAY)

    def scales(grade, name):
        made = add_subjects(
            school_class=SchoolClassFactory(grade=grade), hours=[(subject(name), Decimal(1))],
            by=clerk(), now=NOW,
        )  # fmt: skip
        return [section.scale for section in made]

    # The year began before the decision: its journals are as they were decided then.
    assert [scales(grade, "Музыка") for grade in (1, 2, 3)] == [
        ["ungraded"],
        ["five_point"],
        ["five_point"],
    ]
    RegulationValue.objects.get().delete(by=clerk(), now=NOW)
    before = datetime(2025, 8, 20, 12, 0, tzinfo=MOSCOW)
    decide("ungraded_grades", "2", date(2025, 9, 1), now=before)
    assert [scales(grade, "Труд") for grade in (1, 2, 3)] == [
        ["ungraded"],
        ["ungraded"],
        ["five_point"],
    ]


# --- The page ------------------------------------------------------------------------------------


@pytest.fixture
def deputy(at):
    at(2025, 9, 15, 14, 0)
    school_year()
    return appointed(Role.DEPUTY)


@pytest.mark.requirement("SCH-14")
def test_page_decides_shows_history_and_takes_back(as_user, deputy):
    client, url = as_user(deputy), reverse(PAGE)
    form = client.get(url, {"change": "attendance_late"}).context["form"]
    sent = {
        "change": "attendance_late", "value": "15", "starts_on": "2025-09-16", "order_number": " 12-о ",
        "order_date": "2025-09-14", "shown": form.initial["shown"],
    }  # fmt: skip

    assert client.post(url, sent).status_code == 302
    html = client.get(url).content.decode()
    assert "с 16.09.2025: 15\N{NO-BREAK SPACE}минут, приказ № 12-о от 14.09.2025" in html
    assert "положение, п. 2.10" in html

    # The page was open before the first decision.
    stale = client.post(url, sent | {"value": "14"})
    assert stale.status_code == 422
    assert CHANGED in stale.content.decode()

    shown = seal_of_setting(values_of("attendance_late"))
    back = {"change": "attendance_late", "withdraw": "2025-09-16", "shown": shown}
    assert client.post(url, back).status_code == 302
    assert values_of("attendance_late") == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"value": "999"}, "От 1 до 240."),
        ({"value": ""}, "Напишите значение."),
        ({"starts_on": "2025-09-14"}, "Прошлое не меняют"),
        ({"starts_on": "2095-09-14"}, "Дальше двух лет не решают"),
        ({"order_date": "0025-09-14"}, "Проверьте год приказа"),
    ],
)
def test_page_says_beside_the_field_what_is_wrong(as_user, deputy, change, text):
    sent = {
        "change": "attendance_late", "value": "15", "starts_on": "2025-09-16", "order_number": "", "order_date": "",
        "shown": seal_of_setting([]),
    }  # fmt: skip

    answer = as_user(deputy).post(reverse(PAGE), sent | change)

    assert (answer.status_code, text in answer.content.decode()) == (422, True)
    assert RegulationValue.objects.count() == 0


def test_a_teacher_reads_and_does_not_write(as_user, section):
    client, url = as_user(teacher_of(section)), reverse(PAGE)

    page = client.get(url, {"change": "attendance_late"})

    assert (page.status_code, page.context["form"]) == (200, None)
    assert client.post(url, {"change": "attendance_late", "value": "15"}).status_code == 404


def test_the_four_who_set_the_year_up_may_write():
    assert {role for role in Role if Right.YEAR in DEFAULTS[role]} == {
        Role.SYSADMIN, Role.DIRECTOR, Role.DEPUTY, Role.ASSISTANT,
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 3, 30])
def test_page_asks_the_same_queries_whatever_was_decided(
    as_user, deputy, django_assert_num_queries, count
):
    for n in range(count):
        decide("attendance_late", str(21 + n), TODAY + timedelta(days=n))
    client = as_user(deputy)
    client.get(reverse(PAGE))

    with django_assert_num_queries(6):
        assert client.get(reverse(PAGE)).status_code == 200
