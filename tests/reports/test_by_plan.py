"""«По учебному плану» in the printed journal: hours of the curriculum by periods (REP-9)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.printing.reading import read_class_year
from reports.printing.spreads import subject_spreads
from school.actions.curriculum import revise_curriculum
from school.actions.curriculum_classes import give_to_classes
from school.actions.curriculum_lines import Cell, Row, save_lines
from school.models import GradingPeriod, SchoolClass
from school.screens.planned_sections import Span, by_spans, planned_of_sections
from tests.factories import (
    NOW,
    YEAR_END,
    YEAR_START,
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    clerk,
    school_year,
    subject,
)
from tests.school.curricula import kept_curriculum, made_curriculum
from tests.school.test_curricula import rows_there

pytestmark = pytest.mark.requirement("REP-9")

LATER = NOW.replace(year=2026, month=6)
YEAR = Span(None, YEAR_START, YEAR_END)


def spans():
    rows = GradingPeriod.objects.order_by("number")
    return [*(Span(row.number, row.starts_on, row.ends_on) for row in rows), YEAR]


def by_plan(school_class, *sections):
    school_class = SchoolClass.objects.select_related("year").get(pk=school_class.pk)
    found = planned_of_sections(school_class, sections, spans())
    return [found.get(section.pk) for section in sections]


def test_quarters_of_a_year_add_up_to_its_hours():
    school_year()
    one = SchoolClassFactory()
    history = SectionFactory(subject=subject("История"), school_class=one)
    assert by_plan(one, history) == [None]

    kept_curriculum(one)

    (hours,) = by_plan(one, history)
    assert hours[None] == 3 * 34 == sum(hours[number] for number in range(1, 5))
    assert hours == {1: 24, 2: 23, 3: 33, 4: 22, None: 102}


def test_groups_have_the_hours_of_a_pupil_and_a_profile_group_the_part_of_the_school():
    one = SchoolClassFactory()
    plan, algebra = kept_curriculum(one), subject("Алгебра")
    rows = [*rows_there(plan), Row(algebra.pk, "school", 0, {7: Cell(Decimal("1.5"))})]
    save_lines(curriculum=plan, rows=rows, version=1, by=clerk(), now=NOW, reason="ошибка")
    whole = SectionFactory(subject=algebra, school_class=one)
    deep = SectionFactory(subject=algebra, school_class=one, kind="profile", name="углублённо")
    language = subject("Иностранный язык")
    groups = [
        SectionFactory(subject=language, school_class=one, kind="language", name=f"{n} группа")
        for n in (1, 2)
    ]
    circle = SectionFactory(subject=subject("Шахматы"), school_class=one, kind="circle")

    told = [hours and hours[None] for hours in by_plan(one, whole, deep, *groups, circle)]

    assert told == [102, 51, 102, 102, None]


def test_a_course_takes_nothing_and_a_subject_the_hours_of_its_courses():
    one = SchoolClassFactory()
    kept_curriculum(one)
    mathematics = subject("Математика")
    for name in ("Алгебра", "Геометрия", "Вероятность и статистика"):
        course = subject(name)
        course.parent = mathematics
        course.save(by=clerk(), now=NOW)

    (hours,) = by_plan(one, SectionFactory(subject=mathematics, school_class=one))

    assert hours[None] == 6 * 34


def test_hours_changed_in_november_count_from_november():
    one = SchoolClassFactory()
    plan, day = kept_curriculum(one), date(2025, 11, 5)
    made = revise_curriculum(curriculum=plan, starts_on=day, title="С ноября", by=clerk(), now=NOW)
    history = subject("История")
    rows = [
        Row(row.subject, row.part, 0, {7: Cell(Decimal(4))}) if row.subject == history.pk else row
        for row in rows_there(made)
    ]
    save_lines(curriculum=made, rows=rows, version=1, by=clerk(), now=NOW)

    (hours,) = by_plan(one, SectionFactory(subject=history, school_class=one))

    assert hours[1] == 24
    assert hours[None] == sum(hours[number] for number in range(1, 5))
    assert 102 < hours[None] < 136


def test_a_plan_that_came_in_the_second_quarter_says_nothing_of_the_first():
    one = SchoolClassFactory()
    plan = made_curriculum(school_year())
    give_to_classes(
        curriculum=plan, classes=[one], starts_on=date(2025, 11, 5), by=clerk(), now=NOW
    )
    (hours,) = by_plan(one, SectionFactory(subject=subject("История"), school_class=one))
    assert sorted(hours) == [2, 3, 4]


def test_the_journal_prints_hours_of_the_curriculum_where_there_is_one():
    section = SectionFactory(students=1, subject=subject("История"))
    LessonFactory(section=section)
    one = SchoolClass.objects.select_related("year__school").get(
        pk=section.section_classes.get().school_class_id
    )

    def printed():
        year = read_class_year(one, now=LATER)
        log = [entry for spread in subject_spreads(year, year.sections[0]) for entry in spread.log]
        return [entry.text for entry in log if hasattr(entry, "text")]

    assert printed()[0] == (
        "I четверть. По плану — 1 ч, проведено — 1 ч. Контрольных работ проведено — 0."
    )
    kept_curriculum(one)
    assert [printed()[0], printed()[-1]] == [
        "I четверть. По учебному плану — 24 ч, проведено — 1 ч. Контрольных работ проведено — 0.",
        "За год. По учебному плану — 102 ч, проведено — 1 ч. Контрольных работ проведено — 0.",
    ]


@given(
    st.integers(1, 210),
    st.integers(1, 12).map(lambda n: Decimal(n) / 2),
    st.lists(st.integers(0, 209), max_size=5, unique=True),
)
def test_periods_always_add_up_to_hours_a_week_by_weeks(number, hours, cuts):
    days = [YEAR_START + timedelta(days=n) for n in range(number)]
    edges = sorted({cut for cut in cuts if 0 < cut < number})
    starts = [0, *edges]
    parts = [
        Span(n, days[first], days[last - 1])
        for n, (first, last) in enumerate(zip(starts, [*edges, number], strict=True))
    ]
    whole = Span(None, days[0], days[-1])

    found = by_spans([(day, hours) for day in days], [*parts, whole], 34)

    assert found[None] == hours * 34
    assert sum(found[part.key] for part in parts) == found[None]
