"""What changes the school: its people, classes and lists. Each action is one transaction, signed."""

from .duties import appoint, give_load, name_homeroom
from .lists import enroll, put_on_list, transfer, withdraw
from .refusals import Refused
from .schools import create_school, publish_timetable

__all__ = [
    "Refused",
    "appoint",
    "create_school",
    "enroll",
    "give_load",
    "name_homeroom",
    "publish_timetable",
    "put_on_list",
    "transfer",
    "withdraw",
]
