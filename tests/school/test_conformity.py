"""What the federal plan and the norms of load ask of a curriculum (SCH-5, SCH-6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.conformity import About, Finding, Weight, findings, is_fit
from school.federal_plan import (
    BASIC,
    FIRST,
    GRADES,
    OTHER,
    PRIMARY,
    SECONDARY,
    UNIVERSAL,
    WEEKLY_MAXIMUM,
    federal_plan,
    weekly_maximum,
    weeks_of,
)
from school.hours import FEDERAL, SCHOOL, Line, least_hours, plain_hours, sums_of, told_hours

pytestmark = pytest.mark.requirement("SCH-6")

H = Decimal
NBSP = "\N{NO-BREAK SPACE}"


def about(level=BASIC, year=2025, days=5, **kwargs):
    first, last = GRADES[level]
    variant = UNIVERSAL if level == SECONDARY else FIRST
    return About(
        **{"year": year, "level": level, "grades": range(first, last + 1), "days_a_week": days, "variant": variant}
        | kwargs
    )  # fmt: skip


def federal_lines(what):
    return [
        Line(line.subject, grade, hours)
        for line in what.plan.lines
        for grade, hours in line.hours.items()
        if grade in what.grades
    ]


def filled(what):
    """The federal part with as many hours of the school's own as make the week full."""
    lines = federal_lines(what)
    for each in sums_of(lines, what.grades):
        rest = weekly_maximum(each.grade, what.days_a_week) - each.pupil
        if rest:
            lines.append(Line("Проекты", each.grade, rest, SCHOOL))
    return lines


def told(found):
    return [one.text.replace(NBSP, " ") for one in found]


@pytest.mark.parametrize(
    ("level", "year", "sums"),
    [
        (PRIMARY, 2024, [20, 22, 22, 23]),
        (BASIC, 2024, [27, 29, 30, 31, 32]),
        # History grows, social studies and ОДНКНР leave grades 5 to 7.
        (BASIC, 2025, [27, 28, 30, 31, 32]),
        (BASIC, 2026, [H("26.5"), 28, 30, 31, 32]),
        (BASIC, 2027, [H("26.5"), 29, 31, 31, 32]),
        (SECONDARY, 2025, [27, 26]),
    ],
)
@pytest.mark.requirement("SCH-5")
def test_federal_part_of_each_year_has_the_sums_the_plan_prints(level, year, sums):
    what = about(level, year)
    assert [each.federal for each in sums_of(federal_lines(what), what.grades)] == sums


@pytest.mark.parametrize("level", [PRIMARY, BASIC, SECONDARY])
@pytest.mark.parametrize("year", [2023, 2025, 2026, 2027])
def test_the_federal_plan_with_a_full_week_conforms_to_itself(level, year):
    what = about(level, year)
    assert told(findings(what, filled(what))) == []


def test_a_missing_subject_a_short_one_and_one_too_many_are_each_told_in_a_sentence():
    what = about()
    lines = [
        Line("История", 7, H(2)) if (line.subject, line.grade) == ("История", 7) else line
        for line in filled(what)
        if (line.subject, line.grade) != ("Музыка", 5)
    ]
    lines += [Line("Шахматы", 9, H(1))]

    assert [(one.weight, one.grade) for one in findings(what, lines)] == [
        (Weight.WRONG, 5),
        (Weight.CHECK, 5),
        (Weight.WRONG, 7),
        (Weight.CHECK, 7),
        (Weight.CHECK, 9),
        (Weight.WRONG, 9),
    ]
    assert told(findings(what, lines)) == [
        "5 класс: нет предмета «Музыка», по федеральному плану 1 ч в неделю.",
        "5 класс: за год 952 ч (28 × 34 недели), принято не меньше 986 ч (приказ № 704 от 09.10.2024)."
        .replace("приказ №", "приказ Минпросвещения №"),
        "7 класс: «История» — 2 ч, по федеральному плану не меньше 3 ч.",
        "7 класс: за год 1 054 ч (31 × 34 недели), принято не меньше 1 088 ч (приказ Минпросвещения № 704 от 09.10.2024).",
        "9 класс: «Шахматы» (1 ч) стоит в обязательной части, но в федеральном плане 9 класса на 2025/26 год такого "
        "предмета нет. Перенесите в часть школы.",
        "9 класс: 34 ч в неделю на ученика, при пятидневной неделе можно не больше 33 ч (СанПиН 1.2.3685-21, табл. 6.6). "
        "Лишних 1 ч.",
    ]  # fmt: skip


def test_an_hour_moved_into_the_part_of_the_school_is_told_to_be_moved_back():
    what = about(PRIMARY, grades=range(2, 3))
    lines = [
        Line("Русский язык", 2, H(4)) if line.subject == "Русский язык" else line
        for line in filled(what)
    ]
    lines.append(Line("Русский язык", 2, H(1), SCHOOL))

    assert told(findings(what, lines))[0] == (
        "2 класс: «Русский язык» — в обязательной части 4 ч из 5 ч, остальное в части школы. Перенесите в обязательную часть."
    )


def test_a_doubtful_row_of_the_federal_plan_is_to_be_checked_and_does_not_condemn():
    what = about(year=2026, grades=range(5, 6))
    lines = [line for line in filled(what) if not line.subject.startswith("Духовно")]
    found = findings(what, lines)

    assert is_fit(found)
    assert [one.weight for one in found] == [Weight.CHECK, Weight.CHECK, Weight.NOTE]
    assert "проверьте по тексту приказа" in found[0].text


