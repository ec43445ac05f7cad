"""One-time slips for signing in, and what is done to a sign-in by others (ACC-3, ACC-4)."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.records import Record, RecordQuerySet

from .users import User


class SignInSlipQuerySet(RecordQuerySet):
    def open(self, *, today: date) -> "SignInSlipQuerySet":
        """Slips that still let in: neither used nor voided, their last day not over."""
        return self.unused().filter(valid_until__gte=today)

    def unused(self) -> "SignInSlipQuerySet":
        return self.filter(used_at=None, voided_at=None)

    def newest_first(self) -> "SignInSlipQuerySet":
        return self.order_by("-issued_at", "-pk")


class SignInSlip(Record):
    """A slip of paper with which a person signs in once and chooses an own password (B 9, 2.5.3).

    `username` is what was printed: a name once printed is never given to anybody else.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="slips")
    username = models.CharField("имя для входа", max_length=150)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="slips_issued")
    issued_at = models.DateTimeField("выдан")
    valid_until = models.DateField("действует по")
    used_at = models.DateTimeField("использован", null=True, blank=True)
    voided_at = models.DateTimeField("отменён", null=True, blank=True)
    void_reason = models.CharField("почему отменён", max_length=200, blank=True)

    objects = SignInSlipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, voided_at=None),
                name="only_the_last_slip_lets_in",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(voided_at=None), name="slip_is_used_or_voided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: листок от {self.issued_at:%d.%m.%Y}"


class SlipCode(models.Model):
    """The hash of a slip's code: gone as soon as the slip is used or voided."""

    slip = models.OneToOneField(SignInSlip, models.PROTECT, primary_key=True, related_name="code")
    hash = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"код листка {self.slip_id}"


class SignInAct(Record):
    """What one person did to another's way of signing in; never a password."""

    class Kind(models.TextChoices):
        FREED = "freed", "Вход снова разрешён после неудачных попыток"
        FACTOR_RESET = "factor_reset", "Второй фактор сброшен"

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_in_acts")
    kind = models.CharField("что сделано", max_length=20, choices=Kind)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="sign_in_acts_made")
    made_at = models.DateTimeField("когда")
    reason = models.CharField("причина", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["freed", "factor_reset"]), name="sign_in_act_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(user=models.F("made_by")), name="sign_in_act_is_for_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class OutsideIdentity(Record):
    """This person of the school is that person of an outside provider (ЕСИА); found by its number, never by name."""

    class How(models.TextChoices):
        SLIP = "slip", "по листку для входа"
        CARD = "card", "внесён в карточку"

    user = models.ForeignKey(User, models.PROTECT, related_name="outside_identities")
    issuer = models.CharField(max_length=200)
    identifier = models.CharField("номер", max_length=120)
    bound_how = models.CharField("как привязан", max_length=10, choices=How)
    bound_at = models.DateTimeField("привязан")
    ended_at = models.DateTimeField("отвязан", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "identifier"],
                condition=Q(ended_at=None),
                name="outside_identity_is_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["issuer", "user"],
                condition=Q(ended_at=None),
                name="person_has_one_outside_identity",
            ),
            models.CheckConstraint(
                condition=~Q(identifier="") & Q(bound_how__in=["slip", "card"]),
                name="outside_identity_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.issuer}"
