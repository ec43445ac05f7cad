"""The staff from a list: hired people and what is known of them; nobody is dismissed or taken back by a list."""

from accounts.models import User
from exchange.lists import Line
from exchange.lists.columns import EMAIL, HIRE_DATE, HIRE_ORDER, HIRED, LAST, PHONE, POSITION
from exchange.lists.writing import told
from school.models import StaffMember
from school.words import date_dots

from .list_people import (
    Loading,
    match,
    name_key,
    note_card_changes,
    refuse_doubles,
    write_people,
)
from .list_people import name_in as name_of

WORK = {
    POSITION: "position", HIRED: "hired_on", HIRE_ORDER: "hire_order_number",
    HIRE_DATE: "hire_order_date",
}  # fmt: skip


def settle_staff_list(loading: Loading, lines: list[Line]) -> None:
    there = {
        row.user_id: row
        for row in StaffMember.objects.select_for_update(of=("self",)).select_related("user")
    }

    def same(line: Line, user: User) -> bool:
        """Somebody of the staff with the same name and the same telephone, post or order of hiring."""
        member = there.get(user.pk)
        alike = [
            (line[PHONE], user.phone), (line[EMAIL], user.email),
            (line[HIRE_ORDER], member.hire_order_number if member else None),
        ]  # fmt: skip
        return member is not None and any(told and told == known for told, known in alike)

    users = match(lines, same)
    refuse_doubles(lines, users, lambda line: name_key(name_of(line), "", ""))
    for line in lines:
        if line.is_good:
            user = users.get(line.row.line)
            _compare(loading, line, user, there.get(user.pk) if user else None)
    accounts = write_people(loading, lines, users)
    _write(loading, lines, accounts, there)


def _compare(loading: Loading, line: Line, user: User | None, member: StaffMember | None) -> None:
    if line[HIRED] and line[HIRE_DATE] and line[HIRED] < line[HIRE_DATE]:
        line.note = line.note or f"принят раньше приказа: {date_dots(line[HIRE_DATE])}"
    line.is_new = member is None
    if user is None:
        return
    if member is None and user.pk in loading.own:
        line.refuse(LAST, "себя на работу не принимают. Это делает другой сотрудник.")
        return
    if member is not None and not member.is_at_work(loading.today):
        line.refuse(
            LAST, "этот человек уволен. Снова его принимают на странице «Сотрудники» приказом."
        )
        return
    note_card_changes(loading, line, user, of_staff=False)
    for title, name in WORK.items() if member else ():
        if line[title] and getattr(member, name) != line[title]:
            line.changes.append((title, told(getattr(member, name)), told(line[title])))
    if line.changes and user.pk in loading.own and line.is_good:
        line.refuse(line.changes[0][0], "свои сведения меняет другой сотрудник. Уберите строку.")


def _write(
    loading: Loading, lines: list[Line], users: dict[int, User], there: dict[int, StaffMember]
) -> None:
    changed: list[StaffMember] = []
    new: list[StaffMember] = []
    for line in lines:
        if not line.is_good:
            continue
        user = users[line.row.line]
        member = there.get(user.pk) or StaffMember(user=user)
        values = {name: line[title] for title, name in WORK.items() if line[title]}
        if all(getattr(member, name) == value for name, value in values.items()) and member.pk:
            continue
        for name, value in values.items():
            setattr(member, name, value)
        (changed if member.pk else new).append(member)
    StaffMember.objects.write(changed, **loading.signed)
    StaffMember.objects.write(new, **loading.signed)
