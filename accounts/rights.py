"""What each role of the school may do, until the school decides otherwise (B 5.2, 8).

A right opens pages; which objects are seen there follows from facts: the grades of the order, the class led.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

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
    YEAR = "year", "Настраивать учебный год: календарь, классы, нагрузку, расписание"
    SUBSTITUTIONS = "substitutions", "Назначать замены и переносы уроков"
    PLANS = "plans", "Утверждать календарно-тематические планы"
    FAMILIES = "families", "Писать семьям классов, срочно и в тихие часы"
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
    Role.SYSADMIN: frozenset(Right) - {Right.CORRECTIONS, Right.PLANS, Right.FAMILIES},
    Role.ASSISTANT: frozenset({
        Right.IMPORT, Right.YEAR, Right.PUPILS, Right.ACCESS, Right.PASSWORDS, Right.CONSENTS,
        Right.SYSTEM,
    }),
    Role.DIRECTOR: frozenset(Right),
    Role.DEPUTY: _READING | {
        Right.PRINT, Right.CORRECTIONS, Right.CONSENTS, Right.YEAR, Right.SUBSTITUTIONS, Right.PLANS,
        Right.FAMILIES,
    },
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

# They carry out orders whatever they may do themselves.
CARRY_OUT_ORDERS = frozenset({Role.SYSADMIN, Role.DIRECTOR})
NEVER_TAKEN = frozenset({(Role.DIRECTOR, Right.ACCESS)})
# A school year: what is needed for longer is ordered anew.
LONGEST_GRANT = timedelta(days=366)


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
    role: str,
    right: str,
    *,
    is_given: bool,
    own_roles: frozenset[str],
    own_rights: frozenset[str],
    coming_roles: frozenset[str] = frozenset(),
    changes: Iterable[Change] = (),
) -> str:
    """Why this person may not change this right of this role; empty where he may. Nobody grants himself more.

    `coming_roles` are those the person is appointed to from a later day: they are his own too.
    """
    if Right.ACCESS not in own_rights:
        return "Права ролей меняет тот, кто назначает роли."
    if role in own_roles | coming_roles:
        return "Права своей роли не меняют. Это делает другой администратор или директор."
    if is_given and right not in ceiling_of(role):
        return why_beyond(role)
    if why := _why_too_high(role, own_roles, own_rights, changes):
        return why
    if is_given and right not in own_rights:
        return "Нельзя дать право, которого нет у вас самих."
    if not is_given and (role, right) in NEVER_TAKEN:
        return "Это право у директора остаётся всегда: иначе доступ некому будет вернуть."
    return ""


def why_beyond(role: str) -> str:
    """Why a role can never have a right that is beyond its ceiling."""
    return {
        Role.INSPECTOR: "Проверяющий только читает.",
        Role.TECHNICIAN: "Технический специалист не видит данных учеников.",
    }.get(Role(role), f"Роль «{Role(role).label}» не может получить это право.")


def why_not_appointed(
    role: str,
    *,
    to_oneself: bool,
    own_roles: frozenset[str],
    own_rights: frozenset[str],
    changes: Iterable[Change] = (),
) -> str:
    """Why this person may not appoint somebody to the role, or end the appointment; empty where he may.

    The administrator carries out the director's orders, so he appoints to any role; an assistant to those only
    that can do no more than he can himself.
    """
    if Right.ACCESS not in own_rights:
        return "На роль назначает администратор системы или директор."
    if to_oneself:
        return "Своё назначение не меняют. Это делает другой администратор или директор."
    return _why_too_high(role, own_roles, own_rights, changes)


def _why_too_high(
    role: str, own_roles: frozenset[str], own_rights: frozenset[str], changes: Iterable[Change]
) -> str:
    if own_roles & CARRY_OUT_ORDERS or rights_of([role], changes) <= own_rights:
        return ""
    return f"У роли «{Role(role).label}» больше прав, чем у вас. Её назначает и меняет администратор или директор."


@dataclass(frozen=True)
class Receiver:
    """Who is given access by an order."""

    is_giver: bool = False
    is_pupil: bool = False
    # Employed by the school, and the access was not closed by dismissal.
    is_at_work: bool = False
    is_dismissed: bool = False


def why_not_granted(
    receiver: Receiver,
    *,
    own_rights: frozenset[str],
    own_roles: frozenset[str],
    writes: bool,
    order_number: str,
    starts_on: date,
    ends_on: date | None,
    today: date,
) -> str:
    """Why this access may not be given; empty where it may: by an order, for a term, to somebody else."""
    if Right.ACCESS not in own_rights:
        return "Доступ по приказу даёт администратор системы или директор."
    if receiver.is_giver:
        return "Себе доступ не дают. Это делает другой администратор или директор."
    # Two assistants would else open to each other what neither may see.
    if not own_roles & CARRY_OUT_ORDERS and (writes or Right.READ_JOURNALS not in own_rights):
        return "Нельзя открыть то, чего не видите вы сами. Доступ даёт администратор системы или директор."
    if receiver.is_pupil:
        return "Ученику доступ по приказу не дают: свой дневник он видит и так."
    if receiver.is_dismissed:
        return "Этот человек уволен, доступ ему закрыт."
    if writes and not receiver.is_at_work:
        return "Вести журнал может только сотрудник школы. Постороннему можно дать только чтение."
    if not order_number.strip():
        return "Укажите номер приказа: без него доступ не дают."
    if starts_on < today:
        return "Доступ даётся с сегодняшнего дня или с более позднего."
    if ends_on is None or ends_on < starts_on:
        return "Укажите последний день доступа, не раньше первого."
    if ends_on - starts_on > LONGEST_GRANT:
        return "Доступ даётся не дольше чем на год. Потом его дают новым приказом."
    return ""
