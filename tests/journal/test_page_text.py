"""The text of a signed page: the same whatever order facts come in, another when any fact is another."""

import hashlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.page_text import (
    ATTENDANCE,
    HOMEWORK,
    KINDS,
    LESSON,
    MARK,
    PUPIL,
    PUT_OFF,
    Difference,
    differences,
    digest_of,
    page_text,
)
from journal.signing import HeldLesson, gaps_of, why_too_early

pytestmark = pytest.mark.requirement("JRN-15")

FIRST, LAST = date(2025, 9, 1), date(2025, 10, 24)
DAY = date(2025, 9, 2)
PAGE = [
    (PUPIL, "Белова Анна", 7, FIRST, None),
    (LESSON, DAY, 1, "по расписанию", "присутствие отмечено", "Степень числа"),
    (HOMEWORK, DAY, 1, "всем", "письменно", 20, date(2025, 9, 4), "§ 3:\n№ 1\tи 2\\"),
    (MARK, "Белова Анна", 7, DAY, 1, 0, "5", ""),
    (ATTENDANCE, "Белова Анна", 7, DAY, 1, "оп 7"),
]

# Signs on which a careless format stumbles, among usual ones.
words = st.text(st.sampled_from("аб5\\tn\t\n\r «;"), max_size=4)
marks = st.builds(
    lambda name, key, number, code, said: (MARK, name, key, DAY, number, 0, code, said),
    words, st.integers(1, 3), st.integers(1, 3), st.sampled_from(["5", "4", ""]), words,
)  # fmt: skip
lessons = st.builds(
    lambda number, topic: (LESSON, DAY, number, "", "", topic), st.integers(1, 12), words
)
pages = st.lists(marks | lessons, max_size=6)


# A busy machine makes neither a rule wrong nor an example too large.
unhurried = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def text_of(facts):
    return page_text("7А, Алгебра", "I четверть", FIRST, LAST, facts)


def test_text_is_a_fact_a_line_in_the_documented_format():
    assert text_of(PAGE[::-1]) == (
        "Страница классного журнала\tформат 1\n"
        "Журнал\t7А, Алгебра\n"
        "Период\tI четверть\t2025-09-01\t2025-10-24\n"
        "Ученик\tБелова Анна\t7\t2025-09-01\t\n"
        "Урок\t2025-09-02\t1\tпо расписанию\tприсутствие отмечено\tСтепень числа\n"
        "Задание\t2025-09-02\t1\tвсем\tписьменно\t20\t2025-09-04\t§ 3:\\n№ 1\\tи 2\\\\\n"
        "Присутствие\tБелова Анна\t7\t2025-09-02\t1\tоп 7\n"
        "Отметка\tБелова Анна\t7\t2025-09-02\t1\t0\t5\t\n"
    )


def test_digest_is_that_of_the_bytes_of_the_file():
    assert digest_of("5\n") == hashlib.sha256(b"5\n").hexdigest()


@unhurried
@given(pages, st.randoms(use_true_random=False))
def test_order_of_rows_says_nothing(facts, shuffler):
    mixed = list(facts)
    shuffler.shuffle(mixed)
    assert text_of(mixed) == text_of(facts)


@unhurried
@given(pages, pages)
def test_two_pages_have_one_text_only_if_they_hold_the_same(one, other):
    same = sorted(map(repr, one)) == sorted(map(repr, other))
    assert (digest_of(text_of(one)) == digest_of(text_of(other))) is same


@unhurried
@given(st.lists(marks, min_size=1, max_size=6), st.data())
def test_any_other_mark_is_another_digest(facts, data):
    place = data.draw(st.integers(0, len(facts) - 1))
    kind, name, key, day, number, column, code, said = facts[place]
    became = data.draw(st.sampled_from(sorted({"5", "4", "3", ""} - {code})))
    changed = [
        *facts[:place],
        (kind, name, key, day, number, column, became, said),
        *facts[place + 1 :],
    ]
    assert digest_of(text_of(changed)) != digest_of(text_of(facts))


@unhurried
@given(pages)
def test_every_fact_has_its_line_and_no_line_is_split(facts):
    assert text_of(facts).count("\n") == 3 + len(facts)


def test_differences_are_told_in_words_in_the_order_of_the_page():
    present = [
        *PAGE[:2],
        (HOMEWORK, DAY, 1, "всем", "письменно", 20, date(2025, 9, 4), "§ 4"),
        (MARK, "Белова Анна", 7, DAY, 1, 0, "4", "исправлено"),
        (PUT_OFF, "Белова Анна", 7, "за период", date(2025, 12, 1)),
    ]
    assert differences(text_of(PAGE), text_of(present)) == [
        Difference(
            "Задание: 02.09.2025, 1-й урок, всем",
            "письменно, 20, 04.09.2025, § 3:\\n№ 1\\tи 2\\\\",
            "письменно, 20, 04.09.2025, § 4",
        ),
        Difference("Присутствие: Белова Анна, 02.09.2025, 1-й урок", "оп 7", ""),
        Difference("Отметка: Белова Анна, 02.09.2025, 1-й урок, 1-й столбец", "5", "4, исправлено"),
        Difference("Отсрочка за период: Белова Анна", "", "01.12.2025"),
    ]


@unhurried
@given(pages, pages)
def test_there_is_no_difference_only_between_pages_that_hold_the_same_lines(one, other):
    told = differences(text_of(one), text_of(other))
    assert (told == []) is (set(text_of(one).split("\n")) == set(text_of(other).split("\n")))


def test_every_kind_tells_its_difference():
    for kind in KINDS:
        [told] = differences(text_of([]), text_of([(kind, "1", "2", "3", "4", "5", "6", "7")]))
        assert told.about.startswith(kind)


@pytest.mark.parametrize(
    ("today", "all_set", "may"),
    [
        (date(2025, 10, 23), True, False),
        (date(2025, 10, 24), False, False),
        (date(2025, 10, 24), True, True),
        (date(2025, 10, 25), False, True),
    ],
)
def test_a_page_is_signed_when_its_period_is_over(today, all_set, may):
    assert (why_too_early(FIRST, LAST, today, all_set=all_set) == "") is may


def test_what_is_not_filled_in_is_told_by_kind():
    bare = HeldLesson(1, DAY, 2, has_topic=False, has_homework=False, is_called=True)
    full = HeldLesson(2, DAY, 3, has_topic=True, has_homework=True, is_called=True)

    gaps = gaps_of([bare, full], [("за период", ["Белова Анна"]), ("за год", [])], [])

    assert [(gap.title, gap.lessons, gap.names) for gap in gaps] == [
        ("Без темы", ((1, "02.09, 2-й\u00a0урок"),), ()),
        ("Без домашнего задания", ((1, "02.09, 2-й\u00a0урок"),), ()),
        ("Нет отметки за период", (), ("Белова Анна",)),
    ]
    assert [gap.title for gap in gaps_of([bare], [], [], has_homework=False)] == ["Без темы"]
