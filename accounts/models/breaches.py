"""Somebody else has used an account: what was told, when, what was done, and which operations are void (B 4.3)."""

from django.db import models
from django.db.models import F, Func, Q

from accounts.records import Record, RecordQuerySet

from .users import User

SMALLEST_COMMISSION = 3
_members = Func(F("commission"), function="jsonb_array_length", output_field=models.IntegerField())


class BreachIncidentQuerySet(RecordQuerySet):
    def newest_first(self):
        return self.order_by("-discovered_at", "-pk")

    def with_people(self):
        return self.select_related("account", "reported_by", "unlocked_by")

    def stopping(self, account):
        """Incidents for which the account is stopped now."""
        return self.filter(account=account, unlocked_at=None)


class BreachIncident(Record):
    """One breach of an account's confidentiality. The account is stopped from the report until it is unlocked.

    `moment` is T: operations of the account since then are void. It is empty until both notices are known, or a
    person has set it with a reason. `commission` is [[position, full name], …].
    """

    class State(models.TextChoices):
        REPORTED = "reported", "разбирается"
        VOIDED = "voided", "операции признаны недействительными"
        CLOSED = "closed", "акт составлен"

    account = models.ForeignKey(User, models.PROTECT, related_name="breaches")
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="breaches_reported")
    reported_at = models.DateTimeField()
    discovered_at = models.DateTimeField()
    circumstances = models.TextField(max_length=2000, blank=True)
    director_notified_at = models.DateTimeField(null=True, blank=True)
    director_notified = models.CharField(max_length=200, blank=True)
    support_notified_at = models.DateTimeField(null=True, blank=True)
    support_notified = models.CharField(max_length=200, blank=True)
    moment = models.DateTimeField(null=True, blank=True)
    moment_reason = models.CharField(max_length=300, blank=True)
    # Operations from then to `moment` are looked through: the last sign-in that was surely the person's own.
    doubtful_since = models.DateTimeField(null=True, blank=True)
    act_number = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=200, blank=True)
    commission = models.JSONField(default=list, blank=True)
    measures = models.TextField(max_length=2000, blank=True)
    # Roskomnadzor: the first notice and the result of the inquiry (152-ФЗ, art. 21 p. 3.1), or why none is due.
    first_notice_on = models.DateField(null=True, blank=True)
    first_notice_number = models.CharField(max_length=60, blank=True)
    inquiry_on = models.DateField(null=True, blank=True)
    inquiry_number = models.CharField(max_length=60, blank=True)
    no_notice_because = models.CharField(max_length=300, blank=True)
    unlocked_at = models.DateTimeField(null=True, blank=True)
    unlocked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.REPORTED)

    objects = BreachIncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(unlocked_at__isnull=True),
                name="account_is_stopped_by_one_incident",
            ),
            models.UniqueConstraint(
                fields=["act_number"],
                condition=~Q(act_number=""),
                name="breach_act_number_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "voided", "closed"]),
                name="breach_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(discovered_at__lte=F("reported_at")),
                name="breach_is_discovered_before_it_is_reported",
            ),
            models.CheckConstraint(
                condition=Q(unlocked_at__isnull=True, unlocked_by__isnull=True)
                | Q(unlocked_at__isnull=False, unlocked_by__isnull=False),
                name="account_is_unlocked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(commission=[])
                | models.lookups.GreaterThanOrEqual(_members, SMALLEST_COMMISSION),
                name="breach_commission_is_three_or_more",
            ),
            models.CheckConstraint(
                condition=Q(state="reported")
                | Q(moment__isnull=False) & ~Q(act_number="") & ~Q(commission=[]),
                name="operations_are_voided_by_an_act",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.discovered_at:%d.%m.%Y}"

    @property
    def is_stopped(self) -> bool:
        return self.unlocked_at is None


class VoidedOperation(Record):
    """What the commission decided on one operation of the account: one row of history of an official record.

    The history row itself stays as it is. `place`, `was`, `became`, `restored` are words for the act, kept as they
    were said. `waiting` names the parts of the record that a later honest entry lies on: a person decides on them.
    """

    class Decision(models.TextChoices):
        VOIDED = "voided", "признана недействительной"
        ASKED = "asked", "поверх есть более поздняя запись"
        KEPT = "kept", "оставлена более поздняя запись"
        LEFT = "left", "исправляется вручную"
        OWN = "own", "проверена, оставлена в силе"

    incident = models.ForeignKey(BreachIncident, models.PROTECT, related_name="operations")
    # The row of history: table of the record, key of the row in it, key of the record.
    table = models.CharField(max_length=63)
    history_row = models.BigIntegerField()
    row = models.BigIntegerField()
    made_at = models.DateTimeField()
    is_doubtful = models.BooleanField(default=False)
    place = models.CharField(max_length=500)
    student = models.BigIntegerField(null=True, blank=True)
    was = models.TextField(blank=True)
    became = models.TextField(blank=True)
    restored = models.TextField(blank=True)
    decision = models.CharField(max_length=10, choices=Decision)
    waiting = models.JSONField(default=list, blank=True)
    # The later entry, in words, and its row of history: a decision is about that entry and no newer one.
    later = models.TextField(blank=True)
    later_id = models.BigIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "table", "history_row"], name="operation_is_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["voided", "asked", "kept", "left", "own"]),
                name="operation_decision_is_known",
            ),
            models.CheckConstraint(
                condition=Q(decision="asked") & ~Q(waiting=[]) | ~Q(decision="asked"),
                name="asked_operation_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.was} → {self.became}"

    @property
    def is_waiting(self) -> bool:
        return self.decision == self.Decision.ASKED


class BreachAct(Record):
    """The act as it was printed and signed: bytes under MEDIA_ROOT and their hash. A later print is another act file."""

    incident = models.ForeignKey(BreachIncident, models.PROTECT, related_name="acts")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    path = models.CharField(max_length=200)
    pages = models.PositiveSmallIntegerField()
    bytes = models.PositiveBigIntegerField()
    # Of the file's bytes, and of the data in it.
    sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(path="") & ~Q(sha256="") & Q(pages__gt=0, bytes__gt=0),
                name="breach_act_has_its_file_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"Акт № {self.incident.act_number}"

    @property
    def file_name(self) -> str:
        return f"Акт {self.incident.act_number.replace('/', '-')}.pdf"
