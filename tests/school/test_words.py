"""Russian words for dates, numbers and counts."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template

from school import words

FRIDAY = date(2025, 10, 24)


def plain(text):
    """No-break spaces read as spaces, so that the expected values below can be read."""
    return text.replace(words.NBSP, " ")


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("урок", [1, 21, 31, 101, 121, 1001, -1]),
        ("урока", [2, 3, 4, 22, 23, 24, 32, 102, 1004, -2]),
        ("уроков", [0, *range(5, 21), 25, 30, 100, 105, 111, 112, 113, 114, 211, 1000, 1011, -5]),
    ],
)
def test_plural_follows_the_last_two_digits(form, counts):
    assert {words.plural(n, "урок", "урока", "уроков") for n in counts} == {form}


def test_count_keeps_number_and_word_on_one_line():
    assert words.count_of(1229, "ученик", "ученика", "учеников") == "1\u00a0229\u00a0учеников"


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (words.weekday, "пятница"),
        (words.weekday_short, "пт"),
        (words.weekday_when, "в пятницу"),
        (words.month_name, "октябрь"),
        (words.month_of, "октября"),
        (words.month_in, "октябре"),
        (words.day_month, "24 октября"),
        (words.weekday_day, "пт, 24 октября"),
        (words.date_words, "24 октября 2025 года"),
        (words.date_dots, "24.10.2025"),
    ],
)
def test_a_day_is_written_in_every_form(write, told):
    assert plain(write(FRIDAY)) == told


def test_every_month_has_its_genitive_and_prepositional():
    days = [date(2025, month, 1) for month in range(1, 13)]
    assert [words.month_of(day) for day in days] == (
        [
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ]
    )
    assert [words.month_in(day) for day in days] == (
        [
            "январе",
            "феврале",
            "марте",
            "апреле",
            "мае",
            "июне",
            "июле",
            "августе",
            "сентябре",
            "октябре",
            "ноябре",
            "декабре",
        ]
    )


def test_every_weekday_has_its_short_form_and_its_accusative():
    week = [date(2025, 10, 20 + n) for n in range(7)]
    assert [words.weekday_short(day) for day in week] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert [words.weekday_when(day) for day in week] == [
        "в понедельник",
        "во вторник",
        "в среду",
        "в четверг",
        "в пятницу",
        "в субботу",
        "в воскресенье",
    ]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (date(2025, 10, 24), "24 октября"),
        (date(2025, 10, 31), "24–31 октября"),
        (date(2025, 11, 1), "24 октября – 1 ноября"),
        (date(2026, 1, 9), "24 октября 2025 – 9 января 2026"),
    ],
)
def test_a_span_of_days_repeats_only_what_differs(last, told):
    assert plain(words.days_span(FRIDAY, last)) == told


def test_the_clock_has_no_leading_zero():
    assert [words.clock(time(8, 30)), words.clock(time(16, 5)), words.clock(time(0, 0))] == [
        "8:30",
        "16:05",
        "0:00",
    ]


@pytest.mark.parametrize(
    ("value", "places", "told"),
    [
        (Decimal("4.345"), 2, "4,35"),
        (Decimal("4.5"), 2, "4,50"),
        (4.35, None, "4,35"),
        (2.675, 2, "2,68"),
        (5, None, "5"),
        (0, 1, "0,0"),
        (1229, None, "1 229"),
        (Decimal("1234567.8"), None, "1 234 567,8"),
        (-3.5, 0, "−4"),
        (Decimal("1E+2"), None, "100"),
        (None, 2, "—"),
    ],
)
def test_a_number_has_a_comma_and_is_rounded_half_up(value, places, told):
    assert plain(words.number(value, places)) == told


def test_a_share_is_told_in_percent():
    assert [plain(words.percent(share)) for share in (0, 0.874, 1, None)] == [
        "0 %",
        "87 %",
        "100 %",
        "—",
    ]


def test_filters_say_the_same_in_a_template_and_nothing_for_nothing():
    page = Template(
        "{% load school_words %}"
        "{{ day|weekday_day }}; {{ day|date_words }}; {{ none|date_dots }}; {{ at|date_clock }}; {{ bell|clock }}; "
        '{{ n|count_of:"урок,урока,уроков" }}; {{ n|plural:"урок,урока,уроков" }}; {{ mean|number:2 }}; '
        "{{ share|percent:1 }}; {% days_span day day %}"
    )
    told = page.render(
        Context(
            {
                "day": FRIDAY,
                "none": None,
                "at": datetime(2025, 10, 24, 13, 40, tzinfo=UTC),
                "bell": time(8, 30),
                "n": 5,
                "mean": Decimal("4.345"),
                "share": Decimal("0.8745"),
            }
        )
    )
    assert plain(told) == (
        "пт, 24 октября; 24 октября 2025 года; ; 24.10.2025, 16:40; 8:30; "
        "5 уроков; уроков; 4,35; 87,5 %; 24 октября"
    )
