"""What the archive does: seals and verifies history, sends heads of the chain out, asks whether kept volumes are what they were."""

from .heads import mail_last_head
from .seals import SealRefused, seal_history
from .verifications import ask_for_verification, call_off_verification, run_verification
from .volumes import DIFFERS, MISSING, SAME, Verdict, verify_volume

__all__ = [
    "DIFFERS",
    "MISSING",
    "SAME",
    "SealRefused",
    "Verdict",
    "ask_for_verification",
    "call_off_verification",
    "mail_last_head",
    "run_verification",
    "seal_history",
    "verify_volume",
]
