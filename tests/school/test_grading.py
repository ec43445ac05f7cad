"""Systems of marks: codes, means, thresholds; versions that are succeeded and never edited in use (SCH-14)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from journal.scales import UnknownCode, read_mark, read_period_mark
from school.actions import Refused, Stale
from school.actions.grading import apply_choices, make_system, remove_version, save_version
from school.deciding import Decree
from school.grading import (
    FIVE_POINT,
    OWN,
    USUAL,
    Code,
    Scale,
    codes_of,
    document_of,
    faults_of,
)
from school.gradings import seal_of_versions
from school.marking import Marking, chooser_on, marking_of
from school.models import CourseSection, GradingChoice, GradingSystem, GradingVersion
from school.rulebook import read_book
from tests.factories import (
    MOSCOW,
    YEAR_START,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    clerk,
    school_year,
    subject,
)
from tests.journal.test_race import at_once

D = Decimal
NOW = datetime(2025, 9, 15, 14, 0, tzinfo=MOSCOW)
SECOND_QUARTER, THIRD_QUARTER = date(2025, 11, 5), date(2026, 1, 12)
NEXT_YEAR = date(2026, 9, 1)
TEN = [Code(str(n), "", D(n), D(n) - D("0.5") if n > 1 else None) for n in range(10, 0, -1)]
# The same marks, each proposed a little earlier.
MILDER = [replace(code, threshold=code.threshold and code.threshold - D("0.1")) for code in TEN]
LETTERS = [
    Code("A", "отлично", D(5), D("4.6")), Code("B", "хорошо", D(4), D("3.6")),
    Code("C", "слабо", D(3)), Code("W", "ждём ответа", None, None, in_periods=False),
]  # fmt: skip


def five_point(*thresholds):
    of = dict(zip("543", map(D, thresholds), strict=True))
    usual = USUAL[FIVE_POINT].codes
    return [
        Code(c.code, c.words, c.value, of.get(c.code), c.in_lessons, c.in_periods) for c in usual
    ]


def own_system(name="Десятибалльная", codes=TEN):
    return make_system(
        name=name, starts_on=YEAR_START, codes=codes, decree=Decree(), by=clerk(), now=NOW
    )


def succeed(system, codes, starts_on, *, by=None, shown=None, now=NOW):
    rows = list(system.versions.order_by("starts_on")) if system.pk else []
    return save_version(
        system=system, starts_on=starts_on, codes=codes, decree=Decree("7", date(2025, 9, 1)),
        shown=seal_of_versions(rows) if shown is None else shown, by=by or clerk(), now=now,
    )  # fmt: skip


def usual_system():
    return GradingSystem(name="Пятибалльная", kind=FIVE_POINT)


# --- Rules ---------------------------------------------------------------------------------------

marks = st.lists(st.tuples(st.sampled_from("54321"), st.integers(0, 10)), max_size=30)


@pytest.mark.requirement("SCH-14")
@given(marks)
def test_a_mean_is_exact_and_rounds_half_up_to_hundredths(given_marks):
    total = sum(int(code) * weight for code, weight in given_marks)
    weights = sum(weight for _, weight in given_marks)

    mean = USUAL[FIVE_POINT].weighted_average(given_marks)

    exact = D(floor(Fraction(total, weights) * 100 + Fraction(1, 2))) / 100 if weights else None
    assert mean == exact


hundredths = st.integers(100, 500).map(lambda n: D(n) / 100)


@pytest.mark.requirement("SCH-14")
@given(hundredths, st.lists(hundredths, min_size=3, max_size=3, unique=True))
def test_the_best_mark_whose_threshold_is_reached_is_proposed(mean, thresholds):
    three, four, five = sorted(thresholds)
    scale = Scale(FIVE_POINT, "", tuple(five_point(five, four, three)))

    proposed = scale.proposed(mean)

    assert proposed == str(2 + (mean >= three) + (mean >= four) + (mean >= five))


@given(hundredths, hundredths)
def test_a_better_mean_never_proposes_a_worse_mark(one, other):
    scale = Scale(OWN, "", tuple(TEN))
    low, high = sorted([one * 2, other * 2])
    assert int(scale.proposed(low)) <= int(scale.proposed(high))


def test_half_of_ten_points_rounds_up():
    scale = Scale(OWN, "", tuple(TEN))
    assert scale.average(["10", "9"]) == D("9.50")
    assert [scale.proposed(D(mean)) for mean in ("9.50", "9.49", "1.49", "0")] == [
        "10",
        "9",
        "1",
        "1",
    ]


def test_what_counts_nothing_and_what_weighs_nothing_is_not_in_the_mean():
    scale = Scale(OWN, "", tuple(LETTERS))
    assert scale.weighted_average([("A", 1), ("W", 5), ("C", 0)]) == D(5)
    assert scale.weighted_average([("W", 5), ("C", 0)]) is None
    assert scale.marks == ("A", "B", "C", "W")
    assert scale.period_marks == ("A", "B", "C", "н/а", "осв", "отср")


def test_the_failing_mark_is_the_lowest_of_a_period():
    scales = [*USUAL.values(), Scale(OWN, "", tuple(TEN)), Scale(OWN, "", tuple(LETTERS))]
    assert [scale.failing for scale in scales] == ["2", "незач", "", "1", "C"]
    assert Scale(OWN, "", (Code("усвоил"),)).failing == ""


def test_own_letters_are_read_before_keys_of_attendance():
    scale = Scale(OWN, "", tuple(LETTERS))
    assert [read_mark(scale, typed) for typed in ("b", "A", " w ", "")] == ["B", "A", "W", ""]
    assert [read_period_mark(scale, typed) for typed in ("на", "c")] == ["н/а", "C"]
    for typed in ("5", "D", "осв"):
        with pytest.raises(UnknownCode, match="не отметка этого курса"):
            read_mark(scale, typed)


@given(
    st.lists(
        st.builds(
            Code, st.text("АБё9+/", min_size=1, max_size=5), st.text("аб ", max_size=5),
            st.none() | st.decimals(0, 100, places=2), st.none() | st.decimals(0, 100, places=2),
            st.booleans(), st.booleans(),
        ),
        max_size=5,
    )
)  # fmt: skip
def test_what_a_version_keeps_is_read_back_whole(codes):
    assert codes_of(document_of(codes)) == tuple(codes)


@pytest.mark.parametrize(
    ("kind", "codes", "fault"),
    [
        (OWN, TEN, None),
        (OWN, LETTERS, None),
        (FIVE_POINT, five_point("4.65", "3.65", "2.65"), None),
        (OWN, [], (0, "", "Нужна хотя бы одна отметка на уроке и одна за период.")),
        (OWN, [Code("A"), Code("a")], (1, "code", "Такая отметка уже есть в строке 1.")),
        (OWN, [Code("Н")], (0, "code", "Так обозначают отсутствие или запись за период. Назовите иначе.")),
        (OWN, [Code("A b")], (0, "code", "Без пробелов, запятых и кавычек.")),
        (OWN, [Code("A", in_lessons=False, in_periods=False), Code("B")],
         (0, "in_lessons", "Отметьте, где она ставится: на уроке или за период.")),
        (OWN, [Code("A", "", D(2)), Code("B", "", D(1))],
         (0, "threshold", "Напишите, с какого среднего предлагать эту отметку.")),
        (OWN, [Code("A", "", D(2), D(1)), Code("B", "", D(1), D(0))],
         (1, "threshold", "У низшей отметки порога нет: её предлагают ниже остальных.")),
        (OWN, [Code("A", "", D(3), D(1)), Code("B", "", D(2), D(1)), Code("C", "", D(1))],
         (1, "threshold", "Порог не ниже, чем у «A».")),
        (OWN, [Code("A", "", D(2), D(1)), Code("B", "", D(2))], (1, "value", "Столько же стоит «A».")),
        (OWN, [Code("A", "", None, D(1)), Code("B")],
         (0, "threshold", "Порог есть только у отметки за период, которая считается.")),
        (FIVE_POINT, TEN, (0, "", "У пятибалльной системы меняют только слова и пороги.")),
    ],
)  # fmt: skip
def test_faults_of_a_version_are_named_by_line_and_column(kind, codes, fault):
    assert faults_of(kind, codes)[:1] == ([fault] if fault else [])


# --- Versions ------------------------------------------------------------------------------------


@pytest.mark.requirement("SCH-14")
def test_a_new_version_begins_with_a_period_and_the_one_before_stays(section):
    succeed(usual_system(), five_point("4.65", "3.65", "2.65"), SECOND_QUARTER)

    book = read_book()
    proposed = [
        book.scale_of(section, day).proposed(D("4.50"))
        for day in (YEAR_START, date(2025, 11, 4), SECOND_QUARTER, date(2026, 5, 1))
    ]
    assert proposed == ["5", "5", "4", "4"]
    version = GradingVersion.objects.get()
    assert (version.system.kind, version.order_number) == (FIVE_POINT, "7")
    # A journal of another scale is marked as before.
    section.scale = "pass_fail"
    assert book.scale_of(section, SECOND_QUARTER) == USUAL["pass_fail"]


@pytest.mark.requirement("SCH-14")
def test_a_version_in_use_is_not_edited_the_refusal_says_what_holds_it_and_when_a_new_one_may_begin(
    section,
):
    system = own_system()
    section.scale, section.grading = "own", system
    section.save(by=clerk(), now=NOW)

    with pytest.raises(Refused) as told:
        succeed(system, LETTERS, YEAR_START)
    assert str(told.value) == (
        "01.09.2025 систему менять нельзя: по ней ведут 1\N{NO-BREAK SPACE}журнал. "
        "Введите новую с начала периода или года: 05.11.2025, 12.01.2026, 06.04.2026, 01.09.2026."
    )
    with pytest.raises(Refused, match="Посреди периода систему не меняют"):
        succeed(system, LETTERS, date(2025, 10, 1))
    with pytest.raises(Refused, match="убрать нельзя"):
        remove(system, YEAR_START)

    succeed(system, MILDER, SECOND_QUARTER)
    assert [v.starts_on for v in system.versions.order_by("starts_on")] == [
        YEAR_START,
        SECOND_QUARTER,
    ]


@pytest.mark.requirement("SCH-14")
def test_other_marks_of_a_system_in_use_begin_with_a_year_only(section):
    system = used_in(section)

    with pytest.raises(
        Refused, match=r"только слова и пороги.* Выберите начало года: 01\.09\.2026"
    ):
        succeed(system, LETTERS, SECOND_QUARTER)
    succeed(system, LETTERS, NEXT_YEAR)
    with pytest.raises(Refused, match="только слова и пороги"):
        succeed(system, [*LETTERS, Code("Z", in_periods=False)], date(2026, 10, 1))

    assert [v.starts_on for v in system.versions.order_by("starts_on")] == [YEAR_START, NEXT_YEAR]


def test_the_first_version_stays_while_journals_go_by_it_before_its_day(section):
    system = used_in(section, starts_on=SECOND_QUARTER)

    for day in (YEAR_START, SECOND_QUARTER):
        with pytest.raises(Refused):
            succeed(system, MILDER, day)
    succeed(system, MILDER, THIRD_QUARTER)
    with pytest.raises(Refused, match="Первую версию системы «Десятибалльная» не меняют"):
        remove(system, SECOND_QUARTER)

    assert read_book().scale_of(section, YEAR_START).codes == tuple(TEN)


def used_in(section, starts_on=YEAR_START):
    system = make_system(
        name="Десятибалльная", starts_on=starts_on, codes=TEN, decree=Decree(), by=clerk(), now=NOW
    )
    section.scale, section.grading = "own", system
    section.save(by=clerk(), now=NOW)
    return system


def remove(system, starts_on, now=NOW):
    rows = list(system.versions.order_by("starts_on"))
    remove_version(
        system=system, starts_on=starts_on, shown=seal_of_versions(rows), by=clerk(), now=now
    )


def test_a_version_nobody_uses_is_edited_and_removed_with_its_system():
    school_year()
    system = own_system()
    succeed(system, LETTERS, YEAR_START)
    assert [codes_of(v.codes) for v in system.versions.all()] == [tuple(LETTERS)]
    with pytest.raises(Refused, match="и так такие"):
        succeed(system, LETTERS, YEAR_START)

    remove(system, YEAR_START)

    assert (GradingSystem.objects.count(), GradingVersion.objects.count()) == (0, 0)


def test_a_version_to_come_is_taken_back_until_it_has_begun(section):
    succeed(usual_system(), five_point("4.65", "3.65", "2.65"), SECOND_QUARTER)
    system = GradingSystem.objects.get()

    with pytest.raises(Refused, match="убрать нельзя"):
        remove(system, SECOND_QUARTER, now=datetime(2025, 11, 5, 8, 0, tzinfo=MOSCOW))
    remove(system, SECOND_QUARTER)

    assert read_book().scale_of(section, SECOND_QUARTER) == USUAL[FIVE_POINT]


def test_a_name_is_taken_once_and_faulty_codes_are_refused():
    school_year()
    own_system()
    with pytest.raises(Refused, match="уже есть"):
        own_system("десятибалльная", LETTERS)
    with pytest.raises(Refused, match="уже есть"):
        own_system("пятибалльная")
    with pytest.raises(Refused, match="Строка 2: Такая отметка"):
        own_system("Буквы", [Code("A"), Code("A")])


@pytest.mark.requirement("SCH-14")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_a_version_at_once_one_is_told():
    school_year()
    system, by = own_system(), clerk()
    shown = seal_of_versions(list(system.versions.all()))

    def giving(codes, day):
        def given_():
            try:
                return succeed(system, codes, day, by=by, shown=shown).starts_on
            except Stale:
                return "stale"

        return given_

    results = at_once(giving(LETTERS, SECOND_QUARTER), giving(TEN[1:], THIRD_QUARTER))

    assert sorted(map(str, results))[-1] == "stale"
    assert system.versions.count() == 2


# --- Which subjects ------------------------------------------------------------------------------


def choice(scale, first, last, of=None, grading=None):
    row = GradingChoice(subject=of, grade_from=first, grade_to=last, scale=scale, grading=grading)
    row.save(by=clerk(), now=NOW)
    return row


@pytest.mark.requirement("SCH-14")
def test_the_narrowest_choice_marks_a_new_journal():
    ten, algebra, music = own_system(), subject("Алгебра"), subject("Музыка")
    choice("own", 5, 11, grading=ten)
    choice("five_point", 9, 9)
    choice("pass_fail", 1, 11, of=music)
    chooser = chooser_on(YEAR_START)

    def of(one, grade, kind="class"):
        return chooser.marking(one, grade, kind)

    assert [of(algebra, grade) for grade in (1, 2, 5, 9)] == [
        Marking("ungraded"), Marking("five_point"), Marking("own", ten.pk), Marking("five_point"),
    ]  # fmt: skip
    # «1–11» does not speak of first grades, which have no marks; «1–1» does.
    assert [of(music, grade) for grade in (1, 9)] == [Marking("ungraded"), Marking("pass_fail")]
    choice("pass_fail", 1, 1, of=music)
    assert chooser_on(YEAR_START).marking(music, 1, "class") == Marking("pass_fail")
    assert of(algebra, 7, "circle") == Marking("ungraded")
    assert marking_of(algebra, 7, "class", choices=[], ungraded=7) == Marking("ungraded")


def test_journals_without_marks_go_over_and_those_with_marks_stay(section):
    marked = SectionFactory(subject=subject("Физика"))
    item = LineItemFactory(lesson=LessonFactory(section=marked))
    pupil = section.enrollments.first().student
    item.marks.model(item=item, student=pupil, code="5").save(by=clerk(), now=NOW)
    ten = own_system()
    choice("own", 5, 11, grading=ten)

    with CaptureQueriesContext(connection) as queries:
        assert apply_choices(year=school_year(), by=clerk(), now=NOW) == (1, 1)
    asked = [query["sql"] for query in queries]
    [held] = [place for place, sql in enumerate(asked) if "FOR UPDATE" in sql]
    of_marks = [place for place, sql in enumerate(asked) if "SELECT DISTINCT" in sql]
    assert (len(of_marks), held < min(of_marks)) == (2, True)
    assert apply_choices(year=school_year(), by=clerk(), now=NOW) == (0, 1)

    told = CourseSection.objects.order_by("pk").values_list("pk", "scale", "grading")
    assert sorted(told) == sorted([(section.pk, "own", ten.pk), (marked.pk, "five_point", None)])
