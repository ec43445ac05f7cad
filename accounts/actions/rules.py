from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import RulesAcceptance, User


@transaction.atomic
def accept_rules(*, by: User, version: str, now: datetime) -> RulesAcceptance:
    """The person accepts this version of the rules; the second press of the button changes nothing."""
    User.objects.select_for_update().get(pk=by.pk)
    kept = RulesAcceptance.objects.filter(user=by, version=version).first()
    if kept:
        return kept
    acceptance = RulesAcceptance(user=by, version=version, accepted_at=now)
    acceptance.save(by=by, now=now)
    return acceptance


def accept_rules_of_demo(*, people: Iterable[User], version: str, by: User, now: datetime) -> None:
    """Invented people have agreed to everything; those who have are passed over."""
    accepted = set(RulesAcceptance.objects.filter(version=version).values_list("user", flat=True))
    RulesAcceptance.objects.write(
        [
            RulesAcceptance(user=person, version=version, accepted_at=now)
            for person in people
            if person.pk not in accepted
        ],
        by=by,
        now=now,
    )
