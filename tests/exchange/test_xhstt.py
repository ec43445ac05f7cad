"""Reading XHSTT archives: events of courses as a solution places them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.fet import Activity
from exchange.formats import open_timetable, read_timetable
from exchange.problems import Unreadable

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-10")]


def resource(key, kind):
    return f'<Resource Id="{key}"><Name>{key}</Name><ResourceType Reference="{kind}"/></Resource>\n'


def event(key, course, *who, duration=1):
    people = "".join(f'<Resource Reference="{one}"/>' for one in who)
    return (
        f'<Event Id="{key}"><Name>{key}</Name><Duration>{duration}</Duration>'
        f'<Course Reference="{course}"/><Resources>{people}</Resources></Event>\n'
    )


def placed(key, time, room=""):
    rooms = f'<Resources><Resource Reference="{room}"><Role>Room</Role></Resource></Resources>'
    where = f'<Time Reference="{time}"/>' if time else ""
    return f'<Event Reference="{key}">{where}{rooms if room else ""}</Event>\n'


XHSTT = f"""<HighSchoolTimetableArchive><Instances><Instance Id="I"><MetaData><Name>Лицей</Name></MetaData>
<Times><TimeGroups><Week Id="W1"><Name>W1</Name></Week><Week Id="W2"><Name>W2</Name></Week>
<Day Id="D1"><Name>D1</Name></Day><Day Id="D2"><Name>D2</Name></Day></TimeGroups>
<Time Id="T1"><Week Reference="W1"/><Day Reference="D1"/></Time>
<Time Id="T2"><Week Reference="W1"/><Day Reference="D1"/></Time>
<Time Id="T3"><Week Reference="W2"/><Day Reference="D2"/></Time>
</Times>
<Resources>{resource("Иванова", "Teacher")}{resource("12", "Room")}{resource("Алексеев", "Student")}{resource("Борисова", "Student")}</Resources>
<Events><EventGroups><Course Id="c1"><Name>Химия</Name></Course><Course Id="c2"><Name>Право</Name></Course></EventGroups>
{event("E1", "c1", "Иванова", "Алексеев", duration=2)}{event("E2", "c1", "Иванова", "Борисова")}{event("E3", "c2", "Иванова", "Борисова")}</Events>
</Instance></Instances>
<SolutionGroups><SolutionGroup Id="S"><Solution Reference="I"><Events>{placed("E1", "T1")}</Events></Solution>
<Solution Reference="I"><Events>
{placed("E1", "T1", "12")}{placed("E2", "T3")}{placed("E3", "")}</Events></Solution></SolutionGroup></SolutionGroups>
</HighSchoolTimetableArchive>
"""


def read(text=XHSTT):
    return read_timetable(text.encode(), file="лицей.xml")


def test_a_course_has_one_list_of_pupils_and_its_lessons_stand_in_odd_and_even_weeks():
    table = read()
    chemistry = (("Иванова",), "Химия", ("10 поток",))

    assert (table.source, table.school_name, table.weekdays) == ("xhstt", "Лицей", (1,))
    assert table.pupils == {"Алексеев": "10 поток", "Борисова": "10 поток"}
    assert [vars(one) for one in table.activities] == [
        vars(Activity("E1", *chemistry, 2, 14, 1, 1, "12", "odd", pupils=("Алексеев", "Борисова"))),
        vars(Activity("E2", *chemistry, 1, 15, 1, 1, "", "even", pupils=("Алексеев", "Борисова"))),
        vars(Activity("E3", ("Иванова",), "Право", ("10 поток",), 1, 16, pupils=("Борисова",))),
    ]


def test_what_is_supposed_is_told():
    assert [str(one) for one in read().warnings] == [
        "лицей.xml: в файле нет времени звонков: взяты звонки школы или обычные, с 8:30.",
        "лицей.xml: классов в файле нет: ученики будут записаны в класс «10 поток».",
        "лицей.xml, строка 21, столбец «Solution»: решений в архиве 2: взято то, где поставлено больше уроков, 2.",
        "лицей.xml, строка 16, столбец «Time»: «Право»: урок без времени, в расписание не попадёт.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('<Event Reference="E2"><Time Reference="T3"/>', '<Event Reference="E2"><Time Reference="T9"/>',
         "«Химия»: времени «T9» нет в файле."),
        ('<Event Reference="E3">', '<Event Reference="E9">', "события «E9» нет в расписании."),
        ('<Time Reference="T1"/><Resources>', '<Time Reference="T2"/><Resources>',
         "«Химия»: урок не помещается в день."),
        ("<Duration>2<", "<Duration>3<", "«Химия»: длительность должна быть от 1 до 2."),
    ],
)  # fmt: skip
def test_a_wrong_event_is_refused(old, new, told):
    assert old in XHSTT
    assert told in [one.text for one in read(XHSTT.replace(old, new, 1)).refused]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('<Week Reference="W2"/><Day Reference="D2"/>', '<Week Reference="W2"/>', "у времени «T3» не указан день."),
        ('<Week Id="W2"><Name>W2</Name></Week>', '<Week Id="W2"/><Week Id="W3"/>',
         "недель в расписании 3, а загружаются одна или две."),
        ("</Times>", '<Time Id="T4"><Week Reference="W2"/><Day Reference="D3"/></Time></Times>',
         "дней в первой неделе 1, а во второй 2. Назовите дни днями недели: «понедельник», «вторник»."),
    ],
)  # fmt: skip
def test_times_that_make_no_week_are_refused_as_a_whole(old, new, told):
    text = XHSTT.replace(
        "<Name>D2</Name></Day>", '<Name>D2</Name></Day><Day Id="D3"><Name>D3</Name></Day>'
    )
    with pytest.raises(Unreadable) as caught:
        read(text.replace(old, new, 1))
    assert str(caught.value).endswith(told)


def test_weeks_of_unequal_length_stand_on_the_days_they_name():
    names = {"D1": "Вторник", "D2": "Понедельник", "D3": "Вторник"}
    text = XHSTT.replace(
        "<Name>D2</Name></Day>", '<Name>D2</Name></Day><Day Id="D3"><Name>D3</Name></Day>'
    )
    for key, name in names.items():
        text = text.replace(f"<Name>{key}</Name>", f"<Name>{name}</Name>")
    text = text.replace(
        "</Times>", '<Time Id="T4"><Week Reference="W2"/><Day Reference="D3"/></Time></Times>'
    )
    text = text.replace(placed("E2", "T3"), placed("E2", "T4"))

    table = read(text)

    places = {one.id: (one.weeks, one.weekday, one.hour) for one in table.activities}
    assert table.weekdays == (1, 2)
    assert places == {"E1": ("odd", 2, 1), "E2": ("even", 2, 1), "E3": ("every", None, None)}


@given(st.binary(max_size=200), st.integers(0, len(XHSTT.encode())))
def test_any_spoilt_file_gives_a_timetable_or_a_refusal(noise, at):
    data = XHSTT.encode()
    told = ()
    try:
        read_timetable(data[:at] + noise + data[at:], file="лицей.xml")
    except Unreadable as error:
        told = error.problems
    assert all(problem.file == "лицей.xml" and problem.text for problem in told)


@pytest.mark.parametrize(
    ("name", "courses", "pupils", "placed"),
    [("DK-VG-09", 187, 163, 917), ("FI-WP-06", 63, 0, 297)],
)
def test_real_archives_are_read_whole(shared_data, name, courses, pupils, placed):
    table = open_timetable(shared_data / f"timetables/{name}.xml.gz")

    assert (len(table.subjects), len(table.pupils), table.slots, table.refused) == (courses, pupils, placed, [])  # fmt: skip
