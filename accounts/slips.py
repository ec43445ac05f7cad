"""One-time slips for signing in: what stands on them, and who may give one to whom (ACC-3)."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from .rights import Right, Role

# Twelve digits, 40 bits: no letter to take for another, any keyboard. Too few to guess against the watch at the
# door (`guessing`), and kept by the slow hash of passwords (NIST 800-63B-4, 3.1.2 look-up secrets).
DIGITS, GROUP = 12, 4
# For how many days a slip lets in, and what is offered.
TERMS, USUAL_TERM = (3, 7, 14, 30), 14
# A page more than this is not printed in one go: each code is hashed slowly.
MOST_AT_ONCE = 100


class SlipRefused(Exception):
    """The slip is not given, or does not let in; the text says why, to a person."""


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def grouped(code: str) -> str:
    """«4839 2017 5566», as it is printed."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def code_in(typed: str) -> str:
    """The digits of what was typed, with the spaces and dashes people put between them left out."""
    return re.sub(r"[\s\u00a0\-‐–—.]", "", typed)


def has_password(stored: str) -> bool:
    """Whether the account has a password of its own: lists bring accounts without one."""
    return bool(stored) and not stored.startswith("!")


def is_nameless(user: Any) -> bool:
    """A list named nobody: the account is called by its key there, and has never been signed in to."""
    by_key = bool(user.sourced_id) and user.username == user.sourced_id
    return by_key and not has_password(user.password) and user.last_login is None


HEADS = frozenset({Role.SYSADMIN, Role.DIRECTOR})
GRADES = (1, 11)


@dataclass(frozen=True)
class Reach:
    """Rights with the grades they are for: those of today, and with those of orders that begin later."""

    now: frozenset[tuple[str, int]] = frozenset()
    ever: frozenset[tuple[str, int]] = frozenset()


def among(low: int, high: int) -> range:
    """Grades of a school from one to another: an order «for all» may name more than there are."""
    return range(max(low, GRADES[0]), min(high, GRADES[1]) + 1)


def why_no_slip(
    *,
    to_oneself: bool,
    is_active: bool,
    is_of_the_staff: bool,
    works_with_journals: bool,
    theirs: Reach,
    own: Reach,
    own_roles: frozenset[str],
    own_rights: frozenset[str],
) -> str:
    """Why this person may not let the other in by a slip, or touch his second factor; empty where he may.

    A slip opens an account to whoever holds it: so nobody gives one that opens more than he can do himself,
    but for the heads of the school, and a homeroom teacher gives none to a colleague, also as a parent. What a
    family has, its own diary, is what slips are for. `works_with_journals` is said of journals, classes and pupils
    that are filled or read by load, homeroom, substitution or order, today or later: they are never compared.
    """
    if to_oneself:
        return "Себе листок не выдают: свой пароль меняют на странице «Мой вход»."
    if not is_active:
        return "Учётная запись остановлена. Сначала её снова открывает администратор."
    if is_of_the_staff and Right.PASSWORDS not in own_rights:
        return "Это сотрудник школы: ему листок выдаёт администратор."
    if own_roles & HEADS:
        return ""
    if works_with_journals:
        return "Этот человек ведёт журналы или читает их по приказу. Листок выдаёт администратор системы или директор."
    if not theirs.ever <= own.now:
        return "У этого человека больше прав, чем у вас. Листок выдаёт администратор системы или директор."
    return ""