def test_mathematics_may_be_one_subject_or_three_courses_and_a_language_is_any():
    what = about(grades=range(7, 8))
    courses = {"Алгебра", "Геометрия", "Вероятность и статистика"}
    other = [line for line in filled(what) if line.subject not in courses]
    other = [
        Line("Немецкий язык", 7, H(3)) if line.subject == "Иностранный язык" else line
        for line in other
    ]

    assert is_fit(findings(what, [*other, Line("Математика", 7, H(6))]))
    short = findings(what, [*other, Line("Математика", 7, H(5))])
    assert told(short)[0] == "7 класс: «Математика» — 5 ч, по федеральному плану не меньше 6 ч."


def test_subjects_of_choice_count_once_for_a_pupil_and_each_for_the_teachers():
    lines = [
        Line("Английский язык", 7, H(3), FEDERAL, 1, 2),
        Line("Немецкий язык", 7, H(3), FEDERAL, 1),
        Line("Физика", 7, H(2)),
        Line("Проекты", 7, H("0.5"), SCHOOL, 2),
        Line("Шахматы", 7, H(1), SCHOOL, 2),
    ]
    (each,) = sums_of(lines, [7])

    assert (each.federal, each.school, each.pupil, each.teachers) == (5, 1, 6, H("12.5"))
    assert least_hours(lines) == H("5.5")


def test_half_an_hour_is_told_with_a_comma_and_whole_hours_without_zeros():
    told = [plain_hours(H(one)) for one in ("0.5", "2.5", "3.0", "10", "1156.0")]
    assert told == ["0,5", "2,5", "3", "10", f"1{NBSP}156"]
    assert told_hours(H("2.50")) == f"2,5{NBSP}ч"


@pytest.mark.requirement("SCH-4")
def test_an_individual_plan_may_have_fewer_hours_but_leaves_no_subject_out_in_silence():
    what = about(grades=range(7, 8), kind="individual")
    lines = [Line(line.subject, 7, H("0.5")) for line in federal_lines(what)]
    assert findings(what, lines) == []

    found = findings(what, lines[1:])
    assert (is_fit(found), told(found)) == (
        True, ["7 класс: нет предмета «Русский язык», по федеральному плану 4 ч в неделю."]
    )  # fmt: skip


def test_a_profile_deepens_two_subjects():
    what = about(SECONDARY, kind="profile")
    assert told(findings(what, filled(what))) == [
        "Профиль предполагает не меньше двух предметов на углублённом уровне (ФГОС СОО, п. 18.3.1), а часов больше "
        "базового уровня — у 0 предметов."
    ]
    lines = [line for line in filled(what) if line.part == FEDERAL]
    deep = [Line(name, grade, H(3), SCHOOL) for name in ("Алгебра", "Физика") for grade in (10, 11)]
    assert findings(what, lines + deep) == []


def test_another_variant_is_compared_with_the_norms_of_load_only():
    what = about(variant=OTHER, grades=range(5, 6))
    found = findings(what, [Line("Родной язык", 5, H(30))])
    assert [one.weight for one in found] == [Weight.WRONG, Weight.NOTE, Weight.NOTE]


def test_first_grade_never_learns_on_saturdays():
    what = about(PRIMARY, days=6, grades=range(1, 2))
    assert "только пять дней" in findings(what, filled(what))[0].text


def test_sum_of_a_level_stays_within_its_bounds():
    what = about(PRIMARY)
    few = [
        Line(line.subject, line.grade, line.hours) for line in federal_lines(what) if line.grade > 1
    ]
    whole = findings(what, few)[-1]
    assert whole == Finding(
        Weight.WRONG,
        f"1–4 классы: за 4{NBSP}года 2{NBSP}278{NBSP}ч, нужно не меньше 2{NBSP}966{NBSP}ч (ФОП НОО с изменениями 2025 года).",
    )  # fmt: skip


HALVES = st.integers(1, 20).map(lambda n: H(n) / 2)
LINES = st.builds(
    Line,
    subject=st.sampled_from(["Русский язык", "Алгебра", "Физика", "Шахматы", "Проекты"]),
    grade=st.integers(5, 9),
    hours=HALVES,
    part=st.sampled_from([FEDERAL, SCHOOL]),
    choice=st.integers(0, 3),
    groups=st.integers(1, 3),
)


@given(st.lists(LINES, max_size=40))
def test_sums_are_halves_a_pupil_never_has_more_than_the_teachers_and_parts_make_the_whole(lines):
    for each in sums_of(lines, range(5, 10)):
        own = [line for line in lines if line.grade == each.grade]
        assert each.pupil == each.federal + each.school
        assert each.pupil * 2 == int(each.pupil * 2)
        assert least_hours(own) <= each.pupil <= each.teachers
        assert each.year == each.pupil * 34


@given(st.lists(LINES, max_size=40), HALVES)
def test_one_more_hour_never_makes_a_federal_subject_missing_or_short(lines, hours):
    what = about()
    before = [one.text for one in findings(what, lines) if "федеральному плану" in one.text]
    more = [*lines, Line("Русский язык", 5, hours)]
    after = [one.text for one in findings(what, more) if "федеральному плану" in one.text]
    assert len(after) <= len(before)


@given(st.lists(LINES, max_size=60), st.sampled_from([5, 6]))
def test_a_week_over_the_maximum_is_always_told_and_one_within_never_is(lines, days):
    what = about(days=days)
    told = {one.grade for one in findings(what, lines) if "Лишних" in one.text}
    over = {
        each.grade
        for each in sums_of(lines, what.grades)
        if each.pupil > weekly_maximum(each.grade, days)
    }
    assert told == over


def test_maxima_are_the_yearly_bounds_by_weeks():
    assert [weeks_of(grade) for grade in range(1, 12)] == [33] + [34] * 10
    assert WEEKLY_MAXIMUM[8] == (1122 // 34, 1224 // 34)
    assert federal_plan(BASIC, FIRST, 2022) is None
