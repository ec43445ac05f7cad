"""Pages of a journal signed by their teacher: the simple electronic signature of 63-ФЗ, by identity, time and hash."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.records import AppendOnly, Record
from school.models import CourseSection, GradingPeriod


class PageSignature(Record):
    """The teacher's signature under a journal's page of a period: who, when, and the digest of what was signed.

    The text itself is a `SignedText` with that digest. What has changed since is told by comparing digests; a new
    state is signed anew. The counts are those shown before the button.
    """

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="page_signatures")
    period = models.ForeignKey(GradingPeriod, models.PROTECT, related_name="page_signatures")
    signer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="кто подписал")
    # As the person was named that day: it outlives the account.
    signer_name = models.CharField("имя подписавшего", max_length=250)
    position = models.CharField("должность", max_length=120)
    signed_at = models.DateTimeField("подписано")
    # How it was known that it is this person: «пароль, код приложения».
    identified_by = models.CharField("вход", max_length=120)
    digest = models.CharField("контрольная сумма", max_length=64)
    pupils = models.PositiveSmallIntegerField("учеников")
    lessons = models.PositiveSmallIntegerField("уроков")
    marks = models.PositiveIntegerField("отметок")
    missing = models.PositiveIntegerField("не заполнено")

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "period", "signer", "digest"],
                name="page_is_signed_once_as_it_stands",
            ),
            models.CheckConstraint(
                condition=~Q(signer_name="") & ~Q(digest=""), name="signature_says_who_and_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}, {self.period.title}: {self.signer_name}"


class SignedText(AppendOnly):
    """What was signed, word by word, under its SHA-256: anybody can count it again. Written once."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(digest=""), name="signed_text_has_a_digest"),
        ]

    def __str__(self) -> str:
        return self.digest
