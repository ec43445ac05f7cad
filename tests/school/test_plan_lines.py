"""Plans as teachers keep them in tables: heads, parts, hours, and faults named by line and column (SCH-9)."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from school.plan_lines import (
    CONTROL,
    LESSON,
    PART,
    PRACTICE,
    NotHours,
    PlanLine,
    read_hours,
    read_plan,
    rows_of_text,
    sums_by_part,
)

pytestmark = pytest.mark.requirement("SCH-9")
# A machine with much to do draws examples slowly: nothing to fail for.
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text):
    return read_plan(rows_of_text(text))


def told(reading):
    return [(line.kind, line.topic, line.hours) for line in reading.lines]


@pytest.mark.parametrize("topic", ["Тема", "Тема урока", "Наименование разделов и тем", "ТЕМЫ"])
@pytest.mark.parametrize("hours", ["Часы", "Кол-во часов", "Количество  часов", "К-во часов", "ч."])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_columns_are_known_by_many_names_wherever_they_stand(topic, hours, delimiter):
    rows = [["№ п/п", "Дата", hours, topic, "Д/З"], ["1", "02.09", "1", "Степень", "§ 1"]]
    reading = read("\n".join(delimiter.join(row) for row in rows))
    assert (told(reading), reading.faults) == ([(LESSON, "Степень", "1")], ())
    assert reading.lines[0].homework == "§ 1"


def test_parts_stand_in_rows_of_their_own_or_in_a_column():
    rows = read(
        "Тема;Часы\nРаздел 1. Степень;\nСтепень числа;2\nМногочлены;\nОдночлены;0,5\nИтого;2,5"
    )
    column = read("Раздел;Тема;Часы\nСтепень;А;1\nСтепень;Б;1\n;В;1\nМногочлены;Г;2")
    assert told(rows) == [
        (PART, "Раздел 1. Степень", ""), (LESSON, "Степень числа", "2"),
        (PART, "Многочлены", ""), (LESSON, "Одночлены", "0,5"),
    ]  # fmt: skip
    assert told(column) == [
        (PART, "Степень", ""), (LESSON, "А", "1"), (LESSON, "Б", "1"), (LESSON, "В", "1"),
        (PART, "Многочлены", ""), (LESSON, "Г", "2"),
    ]  # fmt: skip


def test_a_module_of_a_number_is_a_topic_and_module_two_is_a_part():
    reading = read("Тема;Часы\nМодуль числа;2\nМодуль 2. Уравнения;")
    assert told(reading) == [(LESSON, "Модуль числа", "2"), (PART, "Модуль 2. Уравнения", "")]


def test_works_are_known_by_their_words_or_by_the_column():
    reading = read(
        "Вид;Тема;Часы\n;Контрольная работа № 1;1\n;Лабораторная работа № 2;1\nконтрольная;Степень;1"
    )
    assert [line.kind for line in reading.lines] == [CONTROL, PRACTICE, CONTROL]


def test_a_list_of_topics_without_a_head_is_an_hour_each():
    assert told(read("Плоскость, прямая, луч\nШкалы")) == [
        (LESSON, "Плоскость, прямая, луч", "1"),
        (LESSON, "Шкалы", "1"),
    ]


def test_numbers_that_span_lessons_are_hours_where_no_column_says_them():
    assert told(read("№ урока\tТема\n1–3\tСтепень\n4\tОдночлен")) == [
        (LESSON, "Степень", "3"),
        (LESSON, "Одночлен", "1"),
    ]


def test_every_fault_is_named_by_its_line_and_column():
    reading = read(
        "№;Тема урока;Кол-во часов;Домашнее задание\n"
        "1;Степень;два;\n"
        "2;;1;§ 2\n"
        "3;Одночлен;0,3;\n"
        "4;Многочлен;;№ 5\n"
        f"5;{'я' * 501};1;\n"
        "6;Сумма;-1;\n"
        f"7;Разность;1;{'я' * 1001}\n"
        "8;Куб;100;"
    )
    assert [(fault.line, fault.column) for fault in reading.faults] == [
        (2, "Кол-во часов"), (3, "Тема урока"), (4, "Кол-во часов"), (5, "Кол-во часов"),
        (6, "Тема урока"), (7, "Кол-во часов"), (8, "Домашнее задание"), (9, "Кол-во часов"),
    ]  # fmt: skip
    assert str(reading.faults[0]) == (
        "Строка 2, столбец «Кол-во часов»: «два» – не число часов. Напишите 1, 2 или 0,5."
    )
    assert len(reading.lines) == 8


@pytest.mark.parametrize("text", ["", "\n\n", ";;\n;", "Тема;Часы"])
def test_a_table_without_topics_says_so(text):
    reading = read(text)
    assert (reading.lines, len(reading.faults)) == ((), 1)


@pytest.mark.parametrize(
    ("text", "hours"), [("1", "1"), ("1,0", "1"), ("0.5", "0.5"), ("2 ч.", "2"), ("3 часа", "3")]
)
def test_hours_are_read_as_they_are_written(text, hours):
    assert str(read_hours(text)) == hours


@SLOW
@given(st.text(max_size=12))
def test_hours_are_halves_or_refused(text):
    try:
        hours = read_hours(text)
    except NotHours:
        return
    assert hours * 2 % 1 == 0
    assert 0 < hours <= 99


@SLOW
@given(st.text(alphabet="Тема;\tчасы,\"'\n12 -\0", max_size=80))
def test_no_text_breaks_the_reading(text):
    reading = read(text)
    assert reading.lines or reading.faults


def test_hours_are_summed_by_part():
    lines = [
        PlanLine(LESSON, "Введение", Decimal(1)),
        PlanLine(PART, "Степень", Decimal(0)),
        PlanLine(LESSON, "А", Decimal("1.5")),
        PlanLine(CONTROL, "Б", Decimal(1)),
        PlanLine(PART, "Многочлены", Decimal(0)),
    ]
    assert [(part.title, str(part.hours), part.lines) for part in sums_by_part(lines)] == [
        ("", "1", 1), ("Степень", "2.5", 2), ("Многочлены", "0", 0),
    ]  # fmt: skip
