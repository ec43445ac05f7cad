"""The week of a class against hygienic norms: each rule with a week that keeps it and one that does not. Pure."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.sanpin import Hour, audit, rank_of

pytestmark = pytest.mark.requirement("SCH-10")


def day(weekday, *subjects, first=1):
    return [Hour(weekday, number, name) for number, name in enumerate(subjects, first) if name]


def texts(*hours, grade=7, days=5):
    found = audit([one for each in hours for one in each], grade=grade, days_a_week=days).findings
    return [one.text.replace("\xa0", " ") for one in found]


GOOD_DAYS = [
    day(1, "История", "Русский язык", "Алгебра", "Литература", "Физкультура"),
    day(2, "География", "Геометрия", "Русский язык", "История", "Алгебра", "Литература"),
    day(3, "Литература", "Английский язык", "Русский язык", "География", "Алгебра", "ИЗО"),
    day(4, "Биология", "Русский язык", "География", "Труд"),
    day(5, "Литература", "Геометрия", "История", "Музыка"),
]


def test_a_good_week_has_nothing_to_say():
    assert texts(*GOOD_DAYS) == []


@pytest.mark.parametrize(
    ("subject", "grade", "points"),
    [
        ("Математика", 3, 8), ("Английский язык", 2, 7), ("Алгебра", 7, 10), ("Алгебра и начала анализа", 10, 10),
        ("Физика", 9, 13), ("Физическая культура", 5, 3), ("Физкультура", 10, 1), ("Математика", 8, 10),
        ("История России", 9, 10), ("ИЗО", 5, 3), ("Изобразительное искусство", 6, 3), ("Шахматы", 5, None),
        ("Историческое краеведение", 7, None), ("ОБЗР", 8, 3), ("Химия", 7, 13), ("Химия", 5, None),
    ],
)  # fmt: skip
def test_points_of_a_subject_by_grade(subject, grade, points):
    assert rank_of(subject, grade) == points


@pytest.mark.parametrize(
    ("hours", "grade", "told"),
    [
        (day(1, *["Музыка", "Труд"] * 4), 7, "В понедельник 8 уроков, можно не больше 7."),
        (day(1, "Алгебра", "", "История"), 7, "В понедельник окно: пуст урок 2-й."),
        (day(2, "", "История", first=0) + day(2, "Алгебра", first=0), 7,
         "Во вторник нулевой урок, «Алгебра»: нулевые уроки запрещены."),
        (day(3, "Алгебра", "История", "Музыка"), 7, "В среду самый трудный урок, «Алгебра» (10 баллов), первый."),
        (day(3, "История", "Музыка", "Алгебра"), 7, "В среду самый трудный урок, «Алгебра» (10 баллов), последний."),
        (day(4, "Музыка", "История", "Литература"), 7, "В четверг день начинается с лёгкого урока, «Музыка»."),
        (day(5, "История", "Алгебра", "Геометрия", "Физика", "История"), 7,
         "В пятницу подряд трудные уроки: «Алгебра», «Геометрия», «Физика»."),
        (day(5, "История", "Алгебра", "Алгебра", "История"), 7, "В пятницу «Алгебра» два урока подряд (2-й и 3-й)."),
        (day(6, "Чтение"), 1, "В 1-х классах учатся пять дней, а уроки стоят и в субботу."),
    ],
)  # fmt: skip
def test_what_is_not_as_asked_is_said(hours, grade, told):
    assert told in texts(hours, grade=grade)


def test_more_lessons_a_week_than_allowed():
    week = [
        day(weekday, *["Музыка", "Труд", "История"] * 2, "Литература") for weekday in range(1, 6)
    ]
    assert "В неделю 35 уроков, можно не больше 32 (7 класс, 5 дней)." in texts(*week)
    assert not [text for text in texts(*week, days=6) if text.startswith("В неделю")]


def test_days_of_the_week_carry_their_load():
    week = [
        day(1, "Алгебра", "Геометрия", "Русский язык"), day(2, "История", "История", "Музыка"),
        day(3, "Музыка"), day(4, "Алгебра", "История"), day(5, "История", "Физика"),
    ]  # fmt: skip
    told = texts(*week)
    assert (
        "Самый трудный день — понедельник, 33 балла. Больше всего баллов должно быть во вторник или в среду."
        in told
    )
    assert "Понедельник (33 балла) труднее вторника (13)." in told
    assert (
        "Самый лёгкий день — среда, 1 балл. Легче всего должно быть в четверг или в пятницу."
        in told
    )


def test_one_day_of_small_pupils_may_be_longer_by_physical_education():
    five = ("Математика", "Русский язык", "Чтение", "Музыка", "Физкультура")
    assert not [t for t in texts(day(1, *five), grade=1) if "можно не больше 4" in t]
    told = [t for t in texts(day(1, *five), day(2, *five), grade=1) if "можно не больше 4" in t]
    assert told == ["Во вторник 5 уроков, можно не больше 4."]


def test_groups_at_one_hour_are_one_lesson_and_weeks_are_counted_apart():
    groups = [Hour(1, 1, "Английский язык"), Hour(1, 1, "Немецкий язык")]
    halves = [Hour(1, 2, "Химия", "odd"), Hour(1, 2, "Физика", "even")]
    found = audit(groups + halves, grade=8, days_a_week=5)
    assert (found.hours, dict(found.points)) == (2, {1: 18})


def test_what_is_beyond_the_plan_is_not_counted_and_waits_for_a_break():
    def at(number, start, end, kind="main"):
        return Hour(1, number, "Шахматы", kind=kind, starts_at=time(*start), ends_at=time(*end))

    soon = [at(1, (8, 0), (8, 45)), at(2, (8, 55), (9, 40), "extracurricular")]
    found = audit(soon, grade=8, days_a_week=5)
    assert (found.hours, found.unknown) == (1, ("Шахматы",))
    assert [one.text.replace("\xa0", " ") for one in found.findings] == [
        "В понедельник перед занятием «Шахматы» перерыв 10 минут, нужно не меньше 20."
    ]
    later = [soon[0], at(2, (9, 5), (9, 50), "additional")]
    assert audit(later, grade=8, days_a_week=5).findings == ()


hours = st.builds(
    Hour,
    st.integers(1, 6),
    st.integers(0, 9),
    st.sampled_from(["Алгебра", "Музыка", "Шахматы", "Физическая культура"]),
    st.sampled_from(["every", "odd", "even"]),
)


@given(st.lists(hours, max_size=60), st.integers(1, 11), st.sampled_from([5, 6]))
def test_any_week_is_audited_in_whole_sentences(week, grade, days):
    found = audit(week, grade=grade, days_a_week=days)
    assert all(one.text.endswith(".") and one.clause for one in found.findings)
    assert len({one.text for one in found.findings}) == len(found.findings)
