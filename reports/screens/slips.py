"""Who signs in already, who has a slip, and to whom the person may give one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.access import (
    failures_at_the_door,
    has_second_factor,
    is_of_the_staff,
    reach_of_people,
)
from accounts.models import OutsideIdentity, Right, SignInAct, SignInSlip, User
from accounts.names import alphabetical
from accounts.outside.config import Outside, outside
from accounts.screens.tries import GuessedCodes, guessed_codes
from accounts.slips import TERMS, USUAL_TERM, Reach, has_password, is_nameless, why_no_slip
from reports.access import of_the_staff, works_with_journals
from school.days import today_of
from school.models import ClassEnrollment, GuardianLink, SchoolClass


@dataclass(frozen=True)
class Giver:
    """Who gives slips, with what the request knows of him."""

    user: User
    roles: frozenset[str]
    rights: frozenset[str]


@dataclass(frozen=True)
class ClassRow:
    school_class: SchoolClass
    pupils: int
    without: int


@dataclass(frozen=True)
class ClassesForSlips:
    """Classes of the year that is shown, and of a coming one."""

    rows: tuple[ClassRow, ...]
    coming: tuple[ClassRow, ...]
    with_staff: bool

    @property
    def only_class(self) -> SchoolClass | None:
        """The class, where there is nothing to choose."""
        every = (*self.rows, *self.coming)
        return every[0].school_class if len(every) == 1 and not self.with_staff else None


def classes_for_slips_screen(
    classes: QuerySet[SchoolClass], *, rights: frozenset[str], on: date
) -> ClassesForSlips:
    """Classes with the number of pupils and of those who cannot sign in yet. One query."""
    today = today_of(on)
    here = Q(year__starts_on__lte=today, enrollments__starts_on__lte=on) & (
        Q(enrollments__ends_on__isnull=True) | Q(enrollments__ends_on__gte=on)
    )
    here |= Q(year__starts_on__gt=today) & (
        Q(enrollments__ends_on__isnull=True) | Q(enrollments__ends_on__gte=F("year__starts_on"))
    )
    person = "enrollments__student__user"
    without = Q(**{f"{person}__password": ""}) | Q(**{f"{person}__password__startswith": "!"})
    counted = classes.annotate(
        pupils=Count("enrollments", filter=here),
        without=Count("enrollments", filter=here & without),
    )
    rows = [
        ClassRow(row, row.pupils, row.without)
        for row in counted.order_by("year__starts_on", "grade", "letter", "pk")
    ]
    coming = [row for row in rows if row.school_class.year.starts_on > today]
    shown = [row for row in rows if row not in coming]
    return ClassesForSlips(tuple(shown), tuple(coming), Right.PASSWORDS in rights)


def people_guessed(*, rights: frozenset[str], now: datetime) -> list[tuple[User, GuessedCodes]]:
    """To whose accounts codes of the second factor were tried lately, for those who can free them. Two queries."""
    if Right.PASSWORDS not in rights:
        return []
    tried = guessed_codes(None, now=now)
    people = {
        user.username: user
        for user in User.objects.filter(username__in=[t.username for t in tried])
    }
    return [(people[one.username], one) for one in tried if one.username in people]


@dataclass(frozen=True)
class PersonRow:
    """A person in the list; `who` is what he is here, `why_not` is empty where a slip may be given."""

    user: User
    who: str
    signs_in: bool
    slip_until: date | None
    why_not: str

    @property
    def username(self) -> str:
        return "" if is_nameless(self.user) else self.user.username

    @property
    def needs_slip(self) -> bool:
        return not (self.why_not or self.signs_in or self.slip_until)


@dataclass(frozen=True)
class SlipsScreen:
    groups: tuple[tuple[str, tuple[PersonRow, ...]], ...]
    terms: tuple[int, ...] = TERMS
    usual_term: int = USUAL_TERM

    @property
    def rows(self) -> list[PersonRow]:
        return [row for _, rows in self.groups for row in rows]

    def people(self, keys: Iterable[int]) -> list[User]:
        """Those of the list who are chosen and may be given a slip, in its order."""
        chosen = set(keys)
        return [row.user for row in self.rows if row.user.pk in chosen and not row.why_not]

    def place_of(self, user: User) -> str:
        return next(row.who for row in self.rows if row.user.pk == user.pk)


def class_slips_screen(school_class: SchoolClass, *, by: Giver, on: date) -> SlipsScreen:
    """Pupils of the class on that day, or on its first one, then their parents. Five queries, whatever their number."""
    begins = school_class.year.starts_on
    day = begins if begins > today_of(on) else on
    rows = ClassEnrollment.objects.on(day).filter(school_class=school_class)
    pupils = [
        row.student
        for row in rows.select_related("student__user").order_by(*alphabetical("student__user__"))
    ]
    links = GuardianLink.objects.on(today_of(day)).filter(student__in=pupils)
    parents: dict[int, User] = {}
    children: dict[int, list[str]] = defaultdict(list)
    for link in links.select_related("guardian", "student__user").order_by(
        *alphabetical("student__user__"), "pk"
    ):
        parents[link.guardian_id] = link.guardian
        children[link.guardian_id].append(link.student.user.list_name)
    who = {pupil.user_id: school_class.name for pupil in pupils}
    for key, names in children.items():
        who[key] = f"{school_class.name}, {', '.join(names)}"
    facts = _rows([*(pupil.user for pupil in pupils), *parents.values()], who, by, on)
    return SlipsScreen(
        (
            ("Ученики", tuple(facts[pupil.user_id] for pupil in pupils)),
            ("Родители", tuple(facts[key] for key in parents if key in facts)),
        )
    )


def staff_slips_screen(staff: QuerySet[User], *, by: Giver, on: date) -> SlipsScreen:
    """Everybody of the staff. Four queries."""
    users = list(staff.select_related("staff_member").order_by(*alphabetical()))
    who = {user.pk: _position(user) for user in users}
    facts = _rows(users, who, by, on)
    return SlipsScreen((("Сотрудники", tuple(facts[user.pk] for user in users)),))


def _position(user: User) -> str:
    member: Any = getattr(user, "staff_member", None)
    return (member.position if member else "") or "сотрудник"


def _rows(users: Sequence[User], who: dict[int, str], by: Giver, on: date) -> dict[int, PersonRow]:
    today = today_of(on)
    keys = {user.pk for user in users}
    reach = reach_of_people({*keys, by.user.pk}, today=today)
    keyed = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN)
    outside = OutsideIdentity.objects.filter(user=OuterRef("pk"), ended_at=None)
    facts = User.objects.filter(pk__in=keys).annotate(
        of_the_staff=of_the_staff(),
        journals=works_with_journals(on=on),
        other_way=Exists(keyed) | Exists(outside),
    )
    told = facts.values_list("pk", "of_the_staff", "journals", "other_way")
    known = {row[0]: row[1:] for row in told}
    slips = SignInSlip.objects.open(today=today).filter(user__in=keys)
    until = dict(slips.values_list("user", "valid_until"))
    found = {}
    for user in users:
        is_of_the_staff, journals, other_way = known[user.pk]
        why_not = why_no_slip(
            to_oneself=user.pk == by.user.pk,
            is_active=user.is_active,
            is_of_the_staff=is_of_the_staff,
            works_with_journals=journals,
            theirs=reach.get(user.pk, Reach()),
            own=reach.get(by.user.pk, Reach()),
            own_roles=by.roles,
            own_rights=by.rights,
        )
        signs_in = other_way or has_password(user.password)
        found[user.pk] = PersonRow(user, who[user.pk], signs_in, until.get(user.pk), why_not)
    return found


@dataclass(frozen=True)
class EntryScreen:
    """One person's way in: slips given, what others did to it, what may be done now.

    `why_not` is empty where slips may be given; `provider` is there where a number of his may be written down besides.
    """

    row: PersonRow
    why_not: str
    slips: tuple[SignInSlip, ...]
    acts: tuple[SignInAct, ...]
    identity: OutsideIdentity | None
    provider: Outside | None
    failures: int
    guessed: tuple[GuessedCodes, ...]
    has_factor: bool
    may_reset_factor: bool

    @property
    def user(self) -> User:
        return self.row.user


LATEST = 30
NOT_YOURS = "Листки этому человеку выдаёт классный руководитель или администратор."


def entry_screen(person: User, *, by: Giver, gives: bool, on: date, now: datetime) -> EntryScreen:
    """Eleven queries; `now` is the wall clock's."""
    row = _rows([person], {person.pk: ""}, by, on)[person.pk]
    why_not = row.why_not or ("" if gives else NOT_YOURS)
    slips = SignInSlip.objects.filter(user=person).select_related("issued_by").newest_first()
    acts = SignInAct.objects.filter(user=person).select_related("made_by")
    has_factor = has_second_factor(person)
    staff = is_of_the_staff(person, today=today_of(on)) or person.pk == by.user.pk
    return EntryScreen(
        row=row,
        why_not=why_not,
        slips=tuple(slips[:LATEST]),
        acts=tuple(acts.order_by("-made_at", "-pk")[:LATEST]),
        identity=OutsideIdentity.objects.filter(user=person, ended_at=None).first(),
        provider=None if staff or why_not else outside(),
        failures=failures_at_the_door(person),
        guessed=tuple(guessed_codes([person.username], now=now)),
        has_factor=has_factor,
        may_reset_factor=has_factor and not why_not and Right.PASSWORDS in by.rights,
    )


def said_at(moment: datetime) -> int:
    """A moment for a hidden field of a form: milliseconds."""
    return int(moment.timestamp() * 1000)
