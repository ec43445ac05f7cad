"""A school in which somebody uses a teacher's account: who does what, when, and what the journal holds."""

import hashlib
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from accounts.actions import breaches
from accounts.models import BreachAct, BreachIncident, User
from diary.actions import leave_notices
from diary.models import Notice
from journal import actions
from journal.actions import CellChange, PeriodMarkChange
from journal.models import AttendanceRecord, Homework, Lesson, Mark, PeriodMark
from school.models import TeachingLoad
from tests.factories import (
    NOW,
    YEAR_START,
    StaffFactory,
    UserFactory,
    clerk,
)

T = NOW + timedelta(hours=1)
LATER = T + timedelta(hours=1)
HONEST = LATER + timedelta(hours=1)
HANDLED = HONEST + timedelta(hours=1)
COMMISSION = [("Директор", "Орлова Анна Ивановна"), ("Администратор", "Котов Пётр Ильич"), ("Секретарь", "Белова Вера Юрьевна")]  # fmt: skip


def kept_breach() -> BreachIncident:
    """A breach of somebody's account, reported by the clerk."""
    return breaches.report_breach(account=UserFactory(), by=clerk(), now=NOW)


def kept_act() -> BreachAct:
    """An act of another breach, with a file that only looks like one: enough for questions of access."""
    content = b"%PDF-1.7 a kept act"
    path = Path(settings.MEDIA_ROOT) / "acts" / "1-1.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    incident = kept_breach()
    incident.act_number = "1"
    incident.save(by=clerk(), now=NOW)
    digest = hashlib.sha256(content).hexdigest()
    kept = BreachAct(
        incident=incident, made_by=clerk(), made_at=NOW, path="acts/1-1.pdf", pages=1, bytes=len(content),
        sha256=digest, content_sha256=digest,
    )  # fmt: skip
    kept.save(by=clerk(), now=NOW)
    return kept


def kept_notice(student) -> Notice:
    [notice] = leave_notices(
        {student.pk: ["Алгебра, урок 15.09.2025. Отметка «2» недействительна."]},
        by=clerk(),
        now=NOW,
    )
    return notice


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
    change = PeriodMarkChange(
        "k", student.pk, value, row.version if row else 0, "По итогам периода"
    )
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
