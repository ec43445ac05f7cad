"""Dismissal: the next request is refused, journals go over with a date, what was written stays (B 12)."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Role
from journal import actions as journal
from journal.access import fillable_by
from journal.actions import CellChange
from journal.models import Mark
from school import actions
from school.actions import Dismissal, Heir, Order, Refused
from school.models import (
    READ_JOURNAL,
    Homeroom,
    SectionGrant,
    StaffMember,
    Substitution,
    TeachingLoad,
)
from tests.crowd import granted
from tests.factories import (
    LESSON_DAY,
    NOW,
    HomeroomFactory,
    LessonFactory,
    LoadFactory,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
    pupil_of,
    teacher_of,
)

pytestmark = pytest.mark.requirement("ACC-5")

DAY = timedelta(days=1)
TOMORROW = LESSON_DAY + DAY
ORDER = Order("31-л", LESSON_DAY)


@pytest.fixture
def member(section):
    return teacher_of(section).staff_member


@pytest.fixture
def officer():
    return appointed(Role.HR)


@pytest.fixture(autouse=True)
def _monday(at):
    at(2025, 9, 15, 14, 0)


def dismissal(member, *, last_day=LESSON_DAY, at_once=True, to=None, starts_on=None):
    heir = Heir(to, starts_on or last_day + DAY)
    return Dismissal(
        last_day=last_day,
        order=ORDER,
        at_once=at_once,
        loads={load.pk: heir for load in member.loads.all()},
        homerooms={row.pk: heir for row in member.homerooms.all()},
    )


def dismiss(member, officer, now=NOW, **how):
    return actions.dismiss(member=member, dismissal=dismissal(member, **how), by=officer, now=now)


def write_cell(client, lesson, student, value="5", base=0):
    change = {
        "key": "k", "student": student.pk, "lesson": lesson.pk, "item": None,
        "field": "mark", "value": value, "base": base,
    }  # fmt: skip
    return client.post(
        reverse("journal:save_cells", args=[lesson.section_id]),
        json.dumps({"changes": [change]}),
        content_type="application/json",
    )


def test_the_very_next_request_of_the_dismissed_is_refused(
    as_user, client, section, lesson, student, member, officer
):
    as_user(member.user)
    pages = [
        reverse("journal:grid", args=[section.pk]),
        reverse("journal:lesson", args=[lesson.pk]),
        reverse("school:school_class", args=[class_of(section).pk]),
        reverse("journal:today"),
    ]
    assert {client.get(page).status_code for page in pages} == {200}
    assert write_cell(client, lesson, student).status_code == 200

    dismiss(member, officer)

    assert {client.get(page).status_code for page in pages} == {404}
    assert write_cell(client, lesson, student, "2", base=1).status_code == 404
    assert [mark.code for mark in Mark.objects.all()] == ["5"]


def test_sign_ins_end_and_a_parent_keeps_the_family_pages(client, member, officer, student):
    child = pupil_of(class_of(student.section_enrollments.first().section))
    link = parent_of(child).guardian_links.get()
    link.guardian = member.user
    link.save(by=clerk(), now=NOW)
    member.user.set_password("длинная фраза учителя")
    member.user.save()
    sign_in = {"login": member.user.username, "password": "длинная фраза учителя"}
    client.post(reverse("account_login"), sign_in)
    assert Session.objects.count() == 1

    dismiss(member, officer)

    assert Session.objects.count() == 0
    client.force_login(member.user)
    assert client.get(reverse("diary:home"), follow=True).status_code == 200
    assert client.get(reverse("journal:sections")).status_code == 404


def test_the_successor_opens_the_journal_from_the_day_and_old_marks_keep_their_author(
    as_user, client, section, lesson, student, member, officer, at
):
    write_cell(as_user(member.user), lesson, student)
    successor = StaffFactory()
    dismiss(member, officer, to=successor)
    grid = reverse("journal:grid", args=[section.pk])

    as_user(successor.user)
    assert client.get(grid).status_code == 404
    at(2025, 9, 16, 9, 0)
    assert as_user(successor.user).get(grid).status_code == 200

    loads = TeachingLoad.objects.filter(section=section).order_by("starts_on")
    assert [(load.teacher, load.starts_on, load.ends_on) for load in loads] == [
        (member, date(2025, 9, 1), LESSON_DAY),
        (successor, TOMORROW, None),
    ]
    assert Mark.history.get().history_user == member.user
    assert loads[1].history.get().history_change_reason == "увольнение, приказ № 31-л от 15.09.2025"


def test_each_journal_goes_to_its_own_heir_on_its_own_day_and_one_stays_vacant(member, officer):
    second, third = SectionFactory(teacher=member), SectionFactory(teacher=member)
    first = member.loads.order_by("pk").first()
    one, two = StaffFactory(), StaffFactory()
    heirs = {
        first.pk: Heir(one, LESSON_DAY),
        second.loads.get().pk: Heir(two, TOMORROW + DAY),
        third.loads.get().pk: Heir(None, TOMORROW),
    }

    actions.dismiss(
        member=member, dismissal=Dismissal(LESSON_DAY, ORDER, True, heirs), by=officer, now=NOW
    )

    told = TeachingLoad.objects.order_by("section", "starts_on")
    assert [(row.section_id, row.teacher, row.ends_on) for row in told] == [
        (first.section_id, member, LESSON_DAY - DAY),
        (first.section_id, one, None),
        (second.pk, member, LESSON_DAY),
        (second.pk, two, None),
        (third.pk, member, LESSON_DAY),
    ]
    assert [row.starts_on for row in told if row.teacher != member] == [LESSON_DAY, TOMORROW + DAY]


def test_lessons_the_teacher_left_unfilled_are_filled_by_the_successor_and_filled_ones_are_not(
    as_user, client, section, student, member, officer, at
):
    filled = LessonFactory(section=section, date=date(2025, 9, 8))
    left = LessonFactory(section=section, date=date(2025, 9, 9))
    journal.set_topic(lesson=filled, topic="Степень", by=member.user, now=NOW)
    journal.take_attendance(lesson=filled, by=member.user, now=NOW)
    successor, outsider = StaffFactory(), LoadFactory(section=section, starts_on=TOMORROW).teacher
    dismiss(member, officer, to=successor)
    at(2025, 9, 16, 9, 0)

    assert set(fillable_by(successor.user, on=TOMORROW)) == {left}
    assert set(fillable_by(outsider.user, on=TOMORROW)) == set()
    results = journal.set_cells(
        section=section,
        changes=[CellChange(str(x.pk), student.pk, x.pk, "mark", "4", 0) for x in (filled, left)],
        by=successor.user,
        now=NOW + DAY,
    )
    assert [result.outcome for result in results] == ["refused", "saved"]
    assert write_cell(as_user(successor.user), left, student, "3", base=1).status_code == 200
    journal.take_attendance(lesson=left, by=successor.user, now=NOW + DAY)
    journal.set_topic(lesson=left, topic="Корень", by=successor.user, now=NOW + DAY)
    assert set(fillable_by(successor.user, on=TOMORROW)) == {left}


def test_the_class_goes_over_with_its_homeroom(member, officer):
    homeroom = HomeroomFactory(teacher=member)
    successor = StaffFactory()

    dismiss(member, officer, to=successor)

    told = Homeroom.objects.filter(school_class=homeroom.school_class).order_by("starts_on")
    assert [(row.teacher, row.ends_on) for row in told] == [(member, LESSON_DAY), (successor, None)]


def test_orders_grants_and_substitutions_to_come_end(section, officer, client):
    member = granted(SectionGrant, section, READ_JOURNAL).staff_member
    appointment = appointed(Role.DEPUTY).appointments.get()
    appointment.user = member.user
    appointment.save(by=clerk(), now=NOW)
    for day in (LESSON_DAY, TOMORROW):
        row = Substitution(section=section, date=day, number=1, teacher=member)
        row.save(by=clerk(), now=NOW)
    client.force_login(member.user)
    assert client.get(reverse("reports:missing")).status_code == 200

    dismiss(member, officer)

    appointment.refresh_from_db()
    assert appointment.ends_on == LESSON_DAY
    assert SectionGrant.objects.get(user=member.user).withdrawn_at == NOW
    assert [row.date for row in Substitution.objects.all()] == [LESSON_DAY]
    assert client.get(reverse("reports:missing")).status_code == 404


def test_a_closing_in_the_end_of_the_day_needs_no_worker(
    as_user, client, section, member, officer, at
):
    grid = reverse("journal:grid", args=[section.pk])
    dismiss(member, officer, at_once=False)
    member.refresh_from_db()
    as_user(member.user)
    assert (member.access_closed_at, client.get(grid).status_code) == (None, 200)

    at(2025, 9, 16, 0, 1)
    assert as_user(member.user).get(grid).status_code == 404

    call_command("close_access")
    member.refresh_from_db()
    assert f"{member.access_closed_at:%d.%m.%Y %H:%M}" == "15.09.2025 21:00"
    assert member.history.first().history_user == officer
    call_command("close_access")
    assert member.history.count() == 3


def test_in_the_summer_the_dismissed_is_out_though_the_years_load_still_holds(
    as_user, client, section, member, officer, at
):
    grid = reverse("journal:grid", args=[section.pk])
    successor = StaffFactory()
    at(2026, 6, 20, 10, 0)
    assert as_user(member.user).get(grid).status_code == 200

    june = date(2026, 6, 20)
    dismiss(
        member, officer, now=NOW.replace(year=2026, month=6, day=20), last_day=june, to=successor
    )

    assert client.get(grid).status_code == 404
    assert as_user(successor.user).get(grid).status_code == 200


def test_a_dismissal_sent_twice_is_one_and_another_is_refused(member, officer):
    dismiss(member, officer, to=StaffFactory())
    before = TeachingLoad.history.count(), StaffMember.history.count()

    dismiss(member, officer)

    assert (TeachingLoad.history.count(), StaffMember.history.count()) == before
    with pytest.raises(Refused, match="уже оформлено"):
        dismiss(member, officer, last_day=TOMORROW)


def test_a_journal_given_meanwhile_is_not_lost_in_silence(member, officer):
    shown = dismissal(member)
    SectionFactory(teacher=member)

    with pytest.raises(Refused, match="За это время добавилось"):
        actions.dismiss(member=member, dismissal=shown, by=officer, now=NOW)

    assert StaffMember.objects.get(pk=member.pk).dismissed_on is None
    assert not TeachingLoad.objects.exclude(ends_on=None).exists()


def test_impossible_dismissals_are_refused_with_the_way_out(member, officer):
    gone = StaffFactory(dismissed_on=LESSON_DAY - DAY)
    own = StaffFactory(user=officer)
    member.hired_on = LESSON_DAY
    member.save(by=clerk(), now=NOW)

    for case, why in (
        (lambda: dismiss(own, officer), "Своё увольнение"),
        (lambda: dismiss(member, officer, to=gone), "уже не работает"),
        (lambda: dismiss(member, officer, to=member), "кого увольняют"),
        (lambda: dismiss(member, officer, last_day=LESSON_DAY - DAY), "раньше дня приёма"),
    ):
        with pytest.raises(Refused, match=why):
            case()
    assert not StaffMember.objects.filter(dismissal_order_number="31-л").exists()


def test_a_dismissal_by_mistake_is_undone_with_its_history(
    as_user, client, section, member, officer
):
    HomeroomFactory(teacher=member)
    dismiss(member, officer, to=StaffFactory())

    returned = actions.return_to_work(
        member=member, starts_on=LESSON_DAY, reason="оформлено по ошибке", by=officer, now=NOW
    )

    load = TeachingLoad.objects.get(section=section)
    assert (returned, load.teacher, load.ends_on) == (2, member, None)
    assert as_user(member.user).get(reverse("journal:grid", args=[section.pk])).status_code == 200
    reasons = member.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(reasons)[1:] == ["увольнение, приказ № 31-л от 15.09.2025", "оформлено по ошибке"]


def test_who_comes_back_later_takes_over_from_the_successor(section, member, officer):
    successor = StaffFactory()
    dismiss(member, officer, to=successor)
    back = LESSON_DAY + 10 * DAY

    actions.return_to_work(
        member=member, starts_on=back, reason="восстановлен", by=officer, now=NOW + 10 * DAY
    )

    told = TeachingLoad.objects.filter(section=section).order_by("starts_on")
    assert [(row.teacher, row.starts_on, row.ends_on) for row in told] == [
        (member, date(2025, 9, 1), LESSON_DAY),
        (successor, TOMORROW, back - DAY),
        (member, back, None),
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_of_a_dismissal_costs_the_same_queries(
    client, officer, member, number, django_assert_num_queries
):
    for _ in range(number):
        SectionFactory(teacher=member)
        StaffFactory()
    client.force_login(officer)
    address = reverse("school:dismiss", args=[member.pk])

    client.get(address)
    with django_assert_num_queries(COST_OF_DISMISSAL):
        answer = client.get(address)

    assert answer.status_code == 200


COST_OF_DISMISSAL = 17


def test_the_page_names_heirs_days_and_who_sees_to_the_rest(client, section, member, officer):
    deputy = appointed(Role.DEPUTY, grade_from=5, grade_to=9)
    colleague = LoadFactory(section=SectionFactory()).teacher
    client.force_login(officer)
    address = reverse("school:dismiss", args=[member.pk])

    text = client.get(address).content.decode()
    assert section.title in text
    assert deputy.short_name in text

    load = member.loads.get()
    sent = {
        "last_day": "2025-09-15", "order_number": "31-л", "order_date": "2025-09-15", "closing": "now",
        f"load-{load.pk}": colleague.pk, f"load-{load.pk}-from": "2025-09-17",
    }  # fmt: skip
    refused = client.post(address, sent | {"order_number": "", f"load-{load.pk}": "777"})
    assert refused.status_code == 422
    assert "Укажите номер приказа." in refused.content.decode()
    assert "Такого работающего сотрудника в списке нет." in refused.content.decode()
    assert not StaffMember.objects.exclude(dismissed_on=None).exists()

    assert client.post(address, sent).status_code == 302
    assert colleague.loads.get(section=section).starts_on == date(2025, 9, 17)


def test_a_colleague_of_the_same_journal_keeps_the_own_load_when_the_dismissal_is_undone(
    section, member, officer
):
    colleague = LoadFactory(section=section, teacher=StaffFactory())
    dismiss(member, officer, to=colleague.teacher)

    actions.return_to_work(
        member=member, starts_on=LESSON_DAY, reason="оформлено по ошибке", by=officer, now=NOW
    )

    colleague.refresh_from_db()
    assert (colleague.ends_on, colleague.taken_over_from) == (None, None)


def test_nobody_takes_the_own_dismissal_back(member, officer):
    dismiss(member, officer)

    with pytest.raises(Refused, match="Себя на работу не принимают"):
        actions.return_to_work(
            member=member, starts_on=TOMORROW, reason="я вернулся", by=member.user, now=NOW
        )


def test_dismissed_at_once_reads_no_history_though_the_order_lasts_the_day(
    as_user, officer, student
):
    head = StaffFactory(user=appointed(Role.DEPUTY))
    url = reverse("archive:pupil_history", args=[student.pk])
    assert as_user(head.user).get(url).status_code == 200

    dismiss(head, officer)

    assert as_user(head.user).get(url).status_code == 404
