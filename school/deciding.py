"""What both the pages and the actions of the school's regulation speak of: an order, the decisions on one setting."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from accounts.models import Right

from .access import must_be_staff
from .cards import seal_of
from .models import GradingVersion, RegulationValue
from .words import date_dots


@dataclass(frozen=True)
class Decree:
    """By which order it is decided; both empty where there is none."""

    number: str = ""
    date: datetime.date | None = None


def decree_in_words(row: RegulationValue | GradingVersion) -> str:
    """«приказ № 12 от 29.08.2025», or nothing."""
    number = f"№ {row.order_number}" if row.order_number else ""
    day = f"от {date_dots(row.order_date)}" if row.order_date else ""
    text = " ".join(filter(None, (number, day)))
    return f"приказ {text}" if text else ""


def must_read_rules(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The school's staff reads how it marks and by which terms; who has the right of the year sets it."""
    if Right.YEAR not in rights:
        must_be_staff(roles, rights)


def must_set_year(rights: frozenset[str]) -> None:
    if Right.YEAR not in rights:
        raise Http404


def values_of(name: str) -> list[RegulationValue]:
    """Decisions on the setting, the earliest first."""
    return list(RegulationValue.objects.filter(name=name).order_by("starts_on"))


def seal_of_setting(rows: Sequence[Any]) -> str:
    """A short word for what the page showed of the decisions."""
    return seal_of({f"{row.starts_on}": row.value for row in rows})
