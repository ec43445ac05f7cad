"""School lists from OneRoster become the journal's own dated rows, once."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps

from accounts.actions.slips import issue_slips
from accounts.models import User
from accounts.records import Record
from exchange.actions import import_oneroster
from exchange.oneroster import open_bundle
from school.actions import Order, enrol_pupil
from school.cards import Person, PupilFacts
from school.models import (
    ClassEnrollment,
    CourseSection,
    GradingPeriod,
    GuardianLink,
    HolidayBreak,
    Homeroom,
    School,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
    StaffMember,
    Student,
    TeachingLoad,
)
from tests.exchange.bundles import SCHOOL, replaced
from tests.factories import NOW, LessonFactory, StaffFactory, UserFactory, bells, school_year

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-17")]

FIRST, LAST = date(2025, 9, 1), date(2026, 5, 26)


def everything():
    """Every row and every history row of the school, counted."""
    models = [
        model
        for app in ("accounts", "school", "journal")
        for model in apps.get_app_config(app).get_models()
    ]
    return {model._meta.label: model._base_manager.count() for model in models}


def told(report):
    return dict(+report.created), dict(+report.changed), [str(one) for one in report.refused]


def test_the_first_import_makes_the_whole_school(load):
    report = load()

    assert report.applied
    assert told(report) == (
        {
            "school": 1, "years": 1, "periods": 2, "breaks": 1, "subjects": 2, "classes": 2,
            "staff": 3, "students": 2, "parents": 2, "guardians": 2, "homerooms": 2,
            "class_members": 2, "groups": 2, "group_classes": 3, "group_members": 3, "load": 2,
        },
        {},
        [],
    )  # fmt: skip
    assert School.objects.get().name == "Школа № 7"
    year = SchoolYear.objects.get()
    assert (year.title, year.starts_on, year.ends_on) == ("2025/2026", FIRST, LAST)
    assert list(
        GradingPeriod.objects.order_by("number").values_list("kind", "number", "title")
    ) == [
        ("quarter", 1, "I четверть"),
        ("quarter", 2, "II четверть"),
    ]
    rest = HolidayBreak.objects.get()
    assert (rest.title, rest.starts_on, rest.ends_on) == (
        "Осенние каникулы", date(2025, 10, 25), date(2025, 11, 4),
    )  # fmt: skip


def test_people_are_what_their_roles_say_and_cannot_sign_in_yet(load):
    load()

    teacher = User.objects.get(username="ivanova")
    assert (teacher.full_name, teacher.identifier) == ("Иванова Анна Петровна", "Иванова")
    assert not teacher.has_usable_password()
    assert set(StaffMember.objects.values_list("user__username", flat=True)) == {
        "ivanova", "petrov", "sidorov",
    }  # fmt: skip
    assert list(
        Student.objects.order_by("user__username").values_list(
            "user__username", "birth_date", "sex"
        )
    ) == [("alexeev", date(2012, 3, 4), "male"), ("borisova", date(2012, 6, 5), "female")]


def test_parents_are_linked_whichever_side_names_the_other(load):
    load()

    links = GuardianLink.objects.order_by("guardian__username").values_list(
        "guardian__username", "student__user__username", "starts_on", "ends_on"
    )
    assert list(links) == [
        ("alexeeva", "alexeev", FIRST, None),
        ("borisov", "borisova", FIRST, None),
    ]


@pytest.mark.requirement("SCH-3")
def test_classes_have_their_homeroom_teachers_and_pupils(load):
    load()

    classes = SchoolClass.objects.in_order().values_list("name", "grade", "letter")
    assert list(classes) == [("7А", 7, "А"), ("7Б", 7, "Б")]
    homerooms = Homeroom.objects.order_by("-is_primary").values_list(
        "school_class__name", "teacher__user__username", "is_primary", "starts_on", "ends_on"
    )
    assert list(homerooms) == [
        ("7А", "ivanova", True, FIRST, LAST),
        ("7А", "petrov", False, FIRST, LAST),
    ]
    members = ClassEnrollment.objects.order_by("school_class__name").values_list(
        "school_class__name", "student__user__username", "starts_on", "ends_on"
    )
    assert list(members) == [("7А", "alexeev", FIRST, LAST), ("7Б", "borisova", FIRST, LAST)]


@pytest.mark.requirement("SCH-3")
@pytest.mark.requirement("SCH-8")
def test_groups_over_one_or_several_classes_have_lists_and_load(load):
    load()

    sections = CourseSection.objects.order_by("subject__name")
    assert [
        (one.title, one.kind, one.weekly_hours, one.metadata) for one in sections.select_related("subject")
    ] == [
        ("7А, Алгебра", "class", 3, {"classCode": "7А", "subject": "Алгебра", "weeklyHours": "3"}),
        ("7А, 7Б, Английский язык", "language", 2, {"classCode": "7А+7Б", "weeklyHours": "2"}),
    ]  # fmt: skip
    members = SectionEnrollment.objects.order_by("section__subject__name", "starts_on").values_list(
        "section__subject__name", "student__user__username", "starts_on"
    )
    assert list(members) == [
        ("Алгебра", "alexeev", FIRST),
        ("Английский язык", "alexeev", FIRST),
        ("Английский язык", "borisova", date(2025, 10, 6)),
    ]
    loads = TeachingLoad.objects.order_by("section__subject__name").values_list(
        "section__subject__name", "teacher__user__username", "hours", "is_primary"
    )
    assert list(loads) == [("Алгебра", "ivanova", 3, True), ("Английский язык", "petrov", 2, True)]


def test_the_second_import_changes_no_row_and_writes_no_history(load):
    first = load()
    before = everything()

    second = load()

    assert told(second) == ({}, {}, [])
    assert second.unchanged == first.created - Counter(school=1)
    assert everything() == before


def test_a_dry_run_tells_the_same_and_writes_nothing(load):
    before = everything()

    dry = load(dry_run=True)

    assert everything() == before
    assert not dry.applied
    assert dry.created == load().created


def test_what_differs_is_changed_and_told_line_by_line(load):
    load()

    report = load(replaced("users.csv", "Ольга,Борисова,", "Ольга,Борисова-Ким,Игоревна"))

    assert told(report) == ({}, {"students": 1}, [])
    assert report.differences == [
        "Изменится. Ученики: Борисова-Ким Ольга Игоревна: фамилия «Борисова» → «Борисова-Ким»; "
        "отчество пусто → «Игоревна»"
    ]


def test_an_empty_cell_erases_nothing_and_a_closed_account_stays_closed(load):
    load()
    User.objects.filter(username="ivanova").update(is_active=False, phone="12-34")

    report = load(replaced("users.csv", "iva@example.org", ""))

    teacher = User.objects.get(username="ivanova")
    assert (teacher.email, teacher.phone, teacher.is_active) == ("iva@example.org", "12-34", False)
    assert report.changes == 0


def test_a_name_given_with_a_slip_stays_where_the_list_names_nobody(load, clerk):
    load(replaced("users.csv", "student,borisova,", "student,,"))
    nameless = User.objects.get(sourced_id="s-2")
    assert nameless.username == "s-2"
    issue_slips(people=[nameless], valid_until=LAST, by=clerk, now=NOW, seen_at=None)

    report = load(replaced("users.csv", "student,borisova,", "student,,"))

    nameless.refresh_from_db()
    assert (nameless.username, told(report)) == ("borisova.o", ({}, {}, []))


@pytest.mark.requirement("SCH-13")
def test_a_move_told_by_dates_ends_the_old_class_and_begins_the_new(load):
    load()
    files = replaced(
        "enrollments.csv",
        "e-3,hr-7a,school,s-1,student,,2025-09-01,2026-05-26",
        "e-3,hr-7a,school,s-1,student,,2025-09-01,2025-10-10\n"
        "e-3b,hr-7b,school,s-1,student,,2025-10-11,2026-05-26",
    )

    report = load(files)

    assert (report.refused, report.created["class_members"], report.changed["class_members"]) == (
        [], 1, 1,
    )  # fmt: skip
    terms = ClassEnrollment.objects.filter(student__user__username="alexeev").order_by("starts_on")
    assert list(terms.values_list("school_class__name", "starts_on", "ends_on")) == [
        ("7А", FIRST, date(2025, 10, 10)),
        ("7Б", date(2025, 10, 11), LAST),
    ]


@pytest.mark.requirement("SCH-13")
def test_a_pupil_enrolled_on_the_page_goes_on_with_the_list_of_the_next_year(load, clerk):
    load()
    pupil = enrol_pupil(
        person=Person("Ёлкин", "Пётр", ""), facts=PupilFacts(date(2012, 5, 4), "male", "", ""),
        school_class=SchoolClass.objects.get(name="7А"), starts_on=date(2025, 9, 15), order=Order("9-у", date(2025, 9, 12)),
        groups=[CourseSection.objects.get(subject__name="Английский язык")], form=uuid4(),
        by=clerk, now=NOW,
    )  # fmt: skip

    report = load(next_year(pupil.user.username))

    assert report.refused == []
    places = pupil.class_enrollments.order_by("starts_on")
    assert list(places.values_list("school_class__name", "starts_on", "ends_on")) == [
        ("7А", date(2025, 9, 15), LAST), ("8А", date(2026, 9, 1), date(2027, 5, 26)),
    ]  # fmt: skip
    lists = pupil.section_enrollments.order_by("section__grade", "pk")
    assert set(lists.values_list("section__grade", "ends_on")) == {
        (7, LAST), (8, date(2027, 5, 26))
    }  # fmt: skip


def next_year(username):
    """The lists of 2026/2027: the pupil who came on the page is in them, by his name for signing in."""
    head = {name: text.splitlines()[0] + "\n" for name, text in SCHOOL.items()}
    return SCHOOL | {
        "academicSessions.csv": head["academicSessions.csv"]
        + "sy2,2026/2027,schoolYear,2026-09-01,2027-05-26,\n"
        "q21,I четверть,gradingPeriod,2026-09-01,2026-10-24,sy2\n",
        "classes.csv": head["classes.csv"] + "hr-8a,8А,08,,8А,homeroom,school,q21,,\n"
        "g-alg8,Алгебра · 8А,08,c-alg,8А,scheduled,school,q21,Алгебра,3\n",
        "users.csv": SCHOOL["users.csv"]
        + f"s-3,true,school,student,{username},Пётр,Ёлкин,,,,,,08\n",
        "enrollments.csv": head["enrollments.csv"]
        + "e-31,hr-8a,school,s-3,student,,2026-09-01,2027-05-26\n"
        "e-32,g-alg8,school,s-3,student,,,\n",
    }


@pytest.mark.requirement("SCH-13")
def test_a_move_without_dates_is_refused_and_the_past_stays(load):
    load()
    before = everything()

    report = load(replaced("enrollments.csv", "e-3,hr-7a", "e-3,hr-7b"))

    assert [str(one) for one in report.refused] == [
        "enrollments.csv, строка 4, столбец «classSourcedId»: Алексеев Иван Олегович уже числится "
        "в классе 7А. Оформите перевод в журнале или укажите в файле даты обоих классов."
    ]
    assert everything() == before


def test_nothing_is_half_imported_while_a_row_is_refused(load):
    before = everything()
    files = replaced("users.csv", "Анна,Иванова", ",Иванова")

    report = load(files)

    assert not report.applied
    assert everything() == before
    assert load(files, skip_refused=True).applied
    assert User.objects.filter(username="petrov").exists()
    assert not User.objects.filter(username="ivanova").exists()


def test_a_list_never_takes_over_the_account_of_somebody_else(load):
    UserFactory(username="petrov", last_name="Директоров")

    report = load()

    assert next(str(one) for one in report.refused) == (
        "users.csv, строка 3, столбец «username»: имя для входа «petrov» уже у другого человека "
        "в журнале (Директоров Анна Ивановна). Дайте другой."
    )


def test_a_teacher_known_from_a_timetable_is_the_same_person(load):
    school_year()
    staff = StaffFactory(user=UserFactory(username="ivanova.x", identifier="Иванова"))

    load(skip_refused=True)

    staff.user.refresh_from_db()
    assert (staff.user.username, staff.user.full_name) == ("ivanova", "Иванова Анна Петровна")


def test_a_pupil_who_is_not_on_the_list_stays_and_is_told_of(load):
    load()
    users = (
        SCHOOL["users.csv"]
        .replace("s-2,true,school,student,borisova,Ольга,Борисова,,,,,,07\n", "")
        .replace(",,s-2,", ",,,")
    )
    rows = [line for line in SCHOOL["enrollments.csv"].splitlines() if ",s-2," not in line]
    files = {
        **SCHOOL,
        "users.csv": users,
        "demographics.csv": "sourcedId\n",
        "enrollments.csv": "\n".join(rows),
    }

    report = load(files)

    assert [str(one) for one in report.warnings] == [
        "списки.zip: в журнале есть ученики, которых нет в файле: 1. "
        "Они оставлены; выбывших отчислите приказом."
    ]
    assert report.changes == report.changed["groups"]
    assert Student.objects.count() == 2


def test_the_same_days_told_twice_are_refused(load):
    files = {
        **SCHOOL,
        "enrollments.csv": SCHOOL["enrollments.csv"]
        + "e-10,g-alg,school,s-1,student,,2025-10-01,\n",
    }
    assert [str(one) for one in load(files).refused] == [
        "enrollments.csv, строка 11, столбец «beginDate»: те же дни уже записаны в строке 7. "
        "Оставьте одну из строк."
    ]


def test_lists_of_another_school_are_told_of(load):
    load()

    report = load(replaced("orgs.csv", "Школа № 7", "Школа № 8"))

    assert [str(one) for one in report.warnings] == [
        "списки.zip: в файле школа «Школа № 8», а журнал ведёт «Школа № 7». "
        "Проверьте, тот ли это файл."
    ]


def test_extra_columns_are_kept_beside_the_rows(load):
    assert load().kept == ["classes.csv, metadata.weeklyHours"]
    assert CourseSection.objects.get(sourced_id="g-alg").metadata["weeklyHours"] == "3"


def test_what_the_school_has_set_itself_stays(load):
    """The year, the bells and the holidays of the journal are not taken away by lists."""
    year, schedule = school_year(), bells()

    report = load()

    assert SchoolYear.objects.get() == year
    assert report.changed["years"] == 1
    assert schedule.slots.count() == 7


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow_with_the_school(load, number, django_assert_num_queries):
    pupils = [
        (f"x-{n}", f"x-{n},true,school,student,x{n},Иван,Ученик{n:03d},,,,,,07\n",
         f"ex-{n},hr-7a,school,x-{n},student,,,\neg-{n},g-eng,school,x-{n},student,,,\n")
        for n in range(number)
    ]  # fmt: skip
    files = {
        **SCHOOL,
        "users.csv": SCHOOL["users.csv"] + "".join(user for _, user, _ in pupils),
        "enrollments.csv": SCHOOL["enrollments.csv"] + "".join(rows for _, _, rows in pupils),
    }
    with django_assert_num_queries(55):
        report = load(files)
    assert report.created["students"] == 2 + number


def test_every_row_it_writes_is_signed(load, clerk):
    load()

    for model in apps.get_app_config("school").get_models():
        if issubclass(model, Record) and model._base_manager.exists():
            signed = set(model.history.values_list("history_author", "history_change_reason"))
            assert signed == {(clerk.full_name, "загрузка списков: списки.zip")}


SCHOOLS = {
    "lom": {
        "classes": 17, "staff": 32, "students": 446, "parents": 699, "groups": 215,
        "homerooms": 17, "group_members": 5639, "class_members": 446, "subjects": 34,
    },
    "gymnasium": {
        "classes": 33, "staff": 93, "students": 1229, "parents": 1663, "groups": 576,
        "homerooms": 68, "group_members": 13883, "class_members": 1229, "subjects": 24,
    },
}  # fmt: skip


@pytest.mark.requirement("SCH-3")
@pytest.mark.requirement("SCH-8")
@pytest.mark.parametrize("school", SCHOOLS)
def test_a_real_school_comes_in_whole_and_once(shared_data, clerk, school):
    bundle = open_bundle(shared_data / school / "oneroster")

    first = import_oneroster(bundle=bundle, by=clerk, now=NOW)
    second = import_oneroster(bundle=bundle, by=clerk, now=NOW)

    assert {kind: first.created[kind] for kind in SCHOOLS[school]} == SCHOOLS[school]
    assert (first.refused, first.warnings, second.changes) == ([], [], 0)
    if school == "gymnasium":
        over_several = [
            one for one in CourseSection.objects.all() if one.section_classes.count() > 1
        ]
        homeroom_teachers = Homeroom.objects.values("teacher").distinct().count()
        assert (len(over_several), homeroom_teachers) == (72, 67)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("Test_full_data_set", 1),
        ("Test_minimal_data_set", 4),
        ("oneroster_test_data", 1),
        ("v1p2_full_dataset", 1),
    ],
)
def test_bundles_of_other_systems_give_a_preview(shared_data, clerk, name, refused):
    bundle = open_bundle(shared_data / f"oneroster-fixtures/{name}.zip")

    report = import_oneroster(bundle=bundle, by=clerk, now=NOW, dry_run=True)

    assert len(report.refused) == refused
    assert all(problem.line and problem.column for problem in report.refused)
    assert report.created["students"] >= 1


@pytest.mark.requirement("SCH-1")
def test_days_of_a_year_with_lessons_are_not_moved_by_a_list(load):
    load()
    changed = replaced("academicSessions.csv", "2025-09-01,2025-10-24", "2025-09-01,2025-10-22")
    assert told(load(changed))[1] == {"periods": 1}
    load()
    LessonFactory(section=CourseSection.objects.first())

    report = load(changed)

    assert (told(report)[1], [one.text for one in report.warnings]) == (
        {},
        ["«I четверть» в журнале с 01.09.2025 по 24.10.2025, и уроки уже есть: дни не изменены. Их меняют на "
         "странице «Календарь»."],
    )  # fmt: skip
    assert GradingPeriod.objects.get(number=1).ends_on == date(2025, 10, 24)
