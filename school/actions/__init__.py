"""What changes the school: its people, classes and lists. Each action is one transaction, signed."""

from .absences import end_absence, record_absence
from .cards import Stale, edit_pupil, verify_card
from .dismissal import Dismissal, Heir, close_due_access, dismiss
from .duties import appoint, give_load, name_homeroom
from .grants import Order, Term, grant_access, withdraw_grant
from .lists import enroll, put_on_list, sections_of_all
from .movement import Leaving, Whereabouts, admit, transfer, withdraw
from .promotion import Decision, promote
from .pupils import add_parent, edit_parent, end_parenthood, enrol_pupil
from .refusals import Refused
from .roles import decide_right, end_role, give_role
from .schools import create_school, publish_timetable, require_second_factor
from .staff import edit_staff, hire, return_to_work

__all__ = [
    "Decision",
    "Dismissal",
    "Heir",
    "Leaving",
    "Order",
    "Refused",
    "Stale",
    "Term",
    "Whereabouts",
    "add_parent",
    "admit",
    "appoint",
    "close_due_access",
    "create_school",
    "decide_right",
    "dismiss",
    "edit_parent",
    "edit_pupil",
    "edit_staff",
    "end_absence",
    "end_parenthood",
    "end_role",
    "enrol_pupil",
    "enroll",
    "give_load",
    "give_role",
    "grant_access",
    "hire",
    "name_homeroom",
    "promote",
    "publish_timetable",
    "put_on_list",
    "record_absence",
    "require_second_factor",
    "return_to_work",
    "sections_of_all",
    "transfer",
    "verify_card",
    "withdraw",
    "withdraw_grant",
]
