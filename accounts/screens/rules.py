from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.paginator import Page, Paginator

from accounts.models import RulesAcceptance, User
from accounts.names import alphabetical

A_PAGE = 50


@dataclass(frozen=True)
class Acceptances:
    """The register of a version: who has accepted it, by name, and how many who may sign in have not yet."""

    version: str
    page: Page
    waiting: int


def acceptance_of(user: User, version: str) -> RulesAcceptance | None:
    return RulesAcceptance.objects.filter(user=user, version=version).first()


def acceptances(*, version: str, page: Any) -> Acceptances:
    """Three queries."""
    accepted = RulesAcceptance.objects.filter(version=version).select_related("user")
    paginator = Paginator(accepted.order_by(*alphabetical("user__"), "pk"), A_PAGE)
    could = User.objects.filter(is_active=True)
    could = could.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    waiting = could.exclude(rules_acceptances__version=version)
    return Acceptances(version, paginator.get_page(page), waiting.count())
