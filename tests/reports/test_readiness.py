"""Readiness of the year as it is read, shown, kept (SCH-16)."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Role
from reports.actions import keep_readiness
from reports.models import ReadinessDay
from reports.readiness import parts as sections
from reports.readiness.rules import Person
from reports.screens.readiness import readiness_screen
from reports.tasks import keep_readiness_of_the_day
from school.days import SchoolDay
from school.models import HolidayBreak, ReadinessDeadline, Room
from tests.factories import (
    LESSON_DAY,
    NOW,
    HomeroomFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    bells,
    class_of,
    clerk,
    school,
    school_year,
    subject,
    teacher_of,
)

pytestmark = pytest.mark.requirement("SCH-16")

DEPUTY_RIGHTS = frozenset({"year"})


def screen_of(user, *, today=LESSON_DAY, rights=DEPUTY_RIGHTS, own=False):
    return readiness_screen(
        user, school=school(), year=school_year(), rights=rights,
        on=SchoolDay.of(today, calendar=today), today=today, own=own,
    )  # fmt: skip


def parts_of(screen):
    return {row.part.key: row for row in screen.rows}


def told(row):
    return [lack.text for lack in row.part.lacks]


def state(row):
    return row.part.done, row.part.of, told(row)


@pytest.fixture
def deputy():
    return appointed(Role.DEPUTY)


def test_each_section_says_what_is_missing_and_where_it_is_put_right(section, deputy):
    school_class = class_of(section)
    name = school_class.name
    parts = parts_of(screen_of(deputy))

    done, of, gaps = state(parts.pop("periods"))
    assert (done, of) == (1, 2)
    assert [gap.split("»")[0] for gap in gaps] == [
        "Перед «II четверть", "Перед «III четверть", "Перед «IV четверть",
    ]  # fmt: skip
    assert {key: state(row) for key, row in parts.items()} == {
        "school": (2, 2, []),
        "breaks": (1, 2, ["Нет каникул."]),
        "subjects": (1, 1, []),
        "rooms": (0, 1, ["Добавьте кабинеты."]),
        "staff": (0, 1, [f"{teacher_of(section).short_name}: не указана должность."]),
        "classes": (0, 1, [f"{name}: нет классного руководителя."]),
        "bells": (1, 1, []),
        "pupils": (1, 1, []),
        "curricula": (0, 1, [f"{name}: нет учебного плана."]),
        "load": (1, 1, []),
        "groups": (1, 1, []),
        "timetable": (0, 1, [f"{name}: нет действующего расписания."]),
        "plans": (0, 1, [f"{teacher_of(section).short_name}: 1\N{NO-BREAK SPACE}журнал без утверждённого плана."]),
        "works": (0, 1, ["График не опубликован."]),
        "grading": (0, 1, ["Регламент школы не записан: действуют обычные правила."]),
        "cards": (0, 3, [f"{name}: в карточках 3\N{NO-BREAK SPACE}учеников есть пробелы."]),
        "consents": (0, 3, [f"{name}: нет решений семей 3\N{NO-BREAK SPACE}учеников."]),
        "rules": (0, 1, [f"{teacher_of(section).short_name} ещё не входит в журнал."]),
    }  # fmt: skip
    [lack] = parts["classes"].lacks
    assert lack.url == reverse("school:edit_class", args=[school_class.pk])
    [lack] = parts["cards"].lacks
    assert lack.url == ""


def test_what_is_put_right_is_missing_no_more(section, deputy, client):
    school_class = class_of(section)
    HomeroomFactory(school_class=school_class)
    school_class.bells = None
    school_class.save(by=clerk(), now=NOW)
    [lack] = parts_of(screen_of(deputy))["bells"].lacks
    assert (lack.text, lack.url) == (f"{school_class.name}: нет звонков.", reverse("year:weeks"))
    school_class.bells = bells()
    school_class.save(by=clerk(), now=NOW)
    year = school_year()
    HolidayBreak(
        year=year, title="Осенние каникулы", starts_on=date(2025, 10, 25), ends_on=date(2025, 11, 4)
    ).save(by=clerk(), now=NOW)
    Room(name="12").save(by=clerk(), now=NOW)
    parts = parts_of(screen_of(deputy))
    assert [key for key in ("breaks", "rooms", "classes", "bells") if parts[key].part.lacks] == []


def test_who_is_late_and_by_how_many_days_follows_from_the_deadlines(section, deputy):
    leader = HomeroomFactory(school_class=class_of(section)).teacher.user
    on_time = screen_of(deputy, today=date(2025, 9, 5))
    assert (on_time.late, [row.late for row in on_time.stages]) == ((), ["", "", ""])

    screen = screen_of(deputy, today=date(2025, 9, 17))
    days = {late.person: late.days for late in screen.late}
    assert days[Person(deputy.short_name, deputy.pk)] == 12
    assert days[Person(teacher_of(section).short_name, teacher_of(section).pk)] == 7
    assert days[Person(leader.short_name, leader.pk)] == 2
    assert [row.late for row in screen.stages] == [
        "12\N{NO-BREAK SPACE}дней", "7\N{NO-BREAK SPACE}дней", "2\N{NO-BREAK SPACE}дня",
    ]  # fmt: skip


def test_each_owner_has_his_own_part_and_nobody_else_s(client, at, section):
    at(2025, 9, 12, 10, 0)
    school_class = class_of(section)
    leader = HomeroomFactory(school_class=school_class).teacher.user
    other = HomeroomFactory(school_class=SchoolClassFactory(name="3А", grade=3)).teacher.user
    page = reverse("reports:readiness")

    client.force_login(leader)
    html = client.get(page).content.decode()
    assert "Что сделать вам" in html
    assert f'<a href="{reverse("school:class_consents", args=[school_class.pk])}">' in html
    assert "Нагрузка" not in html
    own = client.get(page, headers={"hx-request": "true"}).content.decode()
    assert "Сделать до 15\N{NO-BREAK SPACE}сентября: Согласия семей." in own

    client.force_login(other)
    assert "за вами ничего не осталось" in client.get(page).content.decode()
    assert client.get(page, headers={"hx-request": "true"}).status_code == 204
    assert client.post(page, {"stage": "formed"}).status_code == 404


def test_who_sets_the_year_up_has_its_percent_on_the_home_page(client, at, section, deputy):
    at(2025, 9, 12, 10, 0)
    page, asked = reverse("reports:readiness"), {"hx-request": "true"}
    client.force_login(appointed(Role.DIRECTOR))
    told = client.get(page, headers=asked).content.decode()
    assert "Готовность 2025/2026 учебного года: 36&nbsp;%" in told
    # Nobody else is appointed: what is the office's is the director's.
    assert "Всё, что сделать вам: 4\N{NO-BREAK SPACE}раздела" in told
    client.force_login(deputy)
    told = client.get(page, headers=asked).content.decode()
    assert told.count("Сделать до 5\N{NO-BREAK SPACE}сентября") == 3
    assert "Всё, что сделать вам: 8\N{NO-BREAK SPACE}разделов" in told


def test_home_pages_ask_for_the_own_part(client, at, section):
    at(2025, 9, 12, 10, 0)
    asks = f'hx-get="{reverse("reports:readiness")}"'
    client.force_login(teacher_of(section))
    assert asks in client.get(reverse("journal:today")).content.decode()
    assert asks not in client.get(reverse("journal:sections")).content.decode()
    client.force_login(appointed(Role.INSPECTOR))
    assert asks not in client.get(reverse("journal:sections")).content.decode()


def test_the_school_sets_its_own_deadline_with_its_act(client, at, deputy):
    at(2025, 9, 3, 10, 0)
    school_year()
    client.force_login(deputy)
    page = reverse("reports:readiness")
    sent = {"stage": "formed", "date": "2025-09-08", "source": "приказ № 7 от 28.08.2025"}
    assert client.post(page, sent | {"date": "2027-09-08"}).status_code == 422
    assert client.post(page, sent | {"source": ""}).status_code == 422
    assert client.post(page, sent).status_code == 302
    client.post(page, sent)
    row = ReadinessDeadline.objects.get()
    assert (row.date, row.source, row.history.count()) == (date(2025, 9, 8), sent["source"], 1)
    html = client.get(page).content.decode()
    assert "до 8\N{NO-BREAK SPACE}сентября" in html
    assert sent["source"] in html


def test_the_figure_of_a_day_is_kept_once_and_the_later_one_stays(section):
    year = section.year
    on = SchoolDay.of(LESSON_DAY, calendar=LESSON_DAY)
    first = keep_readiness(year=year, on=on, day=LESSON_DAY)
    Room(name="12").save(by=clerk(), now=NOW)
    again = keep_readiness_of_the_day(now=NOW)
    assert first.pk == again.pk
    assert first.percent < again.percent
    assert (first.parts["rooms"], again.parts["rooms"]) == (0, 100)
    call_command("keep_readiness")
    assert ReadinessDay.objects.filter(day=LESSON_DAY).get().percent == again.percent


def test_nothing_is_kept_before_there_is_a_year(capsys):
    assert keep_readiness_of_the_day(now=NOW) is None
    call_command("keep_readiness")
    assert capsys.readouterr().out == "Учебного года ещё нет.\n"


def test_the_history_is_drawn_for_the_deputy(client, at, section, deputy):
    at(2025, 9, 12, 10, 0)
    for day, percent in ((1, 10), (2, 10), (12, 40)):
        ReadinessDay.objects.create(
            year=section.year, day=date(2025, 9, day), percent=percent, parts={}
        )
    client.force_login(deputy)
    page = client.get(reverse("reports:readiness"))
    html = page.content.decode()
    assert "<polyline" in html
    screen = page.context["screen"]
    assert [(one.day.day, one.percent) for one in screen.changes] == [(12, 40), (1, 10)]


def test_everything_ready_is_said_plainly(client, at, section, deputy, monkeypatch):
    at(2025, 9, 12, 10, 0)
    load = [one for one in sections.SECTIONS if one.key == "load"]
    monkeypatch.setattr(sections, "SECTIONS", load)
    client.force_login(deputy)
    html = client.get(reverse("reports:readiness")).content.decode()
    assert "Всё готово." in html


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_costs_fifteen_queries_whatever_the_number_of_classes(
    client, at, deputy, number, django_assert_num_queries
):
    at(2025, 9, 12, 10, 0)
    english = subject("Английский язык")
    for n in range(number):
        school_class = SchoolClassFactory(name=f"7-{n}", grade=7)
        for name in ("1 группа", "2 группа"):
            SectionFactory(
                school_class=school_class, subject=english, kind="language", name=name, students=1
            )
        HomeroomFactory(school_class=school_class)
    client.force_login(deputy)
    with django_assert_num_queries(15):
        screen = client.get(reverse("reports:readiness")).context["screen"]
    parts = parts_of(screen)
    assert (parts["groups"].part.done, parts["groups"].part.of) == (number, number)
    assert len(parts["classes"].lacks) == 0
