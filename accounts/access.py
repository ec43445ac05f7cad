"""What is known of an account's way through the door."""

from allauth.mfa.models import Authenticator
from django.http import Http404

from .models import RulesAcceptance, User


def has_accepted_rules(user: User, version: str) -> bool:
    return RulesAcceptance.objects.filter(user=user, version=version).exists()


def has_second_factor(user: User) -> bool:
    """An application with codes or a passkey; recovery codes alone are none."""
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=factors).exists()


def must_have(rights: frozenset[str], *wanted: str) -> None:
    """To a person without any of these rights the page does not exist."""
    if not rights & frozenset(wanted):
        raise Http404
