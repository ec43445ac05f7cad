"""Who signs in, what a person is responsible for, and what was agreed and accepted: one file a noun."""

from accounts.rights import Right, Role

from .appointments import Appointment, RoleRight
from .consents import Consent
from .readings import CardReading, MassExport
from .rules import RulesAcceptance
from .users import SchoolUserManager, User

__all__ = [
    "Appointment",
    "CardReading",
    "Consent",
    "MassExport",
    "Right",
    "Role",
    "RoleRight",
    "RulesAcceptance",
    "SchoolUserManager",
    "User",
]
