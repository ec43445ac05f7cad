"""People of a list: found by their sign-in name or code, never by name alone; written with their cards."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from django.contrib.auth.hashers import make_password

from accounts.actions.usernames import choose_names
from accounts.models import User
from accounts.names import full_name, plain
from exchange.ledger import Ledger
from exchange.lists import Fault, Line
from exchange.lists.columns import ANOTHER, CODE, EMAIL, FIRST, LAST, LOGIN, MIDDLE, PHONE
from exchange.lists.writing import told
from school.actions.cards import BEFORE_FIRST_EDIT
from school.models import PersonCard, SchoolYear, StaffMember

CARD = {
    LAST: "last_name", FIRST: "first_name", MIDDLE: "middle_name", PHONE: "phone", EMAIL: "email",
}  # fmt: skip
Same = Callable[[Line, User], bool]


class Signed(TypedDict):
    by: User
    now: datetime
    reason: str


@dataclass(frozen=True)
class Loading:
    """What the whole list is loaded with; `starts_on` is where a line tells no day of its own."""

    ledger: Ledger
    year: SchoolYear
    starts_on: date
    today: date
    # Who brought the list and who lets it in: neither writes of himself.
    own: frozenset[int]

    @property
    def signed(self) -> Signed:
        ledger = self.ledger
        return {"by": ledger.by, "now": ledger.now, "reason": ledger.reason}


def name_in(line: Line) -> str:
    return full_name(line[LAST] or "", line[FIRST] or "", line[MIDDLE] or "")


def name_key(last: str, first: str, middle: str) -> str:
    return plain(f"{last}|{first}|{middle}")


class Known:
    """Accounts there are, by what never changes and by what only hints."""

    def __init__(self) -> None:
        rows = list(User.objects.all())
        self.by_login = {row.username.lower(): row for row in rows}
        self.by_code = {row.sourced_id: row for row in rows if row.sourced_id}
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for row in rows:
            self.by_name[name_key(row.last_name, row.first_name, row.middle_name)].append(row)

    def find(self, line: Line, same: Same) -> User | None:
        """The person of the line, None for a new one. Raises Fault where it is not certain who is meant."""
        login, code = (line[LOGIN] or "").lower(), line[CODE]
        named = login and login != ANOTHER
        if named and login not in self.by_login:
            text = f"человека с именем для входа «{line[LOGIN]}» в журнале нет. У нового оставьте ячейку пустой."
            raise Fault(LOGIN, text)
        of_login = self.by_login[login] if named else None
        of_code = self.by_code.get(code) if code else None
        if of_login and of_code and of_login.pk != of_code.pk:
            raise Fault(CODE, f"этот код в журнале у другого человека: {who(of_code)}.")
        found = of_login or of_code
        if found is None:
            return None if login == ANOTHER else self._recognised(line, same)
        if code and found.sourced_id and found.sourced_id != code:
            raise Fault(CODE, f"у этого человека в журнале другой код: «{found.sourced_id}».")
        _must_be_alike(line, found)
        return found

    def _recognised(self, line: Line, same: Same) -> User | None:
        """By the name only together with what else is the same, and it is told; else the person is asked."""
        namesakes = self.by_name.get(name_key(line[LAST], line[FIRST], line[MIDDLE] or ""), [])
        known = [one for one in namesakes if same(line, one)]
        if len(known) == 1:
            line.note = f"узнан по имени и другим сведениям: {known[0].username}"
            return known[0]
        if not namesakes or (line[CODE] and all(one.sourced_id for one in namesakes)):
            return None
        text = f"в журнале уже есть {who(namesakes[0])}. Если это тот же человек, впишите его имя для входа; "
        raise Fault(LOGIN, f"{text}если другой, напишите «{ANOTHER}».")


def who(user: User) -> str:
    return f"{user.full_name} ({user.username})"


def _must_be_alike(line: Line, user: User) -> None:
    """A slip in the key would write one person over another."""
    if plain(line[LAST]) != plain(user.last_name) and plain(line[FIRST]) != plain(user.first_name):
        text = f"под этим ключом в журнале {who(user)}, а в строке {name_in(line)}. Проверьте ключ."
        raise Fault(LAST, text)


def match(lines: Sequence[Line], same: Same) -> dict[int, User]:
    """Accounts of good lines by their number; lines where it is not certain who is meant are refused."""
    known, found = Known(), {}
    for line in lines:
        line.title = name_in(line)
        if line.is_good:
            try:
                user = known.find(line, same)
            except Fault as fault:
                line.refuse(fault.column, fault.text)
            else:
                if user is not None:
                    found[line.row.line] = user
    fresh = {
        row.pk: row
        for row in User.objects.select_for_update().filter(pk__in=[u.pk for u in found.values()])
    }
    return {line: fresh[user.pk] for line, user in found.items()}


def refuse_doubles(
    lines: Sequence[Line], users: dict[int, User], key: Callable[[Line], str]
) -> None:
    """The same person in two lines; `key` is who a new person is. The later line is refused."""
    first: dict[Any, int] = {}
    codes: dict[str, int] = {}
    new: dict[str, Line] = {}
    for line in lines:
        if not line.is_good:
            continue
        user = users.get(line.row.line)
        own = user.pk if user else (line[CODE] or key(line))
        column = LOGIN if user else CODE if line[CODE] else LAST
        # A new person with a code in one line and without it in another: one or two, it is not told.
        before = None if user else new.setdefault(key(line), line)
        is_half_told = before is not None and not (before[CODE] and line[CODE])
        place = first.get(own) or (before.row.line if before and is_half_told else None)
        if place not in (None, line.row.line):
            text = f"этот же человек уже в строке {place}. Оставьте одну; если это разные люди, дайте им коды."
            line.refuse(column, text)
        elif line[CODE] and line[CODE] in codes:
            line.refuse(CODE, f"код «{line[CODE]}» уже в строке {codes[line[CODE]]}.")
        else:
            first[own] = line.row.line
            if line[CODE]:
                codes[line[CODE]] = line.row.line


def note_card_changes(loading: Loading, line: Line, user: User, *, of_staff: bool) -> None:
    """What of the account becomes other; an empty cell erases nothing. Refuses one's own and, elsewhere, staff's."""
    changes = [
        (title, told(getattr(user, name)), told(line[title]))
        for title, name in CARD.items()
        if line[title] and getattr(user, name) != line[title]
    ]
    if line[CODE] and not user.sourced_id:
        changes.append((CODE, "", line[CODE]))
    if changes and user.pk in loading.own:
        line.refuse(changes[0][0], "свои сведения меняет другой сотрудник. Уберите строку.")
    elif changes and of_staff:
        text = "это карточка сотрудника школы: её правят списком сотрудников."
        line.refuse(changes[0][0], text)
    line.changes += changes


def staff_users() -> set[int]:
    return set(
        StaffMember.objects.filter(dismissed_on=None, access_closed_at=None).values_list(
            "user_id", flat=True
        )
    )


def write_people(
    loading: Loading, lines: Sequence[Line], users: dict[int, User]
) -> dict[int, User]:
    """Accounts and cards of good lines, new and changed; the account of every line by its number."""
    new = [line for line in lines if line.is_good and line.row.line not in users]
    people = [User(**_account(line)) for line in new]
    for user, name in zip(people, choose_names(people) if people else [], strict=True):
        user.username, user.password = name, make_password(None)
        user.date_joined = loading.ledger.now
    changed: dict[int, User] = {}
    before: dict[int, dict[str, Any]] = {}
    for line in lines:
        known = users.get(line.row.line)
        if known is None or not line.is_good:
            continue
        before.setdefault(
            known.pk, {name: getattr(known, name) for name in (*CARD.values(), "sourced_id")}
        )
        if _put(line, known):
            changed[known.pk] = known
    loading.ledger.write_accounts(people, list(changed.values()), before)
    _write_cards(loading, people, changed, before)
    return users | {line.row.line: user for line, user in zip(new, people, strict=True)}


def _account(line: Line) -> dict[str, Any]:
    values = {name: line[title] or "" for title, name in CARD.items()}
    return {**values, "sourced_id": line[CODE] or ""}


def _put(line: Line, user: User) -> bool:
    is_changed = False
    for title, name in (*CARD.items(), (CODE, "sourced_id")):
        if line[title] and getattr(user, name) != line[title]:
            setattr(user, name, line[title])
            is_changed = True
    return is_changed


def _write_cards(
    loading: Loading,
    new: Sequence[User],
    changed: dict[int, User],
    before: dict[int, dict[str, Any]],
) -> None:
    """A card that was not there begins with what the account said, so that history shows what it was."""
    cards = {
        row.user_id: row for row in PersonCard.objects.select_for_update().filter(user__in=changed)
    }
    signed = loading.signed
    begun = [
        PersonCard(user_id=key, **{name: before[key][name] for name in CARD.values()})
        for key in changed
        if key not in cards
    ]
    about: Signed = {**signed, "reason": BEFORE_FIRST_EDIT}
    cards |= {row.user_id: row for row in PersonCard.objects.write(begun, **about)}
    written = []
    for key, user in changed.items():
        values = {name: getattr(user, name) for name in CARD.values()}
        if any(getattr(cards[key], name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(cards[key], name, value)
            written.append(cards[key])
    PersonCard.objects.write(written, **signed)
    PersonCard.objects.write(
        [
            PersonCard(user=user, **{name: getattr(user, name) for name in CARD.values()})
            for user in new
        ],
        **signed,
    )
