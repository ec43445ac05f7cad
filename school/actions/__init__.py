"""What changes the school: its people, classes and lists. Each action is one transaction, signed."""

from .duties import appoint, give_load, name_homeroom
from .grants import Order, Term, grant_access, withdraw_grant
from .lists import enroll, put_on_list, transfer, withdraw
from .refusals import Refused
from .roles import decide_right, end_role, give_role
from .schools import create_school, publish_timetable

__all__ = [
    "Order",
    "Refused",
    "Term",
    "appoint",
    "create_school",
    "decide_right",
    "end_role",
    "enroll",
    "give_load",
    "give_role",
    "grant_access",
    "name_homeroom",
    "publish_timetable",
    "put_on_list",
    "transfer",
    "withdraw",
    "withdraw_grant",
]
