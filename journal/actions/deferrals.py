"""The mark of a period or of the year is put off by an order because of an illness (B ЭД 5, teacher's duties 12)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import MarkDeferral, PeriodLock, PeriodMark
from school.models import CourseSection, GradingPeriod, SectionEnrollment, Student
from school.words import date_dots

from .closing import settle_locks, take_back_locks
from .refusals import Refused

WITHDRAWN = "отсрочка снята: записана по ошибке"


@transaction.atomic
def defer_marks(
    *,
    student: Student,
    sections: Sequence[CourseSection],
    period: GradingPeriod | None,
    order_number: str,
    order_date: date,
    reason: str,
    until: date,
    by: User,
    now: datetime,
) -> list[MarkDeferral]:
    """Put the pupil's marks of the period (None: of the year) in these journals off till a day; raises Refused.

    Of a mark that is put off already the term is changed, by the new order. Where only these marks were missing the
    period is locked: the cells put off stay open to their first mark.
    """
    if not sections:
        raise Refused("Выберите хотя бы один журнал.")
    if order_date > timezone.localdate(now):
        raise Refused("Дата приказа ещё не наступила. Проверьте дату.")
    of = CourseSection.objects.select_related("subject", "year").order_by("pk")
    of = of.filter(pk__in=[one.pk for one in sections])
    journals = list(of.select_for_update(of=("self",)))
    _must_be_fit(journals, student, period, until, timezone.localdate(now))
    rows = _rows(journals, student, period)
    for row in rows:
        row.order_number, row.order_date = order_number, order_date
        row.reason, row.deferred_until = reason, until
    told = f"приказ № {order_number} от {date_dots(order_date)}"
    MarkDeferral.objects.write(rows, by=by, reason=told, now=now)
    settle_locks(sections=journals, kind=kind_of(period), period=period, by=by, now=now, is_renewed=False)  # fmt: skip
    return rows


def _rows(
    journals: Sequence[CourseSection], student: Student, period: GradingPeriod | None
) -> list[MarkDeferral]:
    """What is put off already, or a new row, of each journal. One query."""
    found = MarkDeferral.objects.filter(section__in=journals, student=student, period=period)
    stored = {row.section_id: row for row in found}
    return [
        stored.get(one.pk) or MarkDeferral(section=one, student=student, period=period)
        for one in journals
    ]


def kind_of(period: GradingPeriod | None) -> str:
    """Kind of the mark: without a period it is the year's."""
    return PeriodMark.Kind.PERIOD if period else PeriodMark.Kind.YEAR


def _must_be_fit(
    journals: Sequence[CourseSection],
    student: Student,
    period: GradingPeriod | None,
    until: date,
    today: date,
) -> None:
    """Two queries, whatever the number of journals."""
    if until < today:
        raise Refused("Срок отсрочки уже прошёл. Укажите день не раньше сегодняшнего.")
    title = period.title if period else "учебный год"
    listed, marked = _lists(journals, student, period), _marks(journals, student, period)
    for section in journals:
        last = (period or section.year).ends_on
        if until <= last:
            raise Refused(
                f"Отсрочка кончается раньше, чем {title}: {date_dots(last)}. Укажите более поздний день."
            )
        if period and not period.grade_from <= section.grade <= period.grade_to:
            raise Refused(f"{section.title}: в этом журнале нет периода «{title}».")
        if section.pk not in listed:
            raise Refused(f"{section.title}: ученик не числится в списке за {title}.")
        if code := marked.get(section.pk):
            raise Refused(f"{section.title}: отметка за {title} уже стоит: «{code}».")


def _lists(
    journals: Sequence[CourseSection], student: Student, period: GradingPeriod | None
) -> set[int]:
    """Of these journals, those on whose list the pupil is on any day of the period, or of the year."""
    days = {one.pk: period or one.year for one in journals}
    terms = SectionEnrollment.objects.filter(section__in=journals, student=student)
    return {
        section
        for section, first, last in terms.values_list("section_id", "starts_on", "ends_on")
        if first <= days[section].ends_on and (last is None or last >= days[section].starts_on)
    }


def _marks(
    journals: Sequence[CourseSection], student: Student, period: GradingPeriod | None
) -> dict[int, str]:
    """The mark that stands, by journal."""
    marks = PeriodMark.objects.filter(
        section__in=journals, student=student, kind=kind_of(period), period=period
    ).exclude(code="")
    return dict(marks.values_list("section_id", "code"))


@transaction.atomic
def withdraw_deferral(*, deferral: MarkDeferral, by: User, now: datetime) -> None:
    """It was written by mistake: the empty cell is missing again; the order stays in history.

    Refused in a closed period without the mark: the cell would be left empty for ever.
    """
    CourseSection.objects.select_for_update().get(pk=deferral.section_id)
    found = MarkDeferral.objects.select_related("period").filter(pk=deferral.pk).first()
    if found is None:
        raise Refused("Отсрочка уже снята.")
    of = {"section": found.section_id, "period": found.period_id, "kind": kind_of(found.period)}
    marked = PeriodMark.objects.filter(**of, student=found.student_id).exclude(code="").exists()
    if not marked and PeriodLock.objects.filter(**of, locks_at__lte=now).exists():
        raise Refused(
            "Период уже закрыт, а отметки нет: без отсрочки её было бы не поставить. Сначала поставьте отметку "
            "или откройте период снова."
        )
    found.delete(by=by, reason=WITHDRAWN, now=now)
    take_back_locks(sections=[found.section_id], by=by, now=now)


def deferred_cells(
    section: CourseSection,
    kind: str,
    period: GradingPeriod | None,
    rows: Mapping[int, PeriodMark],
) -> set[int]:
    """Of these pupils, those whose mark was put off: its empty cell takes a mark in a closed period too.

    `rows` are their cells. What is set is closed with the rest.
    """
    if kind not in (PeriodMark.Kind.PERIOD, PeriodMark.Kind.YEAR):
        return set()
    put_off = MarkDeferral.objects.filter(
        section=section, period=period, student__in=[pk for pk, row in rows.items() if not row.code]
    )
    return set(put_off.values_list("student_id", flat=True))
