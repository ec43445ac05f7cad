"""A list of a thousand pupils with forty planted faults: named, the rest let in, all of it taken back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from exchange import actions
from school.models import ClassEnrollment, SectionEnrollment, Student
from tests.exchange.listing import applied, checked, contents, faults, undone
from tests.factories import (
    NOW,
    SchoolClassFactory,
    SectionFactory,
    StudentFactory,
    UserFactory,
    clerk,
    pupil_of,
)

pytestmark = [pytest.mark.requirement("SCH-17"), pytest.mark.requirement("ACC-6")]

CLASSES = ["7А", "7Б", "8А", "8Б"]
LINES = 1000


def good(number):
    """A right line of the file; `number` is its line, from 2."""
    letter = "абвгдежзик"
    own = "".join(letter[int(digit)] for digit in f"{number:04d}")
    return {
        "Код": f"p-{number}", "Фамилия": f"Уч{own}", "Имя": "Анна", "Отчество": "Петровна",
        "Класс": CLASSES[number % 4], "Дата рождения": date(2012, 1 + number % 12, 1 + number % 28),
        "Пол": "ж", "Номер личного дела": f"К-{number}", "Телефон": "+7 900 123-45-67",
        "Электронная почта": f"p{number}@example.org", "Приказ о зачислении": "№ 81-у от 29.08.2025",
    }  # fmt: skip


# What is spoilt, the column that is named, and how.
KINDS = [
    ("no last name", "Фамилия", {"Фамилия": None}),
    ("no class", "Класс", {"Класс": "  "}),
    ("unknown class", "Класс", {"Класс": "9Ю"}),
    ("not a date", "Дата рождения", {"Дата рождения": "31.02.2012"}),
    ("a date to come", "Дата рождения", {"Дата рождения": "01.01.2031"}),
    ("a newborn", "Дата рождения", {"Дата рождения": "01.09.2025"}),
    ("an odd sex", "Пол", {"Пол": "х"}),
    ("a bad telephone", "Телефон", {"Телефон": "позвонить маме"}),
    ("a bad address of mail", "Электронная почта", {"Электронная почта": "anna@@example"}),
    ("too long", "Номер личного дела", {"Номер личного дела": "К" * 21}),
    ("a formula", "Адрес", {"Адрес": "=HYPERLINK(1)"}),
    ("figures in a name", "Имя", {"Имя": "12345"}),
    ("an unknown sign-in name", "Имя для входа", {"Имя для входа": "nobody.such"}),
    ("a day outside the year", "Зачислен с", {"Зачислен с": "01.06.2026"}),
    ("somebody else's file", "Номер личного дела", {"Номер личного дела": "К-2"}),
    ("the same code", "Код", {"Код": "p-3"}),
    ("another name under the key", "Фамилия", {"Имя для входа": "known.pupil"}),
    ("a namesake in the journal", "Имя для входа",
     {"Код": None, "Фамилия": "Однофамильцева", "Имя": "Ольга", "Отчество": None}),
]  # fmt: skip
# Doubles: the line before is repeated, whole or in another class.
DOUBLES = [("a doubled line", "Код", {}), ("two classes", "Класс", {"Код": None, "Класс": "7А"})]
FIRST_FAULT, STEP = 20, 24


def planted():
    """The lines of the file and the faults that are in it: (line, column) and its kind."""
    lines = {number: good(number) for number in range(2, LINES + 2)}
    expected = {}
    for place in range(2 * (len(KINDS) + len(DOUBLES))):
        number = FIRST_FAULT + STEP * place
        if place % 20 < len(KINDS):
            kind, column, change = KINDS[place % 20]
            lines[number] |= change
        else:
            kind, column, change = DOUBLES[place % 20 - len(KINDS)]
            lines[number] = {**lines[number - 1], **change}
            if change:
                lines[number - 1] |= {"Код": None, "Класс": "8Б"}
        expected[number, column] = kind
    return list(lines.values()), expected


@pytest.fixture
def school():
    """Two of the classes with a journal each, one pupil with a known name, one namesake, one pupil to be corrected."""
    classes = {
        name: SchoolClassFactory(name=name, grade=int(name[0]), letter=name[1]) for name in CLASSES
    }
    sections = [SectionFactory(school_class=classes[name], students=1) for name in CLASSES[:2]]
    StudentFactory(
        user=UserFactory(username="known.pupil", last_name="Известнов", first_name="Пётр")
    )
    pupil_of(classes["7А"], last_name="Однофамильцева", first_name="Ольга", middle_name="")
    known = pupil_of(classes["7А"], last_name="Старая", first_name="Вера", middle_name="Львовна")
    User.objects.filter(pk=known.user_id).update(username="old.vera")
    return sections, known


def test_forty_faults_of_a_thousand_lines_are_named_and_the_rest_comes_in_and_goes(school):
    lines, expected = planted()
    lines.append(
        {"Имя для входа": "old.vera", "Фамилия": "Новая", "Имя": "Вера", "Класс": "7А", "Адрес": "Лесная, 5"}
    )  # fmt: skip
    before = contents()
    assert (len(expected), len(set(expected.values()))) == (40, 20)

    job = checked("pupils", lines)
    assert contents() == before
    assert sorted(faults(job)) == sorted(expected)
    assert (job.report["created"]["students"], job.report["changed"]) == (960, {"students": 1})
    (changed,) = [one for one in job.report["lines"] if one["state"] == "changed"]
    assert [list(one) for one in changed["changes"]] == [
        ["Фамилия", "Старая", "Новая"],
        ["Адрес", "", "Лесная, 5"],
    ]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        job = actions.begin(job=job, skip_refused=True, by=clerk(), now=NOW)
        job = actions.apply(job=job, skip_refused=True, now=NOW)
    assert job.status == "applied"
    assert Student.objects.count() == len(before["school.Student"]) + 960
    new = User.objects.get(sourced_id="p-2")
    assert (new.student.file_number, new.card.phone) == ("К-2", "+7 900 123-45-67")
    place = ClassEnrollment.objects.get(student=new.student)
    assert (place.school_class.name, place.starts_on, place.entered_by_order) == (
        "8А", date(2025, 9, 1), "№ 81-у от 29.08.2025",
    )  # fmt: skip
    of_class = ClassEnrollment.objects.filter(
        school_class__name="7А", student__user__sourced_id__gt=""
    )
    assert SectionEnrollment.objects.filter(section=school[0][0]).count() == 1 + of_class.count()
    assert len(asked) < 80

    with CaptureQueriesContext(connection) as asked:
        job = undone(job)
    assert (job.status, job.report["undo"]["kept"]) == ("undone", [])
    assert contents() == before
    assert len(asked) < 250


def test_the_same_list_again_changes_nothing(school):
    lines = [good(number) for number in range(2, 12)]
    applied("pupils", lines)
    before = contents()

    again = applied("pupils", lines)

    assert again.report["created"] == {}
    assert again.report["unchanged"] == {"students": 10}
    assert contents() == before
