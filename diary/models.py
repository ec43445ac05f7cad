"""What families are told in the diary, and who of them has read it."""

from django.db import models

from accounts.models import User
from accounts.records import AppendOnly, Record
from school.models import Student

from .letters.models import Letter as Letter
from .letters.models import LetterAnswer as LetterAnswer
from .letters.models import LetterPupil as LetterPupil
from .letters.models import LetterReading as LetterReading


class Notice(Record):
    """Something of the journal that the family must know: one thing a line. It stands in the diary until it is read."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="notices")
    text = models.TextField("текст")
    told_at = models.DateTimeField("сообщено")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="notice_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.told_at:%d.%m.%Y}"

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


class NoticeReading(Record):
    """A member of the family has read the notice: for this person it stands in the diary no more."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(User, models.PROTECT, related_name="notices_read")
    read_at = models.DateTimeField("прочитано")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "reader"], name="notice_is_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.notice}"


class DiaryVisit(AppendOnly):
    """A pupil or a parent has opened the diary on this day: once a day is enough (A 20)."""

    student = models.ForeignKey(
        Student, models.PROTECT, related_name="diary_visits", db_index=False
    )
    reader = models.ForeignKey(User, models.PROTECT, related_name="diary_visits")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "reader", "day"], name="diary_is_visited_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.student}, {self.day:%d.%m.%Y}"
