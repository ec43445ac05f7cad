"""What the demo school has decided: a setting of its regulation to come, a system of marks for its projects."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from school.actions.grading import make_system
from school.actions.regulation import decide_setting
from school.deciding import Decree, seal_of_setting
from school.grading import Code
from school.gradings import days_of_succession
from school.models import GradingSystem, RegulationValue, ScaleKind, SchoolYear

TEN = "Десятибалльная"
HALF = Decimal("0.5")


def decide_rules(*, by: User, now: datetime) -> None:
    """Once; an older demo school gets it too."""
    today = timezone.localdate(now)
    year = SchoolYear.objects.order_by("starts_on").last()
    if year is None:
        return
    decree = Decree("58-о", today)
    if not RegulationValue.objects.exists():
        decide_setting(
            name="attendance_late", value="15", starts_on=days_of_succession(today)[0], decree=decree,
            shown=seal_of_setting([]), by=by, now=now,
        )  # fmt: skip
    if not GradingSystem.objects.filter(kind=ScaleKind.OWN).exists():
        codes = [
            Code(str(n), "", Decimal(n), Decimal(n) - HALF if n > 1 else None)
            for n in range(10, 0, -1)
        ]
        make_system(name=TEN, starts_on=year.starts_on, codes=codes, decree=decree, by=by, now=now)
