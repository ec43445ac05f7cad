"""Who usually sits on the commission: a head, the administrator, the secretary (regulation § 6.4)."""

from django.utils import timezone

from accounts.models import Appointment, BreachIncident, Role

PLACES: list[str] = [Role.DIRECTOR, Role.DEPUTY, Role.SYSADMIN, Role.CLERK]
SEATS = 3


def proposed_commission(incident: BreachIncident) -> list[tuple[str, str]]:
    """Position and full name of the first appointed of each role, without the person of the account. One query."""
    day = timezone.localdate(incident.reported_at)
    rows = Appointment.objects.on(day).filter(role__in=PLACES).exclude(user=incident.account_id)
    found: dict[str, tuple[str, str]] = {}
    taken: set[int] = set()
    for row in sorted(
        rows.select_related("user"), key=lambda row: (PLACES.index(row.role), row.pk)
    ):
        if row.role not in found and row.user_id not in taken:
            found[row.role] = (row.get_role_display(), row.user.full_name)
            taken.add(row.user_id)
    return list(found.values())[: SEATS + 1]
