"""Calendar-thematic plans: written by the teacher, approved by the deputy, never changed afterwards (SCH-9)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.lesson_plans import in_force, lines_of, plans_of, served_by
from school.models import (
    CourseSection,
    LessonPlan,
    LessonPlanItem,
    LessonPlanSection,
    StaffMember,
)
from school.plan_lines import PlanLine
from school.words import clock, date_dots

from .cards import Stale
from .refusals import Refused

State = LessonPlan.State
FIELDS = ("kind", "topic", "hours", "homework", "note")


@transaction.atomic
def make_plan(
    *,
    teacher: StaffMember,
    sections: Sequence[CourseSection],
    lines: Sequence[PlanLine],
    title: str,
    by: User,
    now: datetime,
    copied_from: LessonPlan | None = None,
) -> LessonPlan:
    """A draft for these journals: empty, or with lines of another plan. Journals are of one subject and year.

    Raises Refused where the teacher has one for them already that is not approved.
    """
    _must_be_alike(sections)
    _must_have_no_draft(teacher, sections)
    plan = LessonPlan(
        year_id=sections[0].year_id,
        subject_id=sections[0].subject_id,
        teacher=teacher,
        title=title,
        copied_from=copied_from,
    )
    plan.save(by=by, now=now)
    _serve(plan, sections, by, now)
    rows = [_filled(LessonPlanItem(plan=plan), place, line) for place, line in _placed(lines)]
    LessonPlanItem.objects.write(rows, by=by, now=now)
    return plan


@transaction.atomic
def revise_plan(
    *,
    plan: LessonPlan,
    by: User,
    now: datetime,
    sections: Sequence[CourseSection] | None = None,
    lines: Sequence[PlanLine] | None = None,
) -> LessonPlan:
    """A new edition of an approved plan, or a variant of it for some of its journals: a draft that remembers it.

    Without `sections` it is for the journals where the plan is in force: those that have a variant keep it. The
    approved plan stays in force until the new one is approved. Raises Refused as make_plan does.
    """
    plan = _locked(plan)
    if plan.state == State.SENT:
        raise Refused("План на утверждении. Чтобы править его, сначала отзовите.")
    there = served_by(plan)
    wanted = sections if sections is not None else _ruled_by(plan, there)
    if plan.is_open:
        # A variant of a draft: each journal has one draft of its teacher.
        keys = {section.pk for section in wanted}
        kept = [section for section in there if section.pk not in keys]
        if not kept:
            raise Refused("План ещё не утверждён: правьте его самого.")
        if _serve(plan, kept, by, now):
            _save(plan, by, now)
    return make_plan(
        teacher=plan.teacher,
        sections=wanted,
        lines=lines_of(plan) if lines is None else lines,
        title=plan.title,
        copied_from=plan,
        by=by,
        now=now,
    )


@transaction.atomic
def save_plan(
    *,
    plan: LessonPlan,
    lines: Sequence[PlanLine],
    version: int,
    by: User,
    now: datetime,
    title: str = "",
    sections: Sequence[CourseSection] | None = None,
) -> LessonPlan:
    """Make the plan what the lines say, in their order; lines that are not named are taken out.

    Raises Stale where it was changed since that version, Refused where it is sent or approved.
    """
    plan = _open(plan, version)
    there = {row.pk: row for row in plan.items.all()}
    written, kept = [], set()
    for place, line in _placed(lines):
        row = there.get(line.pk or 0)
        if row is None or row.pk in kept:
            row = LessonPlanItem(plan=plan)
        else:
            kept.add(row.pk)
        was = _told(row)
        if _told(_filled(row, place, line)) != was or row.pk is None:
            written.append(row)
    gone = [row for key, row in there.items() if key not in kept]
    LessonPlanItem.objects.erase(gone, by=by, now=now, reason="строка убрана из плана")
    LessonPlanItem.objects.write(written, by=by, now=now)
    served = False
    if sections is not None:
        _must_be_alike(sections, plan)
        _must_have_no_draft(plan.teacher, sections, but=plan)
        served = _serve(plan, sections, by, now)
    if written or gone or served or title not in ("", plan.title):
        plan.title = title or plan.title
        _save(plan, by, now)
    return plan


@transaction.atomic
def send_plan(*, plan: LessonPlan, version: int, by: User, now: datetime) -> LessonPlan:
    """Ask the deputy to approve it. Raises Refused for a plan without topics."""
    plan = _open(plan, version)
    if not plan.items.exclude(kind=LessonPlanItem.Kind.PART).exists():
        raise Refused("В плане ещё нет тем. Заполните его и отправьте.")
    plan.state, plan.sent_at = State.SENT, now
    plan.decided_at = plan.decided_by = None
    plan.remark = ""
    _save(plan, by, now)
    return plan


@transaction.atomic
def take_back(*, plan: LessonPlan, by: User, now: datetime) -> LessonPlan:
    """A plan nobody has decided on is a draft again."""
    plan = _locked(plan)
    if plan.state != State.SENT:
        raise Refused(f"План уже не на утверждении: он {plan.get_state_display()}.")
    plan.state, plan.sent_at = State.DRAFT, None
    _save(plan, by, now)
    return plan


@transaction.atomic
def decide_plan(
    *, plan: LessonPlan, approve: bool, version: int, by: User, now: datetime, remark: str = ""
) -> LessonPlan:
    """Approve what was read, or return it with words. Raises Stale where it was changed meanwhile."""
    plan = _locked(plan)
    _must_be_as_shown(plan, version)
    if plan.state != State.SENT:
        raise Refused("Этот план сейчас не на утверждении.")
    if plan.teacher.user_id == by.pk:
        raise Refused("Свой план утверждает другой заместитель или директор.")
    if not approve and not remark.strip():
        raise Refused("Напишите учителю, что исправить.")
    plan.state = State.APPROVED if approve else State.RETURNED
    plan.decided_at, plan.decided_by = now, by
    plan.remark = "" if approve else remark.strip()
    _save(plan, by, now)
    return plan


@transaction.atomic
def remove_plan(*, plan: LessonPlan, version: int, by: User, now: datetime) -> None:
    """Take away a plan that was never approved and that no other was made of."""
    plan = _open(plan, version)
    if plan.copies.exists():
        raise Refused("По этому плану составлен другой: этот остаётся.")
    reason = "план не понадобился"
    LessonPlanItem.objects.erase(plan.items.all(), by=by, now=now, reason=reason)
    LessonPlanSection.objects.erase(plan.plan_sections.all(), by=by, now=now, reason=reason)
    plan.delete(by=by, now=now, reason=reason)


def _locked(plan: LessonPlan) -> LessonPlan:
    found: LessonPlan = (
        LessonPlan.objects.select_for_update(of=["self"])
        .select_related("teacher__user", "year", "subject")
        .get(pk=plan.pk)
    )
    return found


def _open(plan: LessonPlan, version: int) -> LessonPlan:
    """The plan that its teacher may change, as it was shown."""
    plan = _locked(plan)
    _must_be_as_shown(plan, version)
    if plan.state == State.SENT:
        raise Refused("План на утверждении. Чтобы править его, сначала отзовите.")
    if plan.state == State.APPROVED:
        raise Refused("Утверждённый план не меняется. Сделайте новую редакцию.")
    return plan


def _must_be_as_shown(plan: LessonPlan, version: int) -> None:
    if plan.version == version:
        return
    last = plan.history.order_by("-history_id").first()
    at = timezone.localtime(last.history_date)
    raise Stale(
        f"Пока вы смотрели план, его изменили ({last.history_author}, {date_dots(at.date())}, {clock(at.time())}). "
        "Ваше осталось на странице: сверьте его с тем, что записано, и повторите."
    )


def _must_be_alike(sections: Sequence[CourseSection], plan: LessonPlan | None = None) -> None:
    kinds = {(section.year_id, section.subject_id) for section in sections}
    if not sections:
        raise Refused("Выберите журнал, для которого план.")
    if len(kinds) > 1 or (plan and kinds != {(plan.year_id, plan.subject_id)}):
        raise Refused("Один план – для журналов одного предмета и года.")


def _must_have_no_draft(
    teacher: StaffMember, sections: Iterable[CourseSection], but: LessonPlan | None = None
) -> None:
    """A teacher has one plan of a journal that is not approved; two who begin at once wait for each other."""
    StaffMember.objects.select_for_update(of=["self"], no_key=True).get(pk=teacher.pk)
    begun = LessonPlanSection.objects.filter(section__in=sections, plan__teacher=teacher)
    begun = begun.exclude(plan__state=State.APPROVED)
    if but:
        # What it serves already stays with it.
        begun = begun.exclude(plan=but).exclude(section__plan_sections__plan=but)
    if found := begun.select_related("section__subject").first():
        raise Refused(
            f"{found.section.title}: ваш план этого журнала ещё не утверждён. Допишите его или удалите."
        )


def _ruled_by(plan: LessonPlan, sections: Sequence[CourseSection]) -> Sequence[CourseSection]:
    """Of the journals an approved plan serves those where it is in force; of an open plan all of them."""
    if plan.is_open:
        return sections
    plans = plans_of(sections)
    found = [section for section in sections if in_force(plans[section.pk]) == plan]
    if not found:
        raise Refused("Вместо этого плана действует другой: делайте новую редакцию того.")
    return found


def _serve(plan: LessonPlan, sections: Iterable[CourseSection], by: User, now: datetime) -> bool:
    """Whether anything of it is new."""
    wanted = {section.pk for section in sections}
    there = {row.section_id: row for row in plan.plan_sections.all()}
    gone = [row for key, row in there.items() if key not in wanted]
    new = [LessonPlanSection(plan=plan, section_id=key) for key in sorted(wanted - there.keys())]
    LessonPlanSection.objects.erase(gone, by=by, now=now, reason="план больше не для этого журнала")
    LessonPlanSection.objects.write(new, by=by, now=now)
    return bool(gone or new)


def _placed(lines: Sequence[PlanLine]) -> Iterable[tuple[int, PlanLine]]:
    return enumerate(lines, start=1)


def _filled(row: LessonPlanItem, place: int, line: PlanLine) -> LessonPlanItem:
    row.position = place
    for name in FIELDS:
        setattr(row, name, getattr(line, name))
    return row


def _told(row: LessonPlanItem) -> tuple[Any, ...]:
    return (row.position, *(getattr(row, name) for name in FIELDS))


def _save(plan: LessonPlan, by: User, now: datetime) -> None:
    plan.version += 1
    plan.save(by=by, now=now)
