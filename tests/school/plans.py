"""Calendar-thematic plans for tests."""

from decimal import Decimal

from school.actions import lesson_plans as actions
from school.models import LessonPlan
from school.plan_lines import CONTROL, LESSON, PART, PlanLine
from tests.factories import NOW

LINES = (
    PlanLine(PART, "Степень", Decimal(0)),
    PlanLine(LESSON, "Степень числа", Decimal(2), "§ 1; § 2"),
    PlanLine(LESSON, "Свойства степени", Decimal(1), "№ 14"),
    PlanLine(PART, "Многочлены", Decimal(0)),
    PlanLine(LESSON, "Одночлены", Decimal(1)),
    PlanLine(CONTROL, "Контрольная работа № 1", Decimal(1)),
)


def teacher_of(section):
    return section.loads.select_related("teacher__user").first().teacher


def made_plan(*sections, lines=LINES, now=NOW, **given):
    """A draft of the teacher of the first journal."""
    teacher = teacher_of(sections[0])
    return actions.make_plan(
        teacher=teacher, sections=sections, lines=lines, title="Алгебра, 7 класс",
        by=teacher.user, now=now, **given,
    )  # fmt: skip


def sent_plan(*sections, now=NOW, **given):
    plan = made_plan(*sections, now=now, **given)
    return actions.send_plan(plan=plan, version=plan.version, by=plan.teacher.user, now=now)


def approved_plan(by, *sections, now=NOW, **given):
    plan = sent_plan(*sections, now=now, **given)
    return actions.decide_plan(plan=plan, approve=True, version=plan.version, by=by, now=now)


def kept_sent_plan(section):
    """One that waits for the deputy; made once."""
    found = LessonPlan.objects.filter(plan_sections__section=section).first()
    return found or sent_plan(section)
