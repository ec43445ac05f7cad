"""Lists of staff, parents and load against the journal: found by keys, changed by columns, refused in words."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from exchange.models import ImportJob
from school.models import (
    CourseSection,
    GuardianLink,
    PersonCard,
    SectionEnrollment,
    StaffMember,
    TeachingLoad,
)
from tests.exchange.listing import applied, checked, contents, faults, told, undone
from tests.factories import (
    NOW,
    YEAR_START,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    UserFactory,
    clerk,
    parent_of,
    pupil_of,
    school_year,
    subject,
)

pytestmark = [pytest.mark.requirement("SCH-17"), pytest.mark.requirement("ACC-6")]

TODAY = NOW.date()


def person(last, first="Анна", **more):
    return {"Фамилия": last, "Имя": first, **more}


def staff_of(**names):
    return StaffFactory(user=UserFactory(**names))


# Staff


def test_staff_come_in_with_their_cards_and_change_by_column():
    school_year()
    known = staff_of(
        username="petrova",
        last_name="Петрова",
        first_name="Анна",
        middle_name="Ивановна",
        phone="11-22",
    )
    lines = [
        person("Кузнецова", "Ольга", Должность="Учитель химии", **{"Принят с": "01.09.2023", "Код": "17"}),
        person("Сидорова", Должность="Завуч", **{"Имя для входа": "petrova", "Телефон": "+7 900 111-22-33"}),
    ]  # fmt: skip

    job = applied("staff", lines)

    assert told(job) == {
        2: ("new", []),
        3: ("changed", [["Фамилия", "Петрова", "Сидорова"], ["Телефон", "11-22", "+7 900 111-22-33"],
                        ["Должность", "", "Завуч"]]),
    }  # fmt: skip
    new = StaffMember.objects.get(user__sourced_id="17")
    assert (new.position, new.hired_on, new.user.username) == (
        "Учитель химии",
        date(2023, 9, 1),
        "kuznetsova.o",
    )
    assert not new.user.has_usable_password()
    known.refresh_from_db()
    card = PersonCard.objects.get(user=known.user)
    assert (known.position, known.user.last_name, card.last_name) == (
        "Завуч",
        "Сидорова",
        "Сидорова",
    )
    assert [one.last_name for one in card.history.order_by("history_id")] == ["Петрова", "Сидорова"]


def test_nobody_is_found_by_name_alone():
    school_year()
    staff_of(
        username="petrova", last_name="Петрова", first_name="Анна", middle_name="", phone="11-22-33"
    )
    line = person("Петрова", Должность="Учитель")

    asked = checked("staff", [line])
    assert faults(asked) == [(2, "Имя для входа")]
    assert "Петрова Анна (petrova)" in asked.report["problems"]["refused"][0]["sentence"]

    by_phone = checked("staff", [{**line, "Телефон": "11-22-33"}])
    assert told(by_phone) == {2: ("changed", [["Должность", "", "Учитель"]])}
    assert by_phone.report["lines"][0]["note"] == "узнан по имени и другим сведениям: petrova"

    another = checked("staff", [{**line, "Имя для входа": "новый"}])
    assert told(another) == {2: ("new", [])}


def test_a_list_dismisses_nobody_takes_nobody_back_and_leaves_ones_own_card_alone():
    school_year()
    gone = staff_of(username="gone", last_name="Ушедшая", first_name="Анна", middle_name="")
    gone.dismissed_on = date(2025, 9, 1)
    gone.save(by=clerk(), now=NOW)
    own = staff_of(username="own", last_name="Своя", first_name="Анна", middle_name="").user

    job = checked(
        "staff",
        [
            person("Ушедшая", Должность="Учитель", **{"Имя для входа": "gone"}),
            person("Своя", Должность="Директор", **{"Имя для входа": "own"}),
            person("Другая", Должность="Учитель", Телефон="12", **{"Электронная почта": "нет"}),
        ],
        by=own,
    )

    assert faults(job) == [
        (2, "Фамилия"),
        (3, "Должность"),
        (4, "Телефон"),
        (4, "Электронная почта"),
    ]


# Parents


@pytest.fixture
def children():
    """Two pupils of a class: anya, whose mother is known, and boris."""
    school_class = SchoolClassFactory(name="7Б", letter="Б")
    anya = pupil_of(school_class, username="anya", last_name="Лунина", first_name="Аня")
    boris = pupil_of(school_class, username="boris", last_name="Лунин", first_name="Борис")
    mother = parent_of(anya, relation="мать", starts_on=YEAR_START)
    User.objects.filter(pk=mother.pk).update(
        username="mother",
        last_name="Лунина",
        first_name="Мария",
        middle_name="",
        phone="",
        email="",
    )
    return anya, boris, mother


def test_parents_get_their_children_each_with_a_line(children):
    assert len(children) == 3
    father = {"Телефон": "+7 900 000-00-01", "Кем приходится": "отец"}
    job = applied(
        "parents",
        [
            person("Лунина", "Мария", Ребёнок="anya", **{"Кем приходится": "мать"}),
            person("Лунина", "Мария", Ребёнок="boris", **{"Кем приходится": "мать", "Имя для входа": "mother"}),
            person("Лунин", "Олег", Ребёнок="anya", **father),
            person("Лунин", "Олег", Ребёнок="boris", **father, **{"Фамилия и имя ребёнка": "Лунин Борис"}),
        ],
    )  # fmt: skip

    assert faults(job) == []
    assert [state for state, _ in told(job).values()] == ["same", "new", "new", "new"]
    links = GuardianLink.objects.order_by("pk").values_list(
        "guardian__username", "student__user__username", "relation", "starts_on"
    )
    assert list(links) == [
        ("mother", "anya", "мать", YEAR_START), ("mother", "boris", "мать", TODAY),
        ("lunin.o", "anya", "отец", TODAY), ("lunin.o", "boris", "отец", TODAY),
    ]  # fmt: skip


def test_a_parent_without_a_child_and_other_slips_are_named(children):
    assert len(children) == 3
    staff = staff_of(username="teacher", last_name="Учёная", first_name="Анна", middle_name="")
    as_mother = {"Кем приходится": "мать"}
    job = checked(
        "parents",
        [
            person("Новая", Ребёнок="nobody", **as_mother),
            person("Новая", **as_mother),
            person("Новая", Ребёнок="anya", **as_mother, **{"Фамилия и имя ребёнка": "Петров Пётр"}),
            person("Двойная", Ребёнок="anya", Код="1", **as_mother),
            person("Двойная", Ребёнок="anya", Код="1", **as_mother),
            person("Одинакова", Ребёнок="anya", **as_mother),
            person("Одинакова", Ребёнок="boris", **as_mother),
            person("Учёная", Ребёнок="anya", Телефон="12-34-56", **as_mother, **{"Имя для входа": "teacher"}),
            person("Лунина", "Аня", Ребёнок="anya", **as_mother, **{"Имя для входа": "anya"}),
            person(clerk().last_name, clerk().first_name, Ребёнок="anya", **as_mother, **{"Имя для входа": "clerk"}),
        ],
    )  # fmt: skip

    assert staff.user.username == "teacher"
    assert sorted(faults(job)) == [
        (2, "Ребёнок"), (3, "Ребёнок"), (4, "Фамилия и имя ребёнка"), (6, "Ребёнок"), (8, "Код"),
        (9, "Телефон"), (10, "Ребёнок"), (11, "Фамилия"),
    ]  # fmt: skip


# Load


@pytest.fixture
def taught():
    """7А with algebra of Petrova, three hours; chemistry is a subject nobody teaches."""
    school_class = SchoolClassFactory(name="7А", letter="А")
    petrova = staff_of(username="petrova", last_name="Петрова", first_name="Анна")
    section = SectionFactory(school_class=school_class, teacher=petrova, students=2, weekly_hours=3)
    staff_of(username="kim", last_name="Ким", first_name="Вера")
    subject("Химия"), subject("Английский язык")
    return section


def load(of, name, hours, teacher="", **more):
    return {"Класс": of, "Предмет": name, "Часов в неделю": hours, "Учитель": teacher, **more}


def test_load_makes_journals_with_their_lists_and_changes_hours(taught):
    job = applied(
        "load",
        [
            load("7 «а»", "алгебра", 4, "petrova"),
            load("7А", "Химия", 2.5, "kim"),
            load("7А", "Английский язык", 3, "", Группа="1 группа"),
        ],
    )

    assert told(job) == {
        2: ("changed", [["Часов в неделю", "3", "4"]]), 3: ("new", []), 4: ("new", []),
    }  # fmt: skip
    chemistry = CourseSection.objects.get(subject__name="Химия")
    assert (chemistry.kind, chemistry.weekly_hours, chemistry.classes_text) == (
        "class",
        Decimal("2.5"),
        "7А",
    )
    assert SectionEnrollment.objects.filter(section=chemistry).count() == 2
    given = TeachingLoad.objects.get(section=chemistry)
    assert (given.teacher.user.username, given.hours, given.starts_on) == (
        "kim",
        Decimal("2.5"),
        YEAR_START,
    )
    group = CourseSection.objects.get(subject__name="Английский язык")
    assert (group.kind, group.name, group.loads.count(), group.enrollments.count()) == (
        "language", "1 группа", 0, 0,
    )  # fmt: skip


def test_load_replaces_nobody_and_names_what_it_does_not_know(taught):
    job = checked(
        "load",
        [
            load("7А", "Алгебра", 3, "kim"),
            load("7Ю", "Химия", 3),
            load("7А", "Химея", 3),
            load("7А", "Химия", "три"),
            load("7А", "Химия", 3, "nobody"),
            load("7А", "Химия", 2),
            load("7А", "Химия", 2),
            load("7А", "Химия", 2, "kim"),
            load("7А", "Химия", 0),
        ],
    )

    assert sorted(faults(job)) == [
        (2, "Учитель"), (3, "Класс"), (4, "Предмет"), (5, "Часов в неделю"), (6, "Учитель"), (8, "Класс"),
        (9, "Группа"), (10, "Часов в неделю"),
    ]  # fmt: skip
    assert "Похожие: Химия." in str(job.report["problems"]["refused"])


@pytest.mark.parametrize("kind", ["staff", "load", "parents"])
def test_a_list_is_taken_back_to_the_last_row(kind, taught, children):
    lines = {
        "staff": [person("Новая", Должность="Завуч"),
                  person("Петрова", Должность="Завуч", **{"Имя для входа": "petrova"})],
        "load": [load("7А", "Алгебра", 4, "petrova"), load("7А", "Химия", 2, "kim")],
        "parents": [person("Новая", Ребёнок="anya", **{"Кем приходится": "опекун"}),
                    person("Лунина", "Мария", Ребёнок="anya", Телефон="12-34-56",
                           **{"Кем приходится": "опекун", "Имя для входа": "mother"})],
    }[kind]  # fmt: skip
    before = contents()

    job = applied(kind, lines)
    assert faults(job) == []
    assert contents() != before
    job = undone(job)

    assert (job.status, job.report["undo"]["kept"]) == (ImportJob.Status.UNDONE, [])
    assert contents() == before
