"""Topics that a pupil missed and passed later by a protocol, and marks of a period put off by an order."""

from django.db import models
from django.db.models import Q

from accounts.records import Record
from school.models import CourseSection, GradingPeriod, StaffMember, Student

from .lessons import Lesson


class MakeUpProtocol(Record):
    """A pupil has passed missed topics of a journal to the teacher or to a commission (B 2.6)."""

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="make_up_protocols")
    student = models.ForeignKey(Student, models.PROTECT, related_name="make_up_protocols")
    number = models.CharField("номер протокола", max_length=40)
    date = models.DateField("дата протокола")
    # How it was passed: «устный ответ», «контрольная работа».
    way = models.CharField("форма", max_length=120)
    # Written by mistake: its topics are missed again, the protocol stays with this moment.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "student", "number", "date"],
                condition=Q(withdrawn_at=None),
                name="make_up_protocol_is_written_once",
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(way=""), name="make_up_protocol_has_number_and_way"
            ),
        ]
        indexes = [models.Index(fields=["student"], name="make_up_protocol_by_student")]

    def __str__(self) -> str:
        return f"протокол № {self.number} от {self.date:%d.%m.%Y}"


class CommissionMember(Record):
    """Who took what was passed, in the order in which they sign: one teacher, or a commission."""

    protocol = models.ForeignKey(MakeUpProtocol, models.PROTECT, related_name="members")
    member = models.ForeignKey(StaffMember, models.PROTECT, related_name="commissions")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "member"], name="commission_member_signs_once"
            ),
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.protocol}: {self.member}"


class MakeUp(Record):
    """A topic of the protocol and its mark, which stands in a column of that lesson; the absence stays beside it."""

    protocol = models.ForeignKey(MakeUpProtocol, models.PROTECT, related_name="topics")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="make_ups")
    student = models.ForeignKey(Student, models.PROTECT, related_name="make_ups")
    code = models.CharField("отметка", max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "student"], name="missed_topic_is_passed_once"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="passed_topic_has_a_mark"),
        ]
        indexes = [models.Index(fields=["student"], name="make_up_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.code}, {self.protocol}"


class MarkDeferral(Record):
    """The mark of a period or of the year is put off till a day by an order, because of an illness (B ЭД 5).

    Till then the empty cell is not missing; `period` None means the year's mark.
    """

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="mark_deferrals")
    student = models.ForeignKey(Student, models.PROTECT, related_name="mark_deferrals")
    period = models.ForeignKey(
        GradingPeriod, models.PROTECT, null=True, blank=True, related_name="mark_deferrals"
    )
    order_number = models.CharField("номер приказа", max_length=40)
    order_date = models.DateField("дата приказа")
    reason = models.CharField("причина", max_length=200)
    deferred_until = models.DateField("отсрочка до")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "student", "period"],
                nulls_distinct=False,
                name="period_mark_is_deferred_once",
            ),
            models.CheckConstraint(
                condition=~Q(order_number="") & ~Q(reason=""), name="deferral_has_order_and_reason"
            ),
            models.CheckConstraint(
                condition=Q(deferred_until__gte=models.F("order_date")),
                name="deferral_ends_after_its_order",
            ),
        ]
        indexes = [models.Index(fields=["student"], name="mark_deferral_by_student")]

    def __str__(self) -> str:
        return f"приказ № {self.order_number} от {self.order_date:%d.%m.%Y}, отсрочка до {self.deferred_until:%d.%m.%Y}"

    @property
    def title(self) -> str:
        return self.period.title if self.period else "учебный год"
