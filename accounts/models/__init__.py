"""Who signs in, what a person is responsible for, and what was agreed and accepted: one file a noun."""

from accounts.rights import Right, Role

from .appointments import Appointment, RoleRight
from .breaches import BreachAct, BreachIncident, VoidedOperation
from .consents import Consent
from .readings import CardReading, MassExport
from .rules import RulesAcceptance
from .slips import OutsideIdentity, SignInAct, SignInSlip, SlipCode
from .users import SchoolUserManager, User

__all__ = [
    "Appointment",
    "BreachAct",
    "BreachIncident",
    "CardReading",
    "Consent",
    "MassExport",
    "OutsideIdentity",
    "Right",
    "Role",
    "RoleRight",
    "RulesAcceptance",
    "SchoolUserManager",
    "SignInAct",
    "SignInSlip",
    "SlipCode",
    "User",
    "VoidedOperation",
]
