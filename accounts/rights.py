"""What each role of the school may do, until the school decides otherwise (B 5.2, 8).

A right opens pages; which objects are seen there follows from facts: the grades of the order, the class led.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is appointed to by order (B 5.1, 7, 8, 12). Teachers, parents and pupils are so by other facts."""

    SYSADMIN = "sysadmin", "Администратор системы"
    ASSISTANT = "assistant", "Помощник администратора"
    DIRECTOR = "director", "Директор"
    DEPUTY = "deputy", "Заместитель директора"
    HR = "hr", "Специалист по кадрам"
    CLERK = "clerk", "Делопроизводитель"
    INSPECTOR = "inspector", "Проверяющий"
    TECHNICIAN = "technician", "Технический специалист"


class Right(TextChoices):
    READ_JOURNALS = "read_journals", "Читать журналы, классы и расписание"
    CHECK = "check", "Следить за заполнением"
    PRINT = "print", "Заказывать журналы и ведомости"
    IMPORT = "import", "Загружать списки и расписание"
    STAFF = "staff", "Вести личные карточки сотрудников"
    PUPILS = "pupils", "Вести карточки учеников и родителей"
    ACCESS = "access", "Назначать роли и давать доступ по приказу"
    PASSWORDS = "passwords", "Выдавать листки для входа"
    CORRECTIONS = "corrections", "Решать об исправлениях и открывать периоды"
    BREACHES = "breaches", "Разбирать нарушения конфиденциальности"
    CONSENTS = "consents", "Вести реестр согласий"
    HISTORY = "history", "Читать историю изменений"
    EXPORT = "export", "Выгружать личные данные"
    SYSTEM = "system", "Видеть состояние программы"


_READING = frozenset({Right.READ_JOURNALS, Right.CHECK, Right.HISTORY})

DEFAULTS: Mapping[str, frozenset[str]] = {
    Role.SYSADMIN: frozenset(Right) - {Right.CORRECTIONS},
    Role.ASSISTANT: frozenset({
        Right.IMPORT, Right.PUPILS, Right.ACCESS, Right.PASSWORDS, Right.CONSENTS, Right.SYSTEM,
    }),
    Role.DIRECTOR: frozenset(Right),
    Role.DEPUTY: _READING | {Right.PRINT, Right.CORRECTIONS, Right.CONSENTS},
    Role.HR: frozenset({Right.STAFF}),
    Role.CLERK: frozenset({Right.PUPILS, Right.CONSENTS}),
    Role.INSPECTOR: _READING,
    Role.TECHNICIAN: frozenset({Right.SYSTEM}),
}  # fmt: skip

# What a role is by its nature: an inspector changes nothing, a technician sees no pupil (A 24).
CEILINGS: Mapping[str, frozenset[str]] = {
    Role.INSPECTOR: _READING,
    Role.TECHNICIAN: frozenset({Right.SYSTEM}),
}


@dataclass(frozen=True)
class Change:
    """The school's own decision: this role has, or has not, this right."""

    role: str
    right: str
    is_given: bool


def ceiling_of(role: str) -> frozenset[str]:
    return CEILINGS.get(role, frozenset(Right))


def rights_of(roles: Iterable[str], changes: Iterable[Change] = ()) -> frozenset[str]:
    """Rights of a person with these roles; a change beyond what the role can have gives nothing."""
    decided = {(change.role, change.right): change.is_given for change in changes}
    return frozenset(
        right
        for role in roles
        for right in ceiling_of(role)
        if decided.get((role, right), right in DEFAULTS.get(role, ()))
    )


def why_right_stays(
    role: str, right: str, *, is_given: bool, own_roles: frozenset[str], own_rights: frozenset[str]
) -> str:
    """Why this person may not change this right of this role; empty where he may. Nobody grants himself more."""
    if Right.ACCESS not in own_rights:
        return "Права ролей меняет тот, кто назначает роли."
    if role in own_roles:
        return "Права своей роли не меняют. Это делает другой администратор или директор."
    if is_given and right not in own_rights:
        return "Нельзя дать право, которого нет у вас самих."
    if is_given and right not in ceiling_of(role):
        return f"Роль «{Role(role).label}» не может получить это право."
    return ""


def why_not_appointed(
    role: str,
    *,
    to_oneself: bool,
    own_roles: frozenset[str],
    own_rights: frozenset[str],
    changes: Iterable[Change] = (),
) -> str:
    """Why this person may not appoint somebody to the role; empty where he may.

    The administrator carries out the director's orders, so he appoints to any role; an assistant to those only
    that can do no more than he can himself.
    """
    if Right.ACCESS not in own_rights:
        return "На роль назначает администратор системы или директор."
    if to_oneself:
        return "Себя на роль не назначают. Это делает другой администратор или директор."
    if (
        not own_roles & {Role.SYSADMIN, Role.DIRECTOR}
        and not rights_of([role], changes) <= own_rights
    ):
        return f"У роли «{Role(role).label}» больше прав, чем у вас. На неё назначает администратор или директор."
    return ""
