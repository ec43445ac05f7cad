"""Names of people as a school writes them, and their alphabetical order with Ё in its place."""

from typing import Any

from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat, Lower


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


# The same of `u`, a row of accounts_user, in SQL.
ALPHABETICAL = ", ".join(
    [*(f"translate(u.{name}_name, 'Ёё', 'Ее')" for name in ("last", "first", "middle")), "u.id"]
)


def plain(text: str) -> str:
    """Lower case, Ё as Е, single spaces: a name as two people type it is one."""
    return " ".join(text.lower().replace("ё", "е").split())


def typed(*fields: str) -> Any:
    """Expression: these columns joined by spaces, as `plain` would have them; for searching and comparing."""
    spaced: list[Any] = []
    for field in fields:
        spaced += [F(field), Value(" ")]
    joined = Lower(Concat(*spaced))
    return Func(joined, Value("ё"), Value("е"), function="translate")


def name_holds(rows: Any, q: str, prefix: str = "") -> Any:
    """Rows of the queryset whose person's name holds every word of `q`; `prefix` leads to the user."""
    fields = [f"{prefix}{part}_name" for part in ("last", "first", "middle")]
    holds = Q()
    for word in plain(q).split():
        holds &= Q(searched_name__contains=word)
    return rows.alias(searched_name=typed(*fields)).filter(holds)


def namesakes(rows: Any, last: str, first: str, prefix: str = "") -> Any:
    """Rows of the queryset whose person has this last and first name."""
    fields = [f"{prefix}last_name", f"{prefix}first_name"]
    return rows.alias(same_name=typed(*fields)).filter(same_name=plain(f"{last} {first}") + " ")
