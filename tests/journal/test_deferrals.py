"""The mark of a period is put off by an order till a day: not missing before it, told after it (JRN-8)."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from journal import actions
from journal.access import periods_to_see
from journal.models import MarkDeferral, PeriodLock, PeriodMark
from journal.screens.inbox import inbox
from tests.factories import (
    MOSCOW,
    HomeroomFactory,
    LessonFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    appointed,
    class_of,
    subject,
    teacher_of,
)
from tests.journal.closed import CLOSED, MONDAY, SET_AT, listed, quarter, set_marks

pytestmark = pytest.mark.requirement("JRN-8")
UNTIL = date(2025, 12, 1)
ON_TIME = datetime(2025, 12, 1, 12, 0, tzinfo=MOSCOW)
LATE = datetime(2025, 12, 2, 12, 0, tzinfo=MOSCOW)
TITLE = "отложенная отметка за I четверть"


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 10, 24, 12, 0)


@pytest.fixture
def deputy():
    return appointed(Role.DEPUTY, grade_from=5, grade_to=9)


def defer(section, student, by, *, now=SET_AT, **other):
    facts = {
        "order_number": "12", "order_date": date(2025, 10, 20), "reason": "болезнь",
        "period": quarter(), "until": UNTIL, "sections": [section],
    }  # fmt: skip
    return actions.defer_marks(student=student, by=by, now=now, **facts | other)


def others(section, student):
    return [pk for pk in listed(section) if pk != student.pk]


def mark_of(section, student):
    return PeriodMark.objects.filter(section=section, student=student).values_list(
        "code", flat=True
    )


def outcome(results):
    return [(result.outcome, result.is_closed) for result in results]


def test_the_period_closes_without_the_mark_that_is_put_off(section, student, deputy):
    defer(section, student, deputy)
    assert not PeriodLock.objects.exists()
    set_marks(section, others(section, student))
    lock = PeriodLock.objects.get()
    assert (lock.locks_at, lock.locked_by) == (CLOSED, teacher_of(section))


def test_an_order_after_all_other_marks_closes_the_period(section, student, deputy):
    set_marks(section, others(section, student))
    assert not PeriodLock.objects.exists()
    defer(section, student, deputy)
    assert PeriodLock.objects.get().locked_by == deputy


def test_without_the_order_the_lock_waits_and_a_term_that_is_over_excuses_nobody(
    section, student, deputy
):
    defer(section, student, deputy)
    set_marks(section, others(section, student), now=LATE)
    assert not PeriodLock.objects.exists()


def test_in_the_closed_period_the_empty_cell_takes_its_mark_once(section, student, deputy):
    defer(section, student, deputy)
    set_marks(section, others(section, student))
    one, *_ = others(section, student)
    assert outcome(set_marks(section, [one], "5", now=MONDAY)) == [("refused", True)]
    assert outcome(set_marks(section, [student.pk], "4", now=LATE)) == [("saved", False)]
    assert list(mark_of(section, student)) == ["4"]
    assert outcome(set_marks(section, [student.pk], "5", now=LATE)) == [("refused", True)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"until": date(2025, 10, 24)}, "кончается раньше, чем I четверть"),
        ({"until": date(2025, 10, 1)}, "уже прошёл"),
        ({"order_date": date(2025, 10, 25)}, "ещё не наступила"),
        ({"sections": []}, "хотя бы один журнал"),
    ],
)
def test_an_order_that_cannot_be_is_refused(section, student, deputy, changed, words):
    with pytest.raises(actions.Refused, match=words):
        defer(section, student, deputy, **changed)
    assert not MarkDeferral.objects.exists()


def test_a_mark_that_stands_or_a_stranger_is_not_put_off(section, student, deputy):
    set_marks(section, [student.pk], "3")
    with pytest.raises(actions.Refused, match="уже стоит: «3»"):
        defer(section, student, deputy)
    with pytest.raises(actions.Refused, match="не числится"):
        defer(section, StudentFactory(), deputy)


def test_a_new_order_moves_the_term_and_history_keeps_both(section, student, deputy):
    defer(section, student, deputy)
    defer(section, student, deputy, until=date(2025, 12, 20), order_number="15")
    row = MarkDeferral.objects.get()
    assert (row.order_number, row.deferred_until) == ("15", date(2025, 12, 20))
    told = list(row.history.values_list("history_change_reason", "deferred_until"))
    assert told == [
        ("приказ № 15 от 20.10.2025", date(2025, 12, 20)), ("приказ № 12 от 20.10.2025", UNTIL),
    ]  # fmt: skip


@pytest.mark.parametrize("journals", [1, 3, 16])
def test_an_order_takes_as_many_queries_for_one_journal_as_for_many(
    section, student, deputy, journals
):
    more = [
        SectionFactory(
            school_class=class_of(section), students=[student], subject=subject(f"Предмет {n}")
        )
        for n in range(1, journals)
    ]

    with CaptureQueriesContext(connection) as queries:
        rows = defer(section, student, deputy, sections=[section, *more])

    assert {row.section_id for row in rows} == {one.pk for one in (section, *more)}
    # The only pupil of the others is put off: they are closed; in the first one the rest have no mark yet.
    assert set(PeriodLock.objects.values_list("section_id", flat=True)) == {one.pk for one in more}
    assert len(queries) - (LOCKS_WRITTEN if more else 0) == ORDER


# Whatever the number of journals; where periods are closed by the order, their locks and the history of these.
ORDER, LOCKS_WRITTEN = 13, 2


def test_withdrawn_it_takes_a_coming_lock_back_but_not_one_that_holds(section, student, deputy):
    [row] = defer(section, student, deputy)
    set_marks(section, others(section, student))
    with pytest.raises(actions.Refused, match="Период уже закрыт"):
        actions.withdraw_deferral(deferral=row, by=deputy, now=MONDAY)
    actions.withdraw_deferral(deferral=row, by=deputy, now=SET_AT)
    assert not PeriodLock.objects.exists()
    assert not MarkDeferral.objects.exists()


def asked_for(section, now):
    found = inbox(
        teacher_of(section), year=section.year, periods=periods_to_see(section), now=now,
        on=now.date(),
    )  # fmt: skip
    return [(one.owed.title.split(", ")[0], one.owed.is_late) for one in found.periods]


def test_it_is_told_to_the_teacher_in_the_last_days_of_its_term_and_after(section, student, deputy):
    LessonFactory(section=section)
    defer(section, student, deputy)
    set_marks(section, others(section, student))
    assert asked_for(section, MONDAY) == []
    assert asked_for(section, ON_TIME) == [(TITLE, False)]
    assert asked_for(section, LATE) == [(TITLE, True)]
    set_marks(section, [student.pk], "4", now=LATE)
    assert asked_for(section, LATE) == []


def test_what_is_missing_names_it_only_when_its_term_is_over(as_user, at, section, student, deputy):
    LessonFactory(section=section)
    defer(section, student, deputy)
    for day, is_told in ((1, False), (2, True)):
        at(2025, 12, day, 12, 0)
        assert is_named(as_user(deputy)) is is_told
    set_marks(section, [student.pk], "4", now=LATE)
    assert not is_named(as_user(deputy))


def is_named(client):
    answer = client.get(reverse("reports:missing"))
    assert answer.status_code == 200
    return "Кончился срок отсрочки" in answer.content.decode()


def send(client, section, student, **changed):
    url = f"{reverse('journal:deferrals')}?student={student.pk}"
    data = {
        "period": quarter().pk, "until": "2025-12-01", "order_number": "12",
        "order_date": "2025-10-20", "reason": "болезнь", "sections": [section.pk],
    }  # fmt: skip
    return client.post(url, data | changed)


def test_the_deputy_writes_the_order_on_the_page(as_user, section, student, deputy):
    client = as_user(deputy)
    found = client.get(f"{reverse('journal:deferrals')}?class={class_of(section).pk}")
    assert f"?student={student.pk}" in found.content.decode()
    answer = send(client, section, student, reason="")
    assert (answer.status_code, "Заполните." in answer.content.decode()) == (422, True)
    assert send(client, section, student).status_code == 302
    page = client.get(reverse("journal:deferrals")).content.decode()
    assert ("№ 12 от 20.10.2025" in page, "01.12.2025" in page) == (True, True)
    row = MarkDeferral.objects.get()
    assert client.post(reverse("journal:deferrals"), {"withdraw": row.pk}).status_code == 302
    assert not MarkDeferral.objects.exists()


def test_teachers_and_the_homeroom_teacher_read_it_and_write_nothing(
    as_user, section, student, teacher, deputy
):
    leader = StaffFactory()
    HomeroomFactory(school_class=class_of(section), teacher=leader)
    defer(section, student, deputy)
    for person in (teacher, leader.user):
        client = as_user(person)
        page = client.get(reverse("journal:deferrals")).content.decode()
        assert ("№ 12 от" in page, "Отложить отметку" in page) == (True, False)
        assert send(client, section, student).status_code == 404
    other = as_user(appointed(Role.DEPUTY, grade_from=10, grade_to=11))
    assert send(other, section, student).status_code == 404
    assert "№ 12 от" not in other.get(reverse("journal:deferrals")).content.decode()


def test_the_spread_shows_it_in_the_empty_cell(as_user, section, student, teacher, deputy):
    LessonFactory(section=section)
    defer(section, student, deputy)
    page = as_user(teacher).get(reverse("journal:grid", args=[section.pk])).content.decode()
    assert '<td class="final put-off" title="отсрочка до 01.12.2025"></td>' in page
    assert f'"putOff": {{"period": [{student.pk}], "year": []}}' in page
