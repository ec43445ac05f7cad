"""Reading FET timetables."""

import gzip
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.fet import Activity, open_timetable, read_timetable
from exchange.problems import Unreadable
from tests.exchange.bundles import FET

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-10")]


def read(text):
    return read_timetable(text.encode(), file="school.fet")


def test_a_timetable_is_read_with_its_slots_rooms_and_classes():
    table = read(FET)

    assert table.weekdays == (1, 2)
    assert [hour.starts_at for hour in table.hours] == [time(8, 30), time(9, 25), time(10, 20)]
    assert table.class_names() == ("7А", "7Б")
    assert table.classes_of("7А 1 группа") == ("7А",)
    assert table.classes_of("7") == ("7А", "7Б")
    assert table.activities == (
        Activity("1", ("Иванова",), "Алгебра", ("7А",), 2, 28, 1, 1, "12"),
        Activity("2", ("Иванова",), "Алгебра", ("7А",), 1, 30, 2, 1, ""),
        Activity("3", ("Петров",), "Английский язык", ("7А", "7Б"), 1, 32, 1, 3, ""),
    )
    assert (table.slots, table.refused, table.warnings) == (4, [], [])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<Teacher>Петров<", "<Teacher>Петрова<",
         "school.fet, строка 32, столбец «Teacher»: учителя «Петрова» нет в списке учителей файла."),
        ("<Students>7Б<", "<Students>7В<",
         "school.fet, строка 32, столбец «Students»: класса или группы «7В» нет в списке файла."),
        ("<Id>2<", "<Id>1<", "school.fet, строка 30, столбец «Id»: занятие «1» уже есть в строке 28."),
        ("<Duration>2<", "<Duration>4<",
         "school.fet, строка 28, столбец «Duration»: длительность должна быть от 1 до 3 уроков."),
        ("Вторник</Preferred_Day>", "Среда</Preferred_Day>",
         "school.fet, строка 42, столбец «Preferred_Day»: дня, на который поставлено занятие «2», "
         "нет в файле."),
        ("<Preferred_Hour>08:30<", "<Preferred_Hour>10:20<",
         "school.fet, строка 39, столбец «Duration»: занятие «1» не помещается в день: уроков 3."),
    ],
)  # fmt: skip
def test_a_wrong_activity_is_refused_with_its_line(old, new, told):
    assert old in FET
    assert str(read(FET.replace(old, new, 1)).refused[0]) == told


def test_an_activity_without_a_time_is_a_warning():
    table = read(FET.replace("<Activity_Id>2</Activity_Id>", "<Activity_Id>3</Activity_Id>", 1))

    assert [str(warning) for warning in table.warnings] == [
        "school.fet, строка 45, столбец «Preferred_Hour»: у занятия «3» уже есть другое время: "
        "взято первое.",
        "school.fet, строка 30: занятие «2» (Алгебра, 7А) без времени: в расписание не попадёт.",
    ]


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<fet>&b;</fet>"""


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Dear colleagues,\n", "school.fet, строка 1, столбец 1: это не XML или файл обрезан. "
                                "Сохраните его в программе заново."),
        (FET.encode()[:900], "school.fet, строка 28, столбец"),
        (BOMB, "school.fet, строка 2: внутри есть определения (DOCTYPE, ENTITY)"),
        (b"<timetable/>", "school.fet, строка 1: это не файл FET: корень «timetable», а нужен «fet». "
                          "Сохраните расписание в FET."),
        (b"<fet/>", "school.fet, строка 1, столбец «Hours_List»: нет списка уроков (Hours_List). "
                    "Проверьте, то ли расписание сохранено."),
        (b"<a>" * 60, "school.fet, строка 1: файл устроен не так, как расписание школы"),
    ],
    ids=["no XML", "cut", "XML bomb", "another root", "empty", "too deep"],
)  # fmt: skip
def test_a_file_that_is_no_timetable_is_refused_in_one_sentence(tmp_path, data, told):
    path = tmp_path / "school.fet"
    path.write_bytes(data)

    with pytest.raises(Unreadable) as caught:
        open_timetable(path)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (gzip.compress(bytes(60_000_000)),
         "school.fet.gz: файл слишком большой: больше 50 МБ, можно не больше 50 МБ."),
        (gzip.compress(FET.encode())[:-200],
         "school.fet.gz: сжатый файл повреждён. Сохраните его заново и загрузите ещё раз."),
        (b"", "school.fet.gz: файл пуст. Выгрузите его заново."),
    ],
    ids=["gzip bomb", "cut", "empty"],
)  # fmt: skip
def test_a_packed_file_is_unpacked_within_limits(tmp_path, data, told):
    path = tmp_path / "school.fet.gz"
    path.write_bytes(data)

    with pytest.raises(Unreadable) as caught:
        open_timetable(path)
    assert str(caught.value) == told


@given(st.binary(max_size=200), st.integers(0, len(FET.encode())))
def test_any_spoilt_file_gives_a_timetable_or_a_refusal(noise, at):
    data = FET.encode()
    told = ()
    try:
        read_timetable(data[:at] + noise + data[at:], file="school.fet")
    except Unreadable as error:
        told = error.problems
    assert all(problem.file == "school.fet" and problem.text for problem in told)


def test_a_real_timetable_is_read_whole(shared_data):
    table = open_timetable(shared_data / "lom/timetable.fet.gz")

    assert (len(table.class_names()), len(table.teachers), len(table.subjects)) == (17, 32, 36)
    assert (len(table.rooms), len(table.activities), table.slots) == (29, 448, 544)
    assert (table.refused, table.warnings) == ([], [])
