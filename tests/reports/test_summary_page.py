"""The summary sheet as a page: what the printed one shows, what is late, who sees it (JRN-10)."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from journal.models import MarkDeferral, PeriodMark
from reports.access import class_with_documents
from reports.printing.reading import read_class_year
from reports.printing.summary import summary_sheets
from reports.screens.summary import SummaryScreen, summary_screen
from school.models import CourseSection, GradingPeriod
from tests.factories import MOSCOW, HomeroomFactory, appointed, clerk, teacher_of

from .test_summary_sheet import class_with

pytestmark = pytest.mark.requirement("JRN-10")
MAY = datetime(2026, 5, 22, 12, 0, tzinfo=MOSCOW)
JANUARY = datetime(2026, 1, 15, 12, 0, tzinfo=MOSCOW)


def screen_of(school_class, user, *, at=MAY, of="") -> SummaryScreen:
    return summary_screen(school_class, user=user, of=of, now=at, on=at.date())


def codes(screen):
    return [
        [(line.key, [cell.code for cell in cells]) for line, cells in block.lines]
        for block in screen.blocks
    ]


def taken_back(kind="period", number=None, students=()):
    """Cells emptied, as an ordinary change."""
    rows = PeriodMark.objects.filter(kind=kind)
    rows = rows.filter(period__number=number) if number else rows
    rows = [row for row in rows.order_by("pk") if not students or row.student_id in students]
    for row in rows:
        row.code, row.version = "", row.version + 1
    PeriodMark.objects.write(rows, by=clerk(), now=JANUARY)


def put_off(period, until, student):
    MarkDeferral(
        section=CourseSection.objects.get(),
        student=student,
        period=period,
        order_number="7",
        order_date=date(2025, 12, 1),
        reason="болезнь",
        deferred_until=until,
    ).save(by=clerk(), now=JANUARY)


@pytest.mark.parametrize(("pupils", "subjects"), [(1, 1), (3, 2), (30, 16)])
def test_the_page_shows_what_the_print_shows_in_as_many_queries_for_any_class(pupils, subjects):
    director = appointed(Role.DIRECTOR)
    school_class = class_with_documents(director, class_with(pupils, subjects).pk, on=MAY.date())

    with CaptureQueriesContext(connection) as queries:
        screen = screen_of(school_class, director)

    sheets = summary_sheets(read_class_year(school_class, now=MAY))
    printed = [
        [
            [code for sheet in sheets for code in sheet.blocks[at].rows[row].codes]
            for row in range(7)
        ]
        for at in range(pupils)
    ]
    assert [[shown for _, shown in block] for block in codes(screen)] == printed
    assert [column.title for column in screen.columns] == [
        title for sheet in sheets for title in sheet.subjects
    ]
    assert (screen.late, len(screen.journals), screen.may_print) == (0, subjects, True)
    assert len(queries) == QUERIES


# Periods, pupils, movements, guardians, homeroom teachers, who signs; journals, lists, marks, teachers;
# journals to open, deferrals, the right to print.
QUERIES = 13


def test_what_is_not_set_is_told_after_the_period_and_not_before():
    director = appointed(Role.DIRECTOR)
    school_class = class_with(3, 1)
    taken_back(number=2)
    taken_back(number=3)

    screen = screen_of(school_class, director, at=JANUARY)

    second, third = GradingPeriod.objects.filter(number__in=[2, 3]).order_by("number")
    shown = {line.key: cells[0] for line, cells in screen.blocks[0].lines}
    assert (shown[str(second.pk)].state, shown[str(third.pk)].state) == ("missing", "")
    assert shown[str(third.pk)].code == ""
    [late] = screen.missing
    section = CourseSection.objects.get()
    assert (late.journal, [(line.key, n) for line, n in late.lines]) == (
        section.pk,
        [(str(second.pk), 3)],
    )
    assert screen.late == 3


def test_a_deferred_mark_is_told_as_such_until_its_term_and_is_late_after_it():
    director = appointed(Role.DIRECTOR)
    school_class = class_with(1, 1)
    taken_back(number=2)
    period = GradingPeriod.objects.get(number=2)
    student = PeriodMark.objects.filter(period=period).get().student
    put_off(period, JANUARY.date(), student)

    def second(at):
        screen = screen_of(school_class, director, at=at, of=str(period.pk))
        [(_, [cell])] = screen.blocks[0].lines
        return cell.state, screen.late

    assert second(JANUARY) == ("deferred", 0)
    assert second(JANUARY.replace(day=16)) == ("missing", 1)


def test_nobody_awaits_marks_of_a_journal_without_marks_nor_of_periods_without_lessons():
    director = appointed(Role.DIRECTOR)
    school_class = class_with(1, 2)
    taken_back(number=1)
    ungraded, mathematics = CourseSection.objects.order_by("pk")
    ungraded.scale = CourseSection.Scale.UNGRADED
    ungraded.save(by=clerk(), now=JANUARY)
    mathematics.lessons.get().delete(by=clerk(), now=JANUARY)

    assert screen_of(school_class, director, at=JANUARY).missing == []


@pytest.mark.parametrize("of", ["year", "exam", "final"])
def test_one_line_can_be_shown_alone(of):
    director = appointed(Role.DIRECTOR)
    screen = screen_of(class_with(2, 2), director, of=of)

    assert [[line.key for line, _ in block.lines] for block in screen.blocks] == [[of], [of]]
    assert screen == replace(screen, shown=next(one for one in screen.lines if one.key == of))


@pytest.mark.parametrize("of", ["0", "²", "x" * 300, "-1", "year\x00"])
def test_an_unknown_line_shows_them_all(client, of):
    school_class = class_with(1, 1)
    client.force_login(appointed(Role.DIRECTOR))

    page = client.get(reverse("reports:summary_sheet", args=[school_class.pk]), {"of": of})

    assert (page.status_code, page.context["screen"].shown) == (200, None)


def test_the_page_links_to_the_journals_and_prints_for_who_may_order(client):
    school_class = class_with(1, 1)
    homeroom = HomeroomFactory(school_class=school_class).teacher.user
    section = CourseSection.objects.get()
    url = reverse("reports:summary_sheet", args=[school_class.pk])
    order = reverse("reports:order_document", args=[school_class.pk])
    found = {}
    for person in (appointed(Role.DIRECTOR), homeroom):
        client.force_login(person)
        page = client.get(url).content.decode()
        assert reverse("journal:grid", args=[section.pk]) in page
        found[person == homeroom] = (order in page, reverse("reports:documents") in page)
        glance = client.get(reverse("diary:school_class", args=[school_class.pk])).content.decode()
        classes = client.get(reverse("school:classes")).content.decode()
        assert (url in glance, url in classes) == (True, True)

    assert found[False][0]
    assert found[True] == (False, True)


def test_a_teacher_of_the_class_has_no_way_to_the_sheet(client):
    school_class = class_with(1, 1)
    client.force_login(teacher_of(CourseSection.objects.get()))
    url = reverse("reports:summary_sheet", args=[school_class.pk])

    assert url not in client.get(reverse("school:classes")).content.decode()
    assert client.get(url).status_code == 404
