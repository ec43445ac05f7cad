"""Corrections in closed periods of the demo school: a request in every state, a period opened again and closed."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Appointment, User
from journal import actions
from journal.actions import Place
from journal.models import CorrectionRequest, Lesson, PeriodLock

DAY = timedelta(days=1)
REASON = "Тема записана не полностью"


@transaction.atomic
def ask_for_corrections(*, now: datetime) -> None:
    """Once a school, where the shown teacher has a period that has been closed for a week; else nothing."""
    teacher = User.objects.get(username="teacher")
    deputy = User.objects.get(username="deputy")
    if CorrectionRequest.objects.exists():
        return
    lock = _closed_a_week_ago(teacher, deputy, now)
    if lock is None:
        return
    lessons = Lesson.objects.filter(
        section=lock.section, date__range=(lock.starts_on, lock.ends_on)
    ).exclude(topic="")
    topics = list(lessons.order_by("-date", "-number")[:6])
    if len(topics) < 6:
        return
    asked = [_ask(lesson, teacher, now - 5 * DAY) for lesson in topics]
    actions.approve_correction(request=asked[0], by=deputy, now=now - 4 * DAY)
    refusal = "Тема записана по программе. Уточнение пишут в домашнем задании."
    actions.refuse_correction(request=asked[1], reason=refusal, by=deputy, now=now - 4 * DAY)
    actions.withdraw_correction(request=asked[2], by=teacher, now=now - 4 * DAY)
    _open_for_a_day(lock, deputy, now - 3 * DAY)
    changed = f"{topics[3].topic}. Практикум"
    actions.set_topic(lesson=topics[3], topic=changed, by=teacher, now=now - 2.5 * DAY)
    actions.approve_correction(request=asked[3], by=deputy, now=now - DAY)


def _closed_a_week_ago(teacher: User, deputy: User, now: datetime) -> PeriodLock | None:
    grades = Appointment.objects.filter(user=deputy).values_list("grade_from", "grade_to").first()
    locks = PeriodLock.objects.filter(
        kind=PeriodLock.Kind.PERIOD,
        locked_by=teacher,
        locks_at__lt=now - 7 * DAY,
        section__grade__range=grades or (1, 12),
    )
    latest = locks.select_related("section__year", "section__subject")
    return latest.order_by("-locks_at", "section__grade", "pk").first()


def _ask(lesson: Lesson, teacher: User, now: datetime) -> CorrectionRequest:
    place = Place(CorrectionRequest.What.TOPIC, lesson.section, lesson=lesson)
    new = f"{lesson.topic}. Закрепление"
    return actions.ask_correction(place=place, new=new, reason=REASON, by=teacher, now=now)


def _open_for_a_day(lock: PeriodLock, deputy: User, now: datetime) -> None:
    actions.reopen_period(
        lock=lock,
        until=now + DAY,
        reason="Учитель вернулся с курсов и дополняет темы",
        by=deputy,
        now=now,
    )
