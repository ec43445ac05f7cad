"""A personal card: what it holds, whether two people have it open at once, what it lacks. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Person:
    """Names and contacts, the same for everybody of the school."""

    last_name: str
    first_name: str
    middle_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class PupilFacts:
    """What the card of a pupil holds beside names and contacts."""

    birth_date: date | None = None
    sex: str = ""
    file_number: str = ""
    address: str = ""

    @classmethod
    def of(cls, student: Any) -> "PupilFacts":
        return cls(student.birth_date, student.sex, student.file_number, student.address)


@dataclass(frozen=True)
class Work:
    """What the card of a member of the staff holds beside names and contacts."""

    position: str = ""
    hired_on: date | None = None
    hire_order_number: str = ""
    hire_order_date: date | None = None


LABELS = {
    "last_name": "фамилия",
    "first_name": "имя",
    "middle_name": "отчество",
    "phone": "телефон",
    "email": "электронная почта",
    "birth_date": "дата рождения",
    "sex": "пол",
    "file_number": "номер личного дела",
    "address": "адрес",
    "position": "должность",
    "hired_on": "принят с",
    "hire_order_number": "номер приказа о приёме",
    "hire_order_date": "дата приказа о приёме",
    "relation": "кем приходится",
}


def values_of(*parts: Any) -> dict[str, str]:
    """What the parts of a card hold, as text: what a form shows and what is compared."""
    found: dict[str, str] = {}
    for part in parts:
        found |= {name: told(value) for name, value in asdict(part).items()}
    return found


def parent_values(person: Person, relation: str) -> dict[str, str]:
    """What the card of a parent shows, in the pupil's."""
    return values_of(person) | {"relation": relation}


def told(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value or "")


def seal_of(values: Mapping[str, str]) -> str:
    """A short word for what a page showed: it differs when anything of the card does."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:20]


def gaps_of(facts: PupilFacts, *, has_parents: bool) -> list[str]:
    """What a pupil's card lacks (B 17)."""
    lacking = [
        ("дата рождения", facts.birth_date),
        ("пол", facts.sex),
        ("номер личного дела", facts.file_number),
        ("адрес", facts.address),
        ("представители", has_parents),
    ]
    return [name for name, value in lacking if not value]


def is_verified(verified_on: date | None, year_starts_on: date | None) -> bool:
    """Compared with documents in this school year (B 17: during the whole year)."""
    return verified_on is not None and (year_starts_on is None or verified_on >= year_starts_on)
