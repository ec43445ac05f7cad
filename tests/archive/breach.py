"""A school in which somebody uses a teacher's account: who does what, when, and what the journal holds."""

from datetime import timedelta

from accounts.actions import breaches
from accounts.models import BreachIncident, User
from journal import actions
from journal.actions import CellChange, PeriodMarkChange
from journal.models import AttendanceRecord, Homework, Lesson, Mark, PeriodMark
from school.models import TeachingLoad
from tests.factories import (
    NOW,
    YEAR_START,
    StaffFactory,
    clerk,
)

T = NOW + timedelta(hours=1)
LATER = T + timedelta(hours=1)
HONEST = LATER + timedelta(hours=1)
HANDLED = HONEST + timedelta(hours=1)
COMMISSION = [("Директор", "Орлова Анна Ивановна"), ("Администратор", "Котов Пётр Ильич"), ("Секретарь", "Белова Вера Юрьевна")]  # fmt: skip


def cell(section, lesson, student, value, *, by, now=LATER, what="mark"):
    """Write a cell over whatever stands there."""
    rows = {
        "mark": Mark.objects.filter(item__lesson=lesson, student=student).order_by(
            "item__position"
        ),
        "attendance": AttendanceRecord.objects.filter(lesson=lesson, student=student),
    }[what]
    row = rows.first()
    change = CellChange("k", student.pk, lesson.pk, what, value, row.version if row else 0)
    [result] = actions.set_cells(section=section, changes=[change], by=by, now=now)
    assert result.outcome == "saved", result


def period_mark(section, student, value, *, by, period, now=LATER):
    row = PeriodMark.objects.filter(section=section, student=student, period=period).first()
    change = PeriodMarkChange("k", student.pk, value, row.version if row else 0)
    [result] = actions.set_period_marks(
        section=section, kind="period", period=period, changes=[change], by=by, now=now
    )
    assert result.outcome == "saved", result


def second_teacher(section) -> User:
    """A colleague with the same load: who honestly writes in the same journal."""
    staff = StaffFactory()
    TeachingLoad(section=section, teacher=staff, starts_on=YEAR_START).save(by=clerk(), now=NOW)
    return staff.user


def reported(account, *, by, moment=T, now=HANDLED, doubtful_since=None, act="3") -> BreachIncident:
    """Reported, with its moment, its commission and the number of its act: ready for voiding."""
    incident = breaches.report_breach(account=account, by=by, now=now)
    incident = breaches.set_moment(
        incident=incident, moment=moment, reason="вход с чужого адреса", doubtful_since=doubtful_since or moment, by=by, now=now
    )  # fmt: skip
    return breaches.set_commission(
        incident=incident, act_number=act, place="г. Рязань", commission=COMMISSION, measures="", by=by, now=now,
    )  # fmt: skip


def journal_state():
    """What people see in the journal: no versions, an empty cell is as no cell."""
    marks = Mark.objects.exclude(code="", comment="").values_list(
        "item", "student", "code", "comment"
    )
    absent = AttendanceRecord.objects.exclude(status="present")
    return {
        "marks": sorted(marks),
        "attendance": sorted(absent.values_list("lesson", "student", "status", "reason")),
        "topics": sorted(Lesson.objects.values_list("pk", "topic", "attendance_taken_at")),
        "homework": sorted(Homework.objects.values_list("lesson", "text", "is_none", "minutes")),
        "period": sorted(
            PeriodMark.objects.exclude(code="").values_list("section", "student", "period", "code")
        ),
    }  # fmt: skip
