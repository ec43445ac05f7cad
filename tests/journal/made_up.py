"""A lesson that a pupil missed, and a protocol by which a missed one was passed."""

from journal.models import AttendanceRecord, CommissionMember, MakeUpProtocol
from tests.factories import LESSON_DAY, NOW, clerk


def absent_from(lesson, student, reason="illness"):
    AttendanceRecord(lesson=lesson, student=student, status="absent", reason=reason).save(
        by=clerk(), now=NOW
    )
    return lesson


def kept_protocol(section, student) -> MakeUpProtocol:
    """One that is there: enough for questions of access."""
    there = MakeUpProtocol.objects.filter(section=section, student=student).first()
    if there is None:
        there = MakeUpProtocol(
            section=section, student=student, number="1", date=LESSON_DAY, way="устный ответ"
        )
        there.save(by=clerk(), now=NOW)
        teacher = section.loads.first().teacher
        CommissionMember(protocol=there, member=teacher, position=0).save(by=clerk(), now=NOW)
    return there
