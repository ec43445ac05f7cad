"""Who is at work at the school on a day: neither is the access closed nor the last day of work over (B 12).

One rule, said for a row in hand (`StaffMember.is_at_work`), for a query and for raw SQL.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, Q

from .days import today_of
from .models import StaffMember

# Of `s`, a row of school_staffmember, and the parameter `today`.
AT_WORK = "s.access_closed_at IS NULL AND (s.dismissed_on IS NULL OR s.dismissed_on >= %(today)s)"


def at_work(staff: str = "", *, on: date) -> Q:
    """Condition on a member of the staff, or on whatever is linked to one by `staff`."""
    prefix = f"{staff}__" if staff else ""
    last_day = f"{prefix}dismissed_on"
    not_over = Q(**{last_day: None}) | Q(**{f"{last_day}__gte": today_of(on)})
    return Q(**{f"{prefix}access_closed_at": None}) & not_over


def not_dismissed(user: Any, on: date) -> Q:
    """Condition on what is given to an account: no order or grant outlives the work at the school."""
    return ~Q(Exists(StaffMember.objects.filter(~at_work(on=on), user=user)))
