"""Names of people as a school writes them, and their alphabetical order with Ё in its place."""

from typing import Any

from django.db.models import F, Func, Value


def full_name(last: str, first: str, middle: str = "") -> str:
    """«Петрова Анна Ивановна»."""
    return " ".join(part for part in (last, first, middle) if part)


def short_name(last: str, first: str, middle: str = "") -> str:
    """«Петрова А. И.»: initials are set off by a no-break space."""
    initials = [f"{part[0]}." for part in (first, middle) if part]
    return "\u00a0".join([last, *initials]) if last else full_name(last, first, middle)


def alphabetical(prefix: str = "") -> list[Any]:
    """Expressions for `order_by`: Ё sorts with Е whatever the database's collation.

    `prefix` leads to the user, e.g. "student__user__". Namesakes keep a stable order by key.
    """
    names = [f"{prefix}last_name", f"{prefix}first_name", f"{prefix}middle_name"]
    return [
        *(Func(F(name), Value("Ёё"), Value("Ее"), function="translate") for name in names),
        F(f"{prefix}pk"),
    ]
