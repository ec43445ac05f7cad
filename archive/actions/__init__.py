"""What the archive does: seals history, and asks whether kept volumes are still what they were."""

from .seals import SealRefused, seal_history
from .volumes import DIFFERS, MISSING, SAME, Verdict, verify_volume

__all__ = [
    "DIFFERS",
    "MISSING",
    "SAME",
    "SealRefused",
    "Verdict",
    "seal_history",
    "verify_volume",
]
