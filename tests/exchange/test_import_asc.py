"""A file of aSc becomes a version: weeks, parts of the year, two teachers on a card, buildings; by the page too."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from exchange.actions import import_timetable
from exchange.formats import read_timetable
from exchange.models import ImportJob
from journal.models import Lesson
from school.models import Room, TeachingLoad, Timetable, TimetableEntry
from tests.exchange.asc import ASC
from tests.factories import NOW, appointed, school_year

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-10")]


@pytest.fixture
def bring(clerk):
    def run(starts_on=date(2025, 9, 1)):
        table = read_timetable(ASC.encode(), file="школа.xml")
        return import_timetable(
            timetable=table, starts_on=starts_on, by=clerk, now=NOW, publish=True
        )

    return run


def entries(version):
    rows = TimetableEntry.objects.filter(timetable=version).order_by("weekday", "number", "pk")
    return list(rows.values_list("weekday", "number", "weeks", "section__subject__name", "section__name"))  # fmt: skip


MONDAY = [(1, 1, "every", "Алгебра", ""), (1, 2, "every", "Алгебра", "")]
ODD_TUESDAY = [(2, 3, "odd", "Английский язык", "")]


def test_only_the_part_of_the_year_that_holds_the_first_day_comes_in(bring):
    school_year()

    report = bring()

    assert entries(Timetable.objects.get()) == MONDAY + ODD_TUESDAY
    told = [str(one).replace("\xa0", " ") for one in report.warnings if one.kind == "timetables"]
    assert told == [
        "школа.xml: в файле 2 части года: загружаются уроки части «I полугодие», без 1 карточки других частей. "
        "Загрузите файл ещё раз с первого дня следующей части."
    ]
    bring(date(2026, 2, 2))
    second = Timetable.objects.get(starts_on=date(2026, 2, 2))
    group = (1, 1, "every", "Английский язык", "7А 1 группа")
    assert sorted(entries(second)) == sorted([*MONDAY, group, *ODD_TUESDAY])


def test_a_card_with_two_teachers_two_classes_and_odd_weeks(bring):
    school_year()
    bring()

    loads = TeachingLoad.objects.filter(section__subject__name="Английский язык", section__name="")
    assert sorted(loads.values_list("teacher__user__identifier", "section__classes_text", "is_primary")) == [
        ("Петров", "7А, 7Б", True), ("Петров (Пе2)", "7А, 7Б", False),
    ]  # fmt: skip
    assert list(loads.values_list("hours", flat=True)) == [0.5, 0.5]
    assert dict(Room.objects.values_list("name", "building")) == {"12": "Главное", "13": "Начальная школа"}  # fmt: skip
    english = Lesson.objects.filter(section__subject__name="Английский язык")
    days = english.filter(date__lt=date(2025, 10, 1)).order_by("date")
    assert list(days.values_list("date", flat=True)) == [
        date(2025, 9, 2), date(2025, 9, 16), date(2025, 9, 30),
    ]  # fmt: skip
    assert bring().changes == 0


def test_the_page_reads_it_with_a_preview(as_user):
    school_year()
    admin = as_user(appointed(Role.SYSADMIN))
    file = SimpleUploadedFile("школа.xml", ASC.encode())

    response = admin.post(reverse("exchange:upload"), {"file": file, "starts_on": "2025-09-01"})

    page = admin.get(response.url).content.decode()
    assert "карточка 3 (Английский язык, 7А, 7Б): кабинетов 2, взят первый, 12." in page
    assert not TimetableEntry.objects.exists()
    admin.post(reverse("exchange:apply", args=[ImportJob.objects.get().pk]))
    assert TimetableEntry.objects.count() == 3
    version = Timetable.objects.get()
    assert (version.source, version.status) == ("asc", "draft")
    assert not Lesson.objects.exists()
    assert reverse("school:versions") in admin.get(response.url).content.decode()
