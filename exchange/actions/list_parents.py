"""Parents from a list: each line gives one person the right to one child; a right is never taken by a list."""

import re
from collections import defaultdict
from typing import Any

from accounts.models import User
from accounts.names import plain
from exchange.lists import Line
from exchange.lists.columns import (
    BASIS,
    CHILD,
    CHILD_NAME,
    CODE,
    EMAIL,
    FIRST,
    LAST,
    MIDDLE,
    PARENT_SINCE,
    PHONE,
    RELATION,
)
from school.models import GuardianLink, Student
from school.words import date_dots

from .list_people import (
    Loading,
    match,
    name_in,
    note_card_changes,
    staff_users,
    write_people,
)


def settle_parents_list(loading: Loading, lines: list[Line]) -> None:
    children = _Children()
    of_line = {line.row.line: children.find(line) for line in lines if line.is_good}
    links: dict[tuple[int, int], list[GuardianLink]] = defaultdict(list)
    rows = GuardianLink.objects.select_for_update(of=("self",)).order_by("starts_on")
    for row in rows:
        links[row.guardian_id, row.student_id].append(row)

    def same(line: Line, user: User) -> bool:
        """A parent of this very child, or somebody with the same telephone or address of mail."""
        child = of_line[line.row.line]
        contacts = ((line[PHONE], user.phone), (line[EMAIL], user.email))
        is_parent = child is not None and (user.pk, child.pk) in links
        return is_parent or any(told and told == known for told, known in contacts)

    users = match(lines, same)
    people = _people_of(lines, users)
    _refuse_doubles(lines, people, of_line)
    staff = staff_users()
    for line in lines:
        child = of_line.get(line.row.line)
        user = users.get(line.row.line)
        if line.is_good and child is not None:
            _compare(loading, line, user, child, links, staff)
    accounts = _write_people(loading, lines, users, people)
    _write_links(loading, lines, accounts, of_line, links)


class _Children:
    """Pupils by every key a parent's line may name them by."""

    def __init__(self) -> None:
        rows = list(Student.objects.select_related("user"))
        self.by_key: dict[str, list[Student]] = defaultdict(list)
        for row in rows:
            for key in {
                row.user.username.lower(),
                row.user.sourced_id.lower(),
                row.file_number.lower(),
            } - {""}:
                self.by_key[key].append(row)

    def find(self, line: Line) -> Student | None:
        found = self.by_key.get(line[CHILD].lower(), [])
        if len(found) != 1:
            text = f"ученика «{line[CHILD]}» в журнале нет: нужно имя для входа, код или номер личного дела."
            if found:
                text = f"«{line[CHILD]}» — это {len(found)} разных ученика. Впишите имя для входа."
            line.refuse(CHILD, text)
            return None
        told = set(re.findall(r"\w+", plain(line[CHILD_NAME] or "")))
        if not told <= set(re.findall(r"\w+", plain(found[0].user.full_name))):
            line.refuse(
                CHILD_NAME, f"под ключом «{line[CHILD]}» в журнале {found[0].user.full_name}."
            )
            return None
        return found[0]


def _people_of(lines: list[Line], users: dict[int, User]) -> dict[int, Any]:
    """Who each good line is about: an account, or a new person told by code, else by name with a contact or alone.

    Two new namesakes without a code and with other contacts may be one person or two: the later line is refused.
    So it is where only one of the two lines has a code.
    """
    found: dict[int, Any] = {}
    with_code: dict[str, int] = {}
    contacts: dict[str, set[str]] = {}
    first: dict[str, int] = {}
    for line in lines:
        if not line.is_good:
            continue
        user, name = users.get(line.row.line), plain(name_in(line))
        if user is not None:
            found[line.row.line] = user.pk
            continue
        half_told = (first if line[CODE] else with_code).get(name)
        if half_told is not None:
            text = f"человек с тем же именем уже в строке {half_told}. Дайте каждому код: одному один, разным разные."
            line.refuse(CODE, text)
            continue
        if line[CODE]:
            with_code.setdefault(name, line.row.line)
            found[line.row.line] = ("code", line[CODE])
            continue
        own = {value for value in (line[PHONE], line[EMAIL]) if value}
        if name in contacts and not own & contacts[name]:
            text = f"человек с тем же именем уже в строке {first[name]}. Дайте каждому код: одному один, разным разные."
            line.refuse(CODE, text)
            continue
        contacts.setdefault(name, set()).update(own)
        first.setdefault(name, line.row.line)
        found[line.row.line] = ("name", name)
    return found


