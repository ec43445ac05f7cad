from django.db import models

from accounts.records import Record

from .users import User


class RulesAcceptance(Record):
    """The person has read this version of the rules of use and accepted them (ACC-14, A 27–28, B 4.1–4.2)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="rules_acceptances")
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="rules_are_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: правила версии {self.version}"
