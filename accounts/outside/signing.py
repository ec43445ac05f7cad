"""Requests to ЕСИА carry, in the place of a secret, a signature made anew for each of them.

The signature is a detached PKCS#7 message over scope, timestamp, client and state written together, in DER,
base64url (regulation of ЕСИА; docs/operations.md says who may make it). Which tool signs is the school's or its
operator's decision: this module only asks it.
"""

import base64
import shlex
import subprocess
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

SECONDS_TO_SIGN = 3


class SigningFailed(Exception):
    """The tool did not sign; its own words are for the log, not for the person."""


class RequestSigner(Protocol):
    def sign(self, text: bytes) -> bytes:
        """A detached PKCS#7 signature of the text, in DER. Raises SigningFailed."""


class CommandSigner:
    """Asks the command of settings.OUTSIDE_SIGNER_COMMAND: the text comes to its input, DER is awaited from its output."""

    def sign(self, text: bytes) -> bytes:
        command = shlex.split(settings.OUTSIDE_SIGNER_COMMAND)
        if not command:
            raise SigningFailed("OIDC_SIGNER_COMMAND is empty")
        try:
            made = subprocess.run(  # noqa: S603  the administrator's own command
                command, input=text, capture_output=True, timeout=SECONDS_TO_SIGN, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SigningFailed(str(error)) from error
        if made.returncode or not made.stdout:
            raise SigningFailed(made.stderr.decode(errors="replace")[:500])
        return made.stdout


def signer_at(path: str) -> RequestSigner:
    signer: RequestSigner = import_string(path)()
    return signer


def signed_secret(
    signer: RequestSigner, *, scope: str, timestamp: str, client_id: str, state: str
) -> str:
    """What is sent as `client_secret`."""
    message = f"{scope}{timestamp}{client_id}{state}".encode()
    return base64.urlsafe_b64encode(signer.sign(message)).decode()
