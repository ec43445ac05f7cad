"""The page «почему доступ есть или нет» names the fact, the order or the decision, in words."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.doors import doorways
from accounts.models import Appointment, Right, Role, RoleRight
from journal.models import PeriodLock
from reports.screens.asked import asked_about, find_asked
from reports.screens.why import explained, explained_of
from school import access
from school.days import SchoolDay
from school.models import (
    READ_JOURNAL,
    GradingPeriod,
    SectionGrant,
    StaffMember,
    Substitution,
)
from school.screens.reasons import person_asked
from tests.consenting import CABINET, decide
from tests.crowd import granted
from tests.factories import (
    LESSON_DAY,
    MOSCOW,
    NOW,
    YEAR_END,
    YEAR_START,
    HomeroomFactory,
    LessonFactory,
    LoadFactory,
    SectionFactory,
    StaffFactory,
    UserFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
    school_year,
    subject,
    teacher_of,
)
from tests.reports.printed import kept_document
from tests.reports.test_reasons_agree import by_reasons, disagreements
from tests.test_access import ACCESS, EVERYONE

ONE_DAY = timedelta(days=1)


def on_day(day):
    return SchoolDay.of(min(max(day, YEAR_START), YEAR_END), calendar=day)


def told(user, target, day=LESSON_DAY, now=NOW):
    """The headline and the first reason."""
    verdict = explained(user, asked_about(target), on=on_day(day), now=now)
    return verdict.told, verdict.reasons[0].text


def all_told(user, target, day=LESSON_DAY):
    verdict = explained(user, asked_about(target), on=on_day(day), now=NOW)
    return verdict.told, [reason.text for reason in verdict.reasons]


@pytest.mark.requirement("ACC-2")
@pytest.mark.requirement("ACC-7")
def test_a_teacher_is_told_of_the_load_and_a_former_one_to_whom_it_went(section):
    journal = f"section-{section.pk}"
    teacher, load = teacher_of(section), section.loads.get()
    assert told(teacher, journal) == (
        "Видит и заполняет", f"Ведёт {section.title} с 01.09.2025 (нагрузка)"
    )  # fmt: skip

    load.ends_on = date(2025, 10, 10)
    load.save(by=clerk(), now=NOW)
    successor = LoadFactory(section=section, starts_on=date(2025, 10, 11)).teacher
    assert told(teacher, journal, date(2025, 10, 11)) == (
        "Не видит",
        "Нагрузка закончилась 10.10.2025, журнал передан: "
        f"{successor.user.short_name}, с 11.10.2025",
    )
    assert told(successor.user, journal) == ("Не видит", "Нагрузка начнётся 11.10.2025")


@pytest.mark.requirement("ACC-8")
def test_a_homeroom_teacher_reads_and_does_not_write(section):
    user = HomeroomFactory(school_class=class_of(section)).teacher.user
    name = class_of(section).name
    assert told(user, f"section-{section.pk}") == (
        "Видит, но не заполняет",
        f"Классный руководитель {name} с 01.09.2025: читает, но не пишет",
    )


@pytest.mark.requirement("ACC-9")
def test_a_deputy_is_told_of_his_grades_and_of_the_role(section):
    journal = f"section-{section.pk}"
    own = appointed(
        Role.DEPUTY, grade_from=5, grade_to=9, order_number="16-л", order_date=YEAR_START
    )
    other = appointed(
        Role.DEPUTY, grade_from=1, grade_to=4, order_number="17-л", order_date=YEAR_START
    )
    order = "приказ № 16-л от 01.09.2025, с 01.09.2025"
    right = Right.READ_JOURNALS.label
    assert told(own, journal) == (
        "Видит, но не заполняет", f"Заместитель директора, 5–9 классы, {order}: право «{right}»"
    )  # fmt: skip
    assert told(other, journal)[0] == "Не видит"
    assert told(other, journal)[1].endswith(": 7-й класс сюда не входит")

    director = appointed(Role.DIRECTOR)
    RoleRight(role=Role.DEPUTY, right=Right.READ_JOURNALS, is_given=False).save(
        by=director, now=NOW
    )
    assert told(own, journal) == (
        "Не видит",
        f"Роль «Заместитель директора» не имеет права «{right}»: решено школой 15.09.2025, "
        f"{director.full_name}",
    )
    assert told(appointed(Role.CLERK), journal) == (
        "Не видит", f"Роль «Делопроизводитель» не имеет права «{right}»: так обычно"
    )  # fmt: skip
    assert told(appointed(Role.TECHNICIAN), journal)[1].endswith(
        "технический специалист не видит данных учеников"
    )


@pytest.mark.requirement("ACC-2")
def test_a_grant_is_told_by_its_order_term_and_end(section):
    journal = f"section-{section.pk}"
    term = {"starts_on": date(2025, 9, 10), "ends_on": date(2025, 9, 20)}
    user = granted(SectionGrant, section, READ_JOURNAL, **term)
    row = SectionGrant.objects.get(user=user)
    about = (
        f"По приказу № {row.order_number} от {row.order_date:%d.%m.%Y} с 10.09.2025 по 20.09.2025"
    )
    does = f"{about}: читать журнал, но не писать"
    assert told(user, journal) == ("Видит, но не заполняет", does)
    assert told(user, journal, date(2025, 9, 9)) == ("Не видит", f"{does}. Начнётся 10.09.2025")
    assert told(user, journal, date(2025, 9, 21)) == ("Не видит", f"{does}. Закончилось 20.09.2025")

    row.withdrawn_at = datetime(2025, 9, 14, 9, 30, tzinfo=MOSCOW)
    row.save(by=clerk(), reason="приказ № 31", now=NOW)
    withdrawn = f"{does}. Отозвано 14.09.2025, 9:30: приказ № 31"
    assert told(user, journal) == ("Не видит", withdrawn)


def test_a_substitute_is_told_of_the_week_of_his_lesson(section, lesson):
    staff = StaffFactory()
    Substitution(section=section, date=lesson.date, number=lesson.number, teacher=staff).save(
        by=clerk(), now=NOW
    )
    key, after = f"lesson-{lesson.pk}", lesson.date + timedelta(days=8)
    before = lesson.date - ONE_DAY
    name = "Замена 15.09.2025, 1-й урок"
    assert told(staff.user, key) == ("Видит и заполняет", f"{name}: заполняет до 22.09.2025")
    assert told(staff.user, key, after) == ("Не видит", f"{name} действовала до 22.09.2025")
    assert told(staff.user, key, before) == (
        "Видит, но не заполняет", f"{name}: урок виден, заполнять можно с 15.09.2025"
    )  # fmt: skip
    another = LessonFactory(section=section, date=lesson.date, number=5)
    assert told(staff.user, f"lesson-{another.pk}") == ("Не видит", f"{name}: это другой урок")


@pytest.mark.requirement("ACC-5")
def test_the_dismissed_is_told_since_when_and_by_which_order(section):
    teacher = teacher_of(section)
    staff = StaffMember.objects.get(user=teacher)
    staff.access_closed_at = datetime(2026, 1, 20, 12, 0, tzinfo=MOSCOW)
    staff.save(by=clerk(), reason="приказ № 7 от 19.01.2026", now=NOW)
    assert all_told(teacher, f"section-{section.pk}", date(2026, 1, 21)) == (
        "Не видит",
        [
            "Доступ закрыт 20.01.2026: увольнение, приказ № 7 от 19.01.2026",
            "Вёл с 01.09.2025 (нагрузка), но доступ закрыт",
        ],
    )


@pytest.mark.requirement("ACC-7")
def test_a_closed_period_is_named_beside_the_right_to_write(section, lesson):
    period, teacher = GradingPeriod.objects.get(number=1), teacher_of(section)
    locks_at = datetime(2025, 10, 25, 0, 0, tzinfo=MOSCOW)
    lock = PeriodLock(
        section=section, period=period, starts_on=period.starts_on, ends_on=period.ends_on,
        set_at=NOW, locked_by=teacher, locks_at=locks_at, clause="п. 2.14",
    )  # fmt: skip
    lock.save(by=teacher, now=NOW)
    for key in (f"section-{section.pk}", f"lesson-{lesson.pk}"):
        before, after = (
            explained(teacher, asked_about(key), on=on_day(LESSON_DAY), now=now)
            for now in (NOW, locks_at)
        )
        assert (before.told, before.stops) == ("Видит и заполняет", ())
        assert (after.told, after.stops) == ("Видит, заполнять сейчас нельзя", (lock.why,))


def test_family_strangers_and_the_stopped_are_told(student):
    key, stranger = f"student-{student.pk}", UserFactory()
    former = parent_of(student, ends_on=date(2025, 9, 14), relation="отец")
    assert told(student.user, key) == (
        "Видит", "Это дневник самого ученика"
    )  # fmt: skip
    assert told(parent_of(student, relation="мать"), key) == (
        "Видит", "Мать, с 01.09.2025"
    )  # fmt: skip
    assert told(former, key) == ("Не видит", "Отец, с 01.09.2025 по 14.09.2025: закончилось")
    assert told(stranger, key)[0] == "Не видит"

    student.user.is_active = False
    student.user.save()
    verdict = explained(student.user, asked_about(key), on=on_day(LESSON_DAY), now=NOW)
    assert (verdict.told, verdict.shut) == (
        "Сейчас закрыто", "Вход закрыт: учётная запись остановлена"
    )  # fmt: skip


@pytest.mark.requirement("ACC-2")
@pytest.mark.requirement("ACC-10")
@pytest.mark.timeout(600)
def test_everybody_of_the_access_table_is_explained_as_the_doors_are(
    at, everybody, section, lesson, student
):
    at(2025, 9, 15, 14, 0)
    other = SectionFactory(subject=subject("Химия"), grade=8)
    objects = {
        "section": [section, other],
        "lesson": [lesson, section.lessons.order_by("date").first()],
        "class": [class_of(section), class_of(other)],
        "pupil": [student],
        "document": [kept_document(class_of(section)), kept_document(class_of(other))],
    }
    people = {name: user for name, user in everybody.items() if user.is_authenticated}
    found = [
        f"{name}: {one}"
        for name, user in people.items()
        for one in disagreements(user, objects, on_day(LESSON_DAY))
    ]
    assert len(people) > 30
    assert found == []


@pytest.mark.requirement("ACC-2")
def test_every_page_of_the_access_table_is_explained_as_it_opens(at, everybody):
    """ACCESS is what real requests of these persons are answered, page by page (tests/test_access.py)."""
    at(2025, 9, 15, 14, 0)
    behind_doors = {
        name
        for name, page in ACCESS.items()
        if page.method == "get" and is_about_no_object(name) and page.insiders != EVERYONE
    }
    assert behind_doors <= doorways().keys()
    listed = {name: frozenset(ACCESS[name].insiders) for name in doorways()}
    one_of_a_kind = {insiders: name for name, insiders in listed.items()}
    day, found = on_day(LESSON_DAY), []
    for person, user in everybody.items():
        if not user.is_authenticated:
            continue
        who, standing = person_asked(user, on=day), access.standing_of(user, on=day)
        for name, insiders in listed.items():
            opens = doorways()[name].lets_in(standing.roles, standing.rights)
            if opens != (person in insiders):
                found.append(f"{person}, {name}: {opens}")
        for insiders, name in one_of_a_kind.items():
            verdict = explained_of(who, asked_about(f"page-{name}"), now=NOW)
            if not verdict.reads == by_reasons(verdict)[0] == (person in insiders):
                found.append(f"{person}, {name}: {verdict}")
    assert len(one_of_a_kind) > 15
    assert found == []


def is_about_no_object(name):
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


@pytest.mark.requirement("ACC-13")
def test_who_refused_the_electronic_form_for_every_child_is_told_so_of_the_diary(student):
    parent = parent_of(student)
    page = asked_about("page-diary:home")
    assert explained(parent, page, on=on_day(LESSON_DAY), now=NOW).shut == ""
    decide(student, parent, CABINET, agrees=False)
    verdict = explained(parent, page, on=on_day(LESSON_DAY), now=NOW)
    assert (verdict.told, verdict.shut) == (
        "Сейчас закрыто", "Дневник закрыт: отказ от электронной формы, сведения на бумаге"
    )  # fmt: skip


@pytest.mark.requirement("ACC-5")
def test_who_took_a_journal_over_is_told_which_lessons_he_fills(section, lesson):
    before = section.loads.get()
    before.ends_on = LESSON_DAY + ONE_DAY
    before.save(by=clerk(), now=NOW)
    heir = LoadFactory(section=section, starts_on=LESSON_DAY + 2 * ONE_DAY, taken_over_from=before)
    key, day = f"lesson-{lesson.pk}", LESSON_DAY + 3 * ONE_DAY
    whose = f"Журнал принят у другого учителя ({before.teacher.user.short_name})"
    assert told(heir.teacher.user, key, day) == (
        "Видит и заполняет", f"{whose}: урок остался незаполненным, его заполняет новый учитель"
    )  # fmt: skip
    lesson.topic, lesson.attendance_taken_at = "Дроби", NOW
    lesson.attendance_taken_by = before.teacher.user
    lesson.save(by=clerk(), now=NOW)
    headline, reasons = all_told(heir.teacher.user, key, day)
    assert headline == "Видит, но не заполняет"
    assert f"{whose}: урок уже заполнен прежним учителем и не меняется" in reasons


def test_what_is_asked_about_is_found_by_words_by_a_day_and_by_an_address(section, lesson, student):
    year, day = school_year(), LESSON_DAY
    name = class_of(section).name
    document = kept_document(class_of(section))

    def keys(text):
        return [found.key for found in find_asked(text, year=year, on=day)]

    assert keys(f"{name} алг") == [f"section-{section.pk}"]
    assert keys(name) == [
        f"class-{class_of(section).pk}", f"section-{section.pk}", f"document-{document.pk}"
    ]  # fmt: skip
    assert keys(f"{name} алгебра 15.09") == [f"lesson-{lesson.pk}"]
    assert keys(f"{name} 31.02") == []
    assert keys(student.user.last_name) == [f"student-{student.pk}"]
    assert keys("импорт") == ["page-exchange:imports"]
    assert keys("загружать") == ["page-import"]
    assert keys("зачисл") == ["page-lists:enrol"]
    assert keys("http://school/journal/lessons/") == []
    for url, key in (
        (reverse("journal:lesson", args=[lesson.pk]), f"lesson-{lesson.pk}"),
        (reverse("journal:grid", args=[section.pk]) + "?period=1", f"section-{section.pk}"),
        (reverse("diary:week", args=[student.pk, "2025-09-15"]), f"student-{student.pk}"),
        (reverse("reports:document", args=[document.pk]), f"document-{document.pk}"),
        (reverse("exchange:imports"), "page-exchange:imports"),
        (reverse("school:pupils"), "page-school:pupils"),
    ):
        assert keys(f"https://school.example{url}") == [key]


@pytest.mark.parametrize("many", [1, 3, 30])
def test_the_page_is_read_in_the_same_number_of_queries(
    at, as_user, section, many, django_assert_max_num_queries
):
    at(2025, 9, 15, 14, 0)
    client = as_user(appointed(Role.SYSADMIN))
    user = StaffFactory().user
    for number in range(many):
        SectionGrant.objects.write([grant_row(user, section, number)], by=clerk(), now=NOW)
        Appointment(user=user, role=Role.HR, starts_on=YEAR_START).save(by=clerk(), now=NOW)
    client.get("/")
    with django_assert_max_num_queries(20) as counted:
        answer = client.get(
            reverse("reports:why"), {"person": user.pk, "target": f"section-{section.pk}"}
        )
    assert answer.content.decode().count("По приказу №") == many
    assert len(counted) == QUERIES


def grant_row(user, section, number):
    row = SectionGrant.objects.filter(user=granted(SectionGrant, section, READ_JOURNAL)).get()
    return SectionGrant(
        user=user, permission=row.permission, content_object=section, order_number=f"{number}",
        order_date=YEAR_START, starts_on=YEAR_START, ends_on=YEAR_END,
    )  # fmt: skip


QUERIES = 18


def test_the_page_without_a_choice_offers_a_search_and_takes_no_stranger(as_user, section):
    client = as_user(appointed(Role.ASSISTANT))
    url = reverse("reports:why")
    found = client.get(url, {"q_person": teacher_of(section).last_name}).content.decode()
    assert f"?person={teacher_of(section).pk}" in found
    assert client.get(url, {"person": "999999", "target": "section-0"}).status_code == 200