def _refuse_doubles(
    lines: list[Line], people: dict[int, Any], of_line: dict[int, Student | None]
) -> None:
    """The same child twice; the same person with other names or contacts."""
    pairs: dict[Any, int] = {}
    about: dict[Any, Line] = {}
    for line in lines:
        child = of_line.get(line.row.line)
        if not line.is_good or child is None:
            continue
        key = people[line.row.line]
        before = about.setdefault(key, line)
        other = next(
            (
                title
                for title in (LAST, FIRST, MIDDLE, PHONE, EMAIL)
                if line[title] and before[title] and line[title] != before[title]
            ),
            None,
        )
        if (key, child.pk) in pairs:
            line.refuse(
                CHILD, f"эта же связь уже в строке {pairs[key, child.pk]}. Оставьте одну строку."
            )
        elif other:
            text = f"в строке {before.row.line} у этого же человека «{before[other]}». Исправьте одну из строк."
            line.refuse(other, text)
        pairs.setdefault((key, child.pk), line.row.line)


def _compare(
    loading: Loading,
    line: Line,
    user: User | None,
    child: Student,
    links: dict[tuple[int, int], list[GuardianLink]],
    staff: set[int],
) -> None:
    if user is None:
        line.is_new = True
        return
    if user.pk == child.user_id:
        line.refuse(CHILD, "ученик не может быть своим представителем.")
        return
    there = links.get((user.pk, child.pk), [])
    lasting = _lasting(loading, there)
    if lasting is None and user.pk in loading.own:
        line.refuse(LAST, "себя представителем не записывают: это откроет вам дневник.")
        return
    starts_on = line[PARENT_SINCE] or loading.today
    ended = next((one for one in there if one.ends_on and one.ends_on >= starts_on), None)
    if lasting is None and ended is not None and ended.ends_on is not None:
        text = f"права этого представителя прекращены {date_dots(ended.ends_on)}. Укажите более поздний день."
        line.refuse(PARENT_SINCE, text)
        return
    note_card_changes(loading, line, user, of_staff=user.pk in staff)
    line.is_new = lasting is None
    if lasting is not None and line[RELATION] != lasting.relation:
        line.changes.append((RELATION, lasting.relation, line[RELATION]))


def _lasting(loading: Loading, links: list[GuardianLink]) -> GuardianLink | None:
    lasting = [one for one in links if one.ends_on is None or one.ends_on >= loading.today]
    return lasting[-1] if lasting else None


def _write_people(
    loading: Loading, lines: list[Line], users: dict[int, User], people: dict[int, Any]
) -> dict[int, User]:
    """A new person of several lines is written once, with what any of them tells."""
    first: dict[Any, Line] = {}
    for line in lines:
        if line.is_good:
            before = first.setdefault(people[line.row.line], line)
            for title in (PHONE, EMAIL, MIDDLE):
                before.values[title] = before[title] or line[title]
    accounts = write_people(loading, list(first.values()), users)
    of_person = {key: accounts[line.row.line] for key, line in first.items()}
    return {line.row.line: of_person[people[line.row.line]] for line in lines if line.is_good}


def _write_links(
    loading: Loading,
    lines: list[Line],
    accounts: dict[int, User],
    of_line: dict[int, Student | None],
    links: dict[tuple[int, int], list[GuardianLink]],
) -> None:
    changed, new = [], []
    for line in lines:
        child = of_line.get(line.row.line)
        if not line.is_good or child is None:
            continue
        user = accounts[line.row.line]
        link = _lasting(loading, links.get((user.pk, child.pk), []))
        if link is None:
            new.append(
                GuardianLink(
                    guardian=user, student=child, relation=line[RELATION], basis=line[BASIS] or "",
                    starts_on=line[PARENT_SINCE] or loading.today,
                )
            )  # fmt: skip
        elif link.relation != line[RELATION]:
            link.relation = line[RELATION]
            changed.append(link)
    GuardianLink.objects.write(changed, **loading.signed)
    GuardianLink.objects.write(new, **loading.signed)
    loading.ledger.report.created["guardians"] += len(new)
