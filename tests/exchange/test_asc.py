"""Reading aSc Timetables: cards with their weeks, terms, teachers and classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.fet import Activity
from exchange.formats import open_timetable, read_timetable
from exchange.problems import Unreadable
from tests.exchange.asc import ASC

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-10")]


def read(text=ASC):
    return read_timetable(text.encode(), file="школа.xml")


def test_cards_are_read_with_their_teachers_classes_rooms_weeks_and_terms():
    table = read()

    assert (table.source, table.weekdays, table.class_names()) == ("asc", (1, 2, 3, 4, 5), ("7А", "7Б"))  # fmt: skip
    assert table.grades == {"7А": 7, "7Б": 7}
    assert table.buildings == {"12": "Главное", "13": "Начальная школа"}
    assert table.terms == ("I полугодие", "II полугодие")
    assert table.classes_of("7А 1 группа") == ("7А",)
    assert table.activities == (
        Activity("1", ("Иванова",), "Алгебра", ("7А",), 1, 25, 1, 1, "12"),
        Activity("2", ("Иванова",), "Алгебра", ("7А",), 1, 26, 1, 2, "12"),
        Activity(
            "3", ("Петров", "Петров (Пе2)"), "Английский язык", ("7А", "7Б"), 1, 27, 2, 3, "12", "odd"
        ),
        Activity(
            "4", ("Иванова",), "Английский язык", ("7А 1 группа",), 1, 28, 1, 1, "13", terms="01"
        ),
        Activity("L1 целые", ("Иванова",), "Алгебра", ("7А",), 1, 20),
    )  # fmt: skip


def test_what_is_left_out_is_told():
    assert [str(one) for one in read().warnings] == [
        "школа.xml, строка 27, столбец «classroomids»: карточка 3 (Английский язык, 7А, 7Б): кабинетов 2, "
        "взят первый, 12.",
        "школа.xml, строка 20, столбец «periodsperweek»: «Алгебра, 7А»: без времени осталось часов в неделю: 1.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('lessonid="L3" period="1"', 'lessonid="L9" period="1"',
         "школа.xml, строка 28, столбец «lessonid»: у карточки 4 нет урока в списке файла."),
        ('teacherids="P2,P3"', 'teacherids="P2,P9"',
         "школа.xml, строка 21, столбец «teacherids»: урок «Английский язык» называет того, кого нет в списках файла."),
        ('subjectid="S1" classids', 'subjectid="S9" classids',
         "школа.xml, строка 20, столбец «subjectid»: предмета этого урока нет в списке предметов файла."),
        ('period="3" days="01000"', 'period="9" days="01000"',
         "школа.xml, строка 27, столбец «period»: карточка 3 стоит на уроке, которого в файле нет."),
        ('weeks="10" terms="11"', 'weeks="100" terms="11"',
         "школа.xml, строка 27, столбец «weeks»: карточка 3: расписание больше чем на две недели не загружается."),
    ],
)  # fmt: skip
def test_a_wrong_card_is_refused_with_its_line(old, new, told):
    assert old in ASC
    assert str(read(ASC.replace(old, new, 1)).refused[0]) == told


def test_a_card_beside_the_board_has_no_time():
    table = read(ASC.replace('period="2" days="10000"', 'period="" days="00000"'))
    assert [one.id for one in table.activities] == ["1", "3", "4", "L1 целые"]
    assert table.activities[-1].duration == 2


def test_a_class_without_a_grade_gets_the_commonest_one_and_a_warning():
    table = read(ASC.replace('name="7А" short="7А"', 'name="Морской" short="Мор"'))
    assert table.grades == {"7Б": 7, "Морской": 7}
    assert str(table.warnings[0]) == (
        "школа.xml, строка 16, столбец «grade»: у класса «Морской» не видна параллель: взята 7-я. "
        "Проверьте её в классе."
    )


@given(st.binary(max_size=200), st.integers(0, len(ASC.encode())))
def test_any_spoilt_file_gives_a_timetable_or_a_refusal(noise, at):
    data = ASC.encode()
    told = ()
    try:
        read_timetable(data[:at] + noise + data[at:], file="школа.xml")
    except Unreadable as error:
        told = error.problems
    assert all(problem.file == "школа.xml" and problem.text for problem in told)


def test_a_real_school_is_read_whole(shared_data):
    table = open_timetable(shared_data / "timetables/br-agro.xml.gz")

    assert (len(table.classes), table.slots, table.refused) == (47, 1187, [])
