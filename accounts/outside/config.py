"""What the school has been told by the provider; without an issuer there is no such sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Outside:
    """The provider as configured.

    `claim` leads to the number that persons are linked by: names of keys, parted by spaces, for ЕСИА
    «urn:esia:sbj urn:esia:sbj:oid». `endpoints`, where given, stand in for the provider's own description.
    `signer` is the dotted path of a class with a method `sign` (`signing.RequestSigner`).
    """

    issuer: str
    client_id: str
    secret: str = ""
    name: str = "Госуслуги"
    scope: str = "openid"
    claim: str = "sub"
    endpoints: Mapping[str, str] = field(default_factory=dict)
    signer: str = ""

    @property
    def description_url(self) -> str:
        return self.issuer.rstrip("/") + WELL_KNOWN


def outside() -> Outside | None:
    told: dict[str, Any] = settings.OUTSIDE_SIGN_IN
    return Outside(**told) if told.get("issuer") else None


def identifier_in(claims: Mapping[str, Any], claim: str) -> str:
    """The number behind the claim, from the signed token or else from what was told about the person; or nothing.

    A СНИЛС is one whether with spaces and dashes or without.
    """
    for source in ("id_token", "userinfo"):
        found: Any = claims.get(source)
        for key in claim.split():
            found = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(found, str | int) and not isinstance(found, bool):
            return plain_identifier(str(found))
    return ""


def plain_identifier(typed: str) -> str:
    """A number as it is compared: digits without spaces and dashes, anything else as it is. At most 120 signs."""
    text = typed.strip()
    digits = text.replace(" ", "").replace("-", "")
    return digits if digits.isdigit() else text if len(text) <= 120 else ""
