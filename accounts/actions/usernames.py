"""Names for signing in are chosen one after another: who chooses second sees what the first has chosen."""

from collections.abc import Iterable
from typing import Protocol

from django.db import connection

from accounts.models import SignInSlip, User
from accounts.usernames import free_name, usual_name


class Named(Protocol):
    @property
    def last_name(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def middle_name(self) -> str: ...


def taken_names() -> set[str]:
    """Names that are somebody's or were once printed on a slip, in small letters.

    Nobody else chooses a name till the end of the caller's transaction: write the chosen one in it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('names for signing in'))")
    printed = SignInSlip.objects.values_list("username")
    return {name.lower() for (name,) in User.objects.values_list("username").union(printed)}


def choose_names(people: Iterable[Named]) -> list[str]:
    """A free name for each person by the school's rule, in their order; `taken_names` holds here too."""
    taken, chosen = taken_names(), []
    for person in people:
        name = free_name(usual_name(person.last_name, person.first_name, person.middle_name), taken)
        taken.add(name)
        chosen.append(name)
    return chosen
