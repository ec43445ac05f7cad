"""Links between the files: an unknown one refuses the row, or is told of and done without."""

from collections.abc import Iterable

from exchange.problems import Problem
from exchange.tables import Row, Table

from .bundle import Bundle, Enrollment, Group, Person
from .cells import shown
from .columns import GUARDIAN, NOT_USED, STAFF, STUDENT, TEACHER


def check_references(bundle: Bundle, tables: dict[str, Table]) -> None:
    """Leaves in the bundle only what points at something; see `refused` and `warnings`."""
    _check_usernames(bundle)
    _check_courses(bundle)
    _check_terms(bundle)
    _check_orgs(bundle, tables)
    bundle.enrollments = _enrollments(bundle, tables)
    _check_agents(bundle)


def _check_usernames(bundle: Bundle) -> None:
    first: dict[str, int] = {}
    kept: list[Person] = []
    for person in bundle.people:
        name = person.username.lower()
        if name in first:
            text = f"имя для входа «{shown(person.username)}» уже есть в строке {first[name]}. "
            text += "Дайте каждому своё."
            bundle.refused.append(person.row.problem("username", text))
            continue
        first[name] = person.row.line
        kept.append(person)
    bundle.people = kept


def _check_courses(bundle: Bundle) -> None:
    """A homeroom class needs no course; a group without one takes its subject from its own row."""
    known = {course.key for course in bundle.courses}
    for group in bundle.groups:
        if group.is_homeroom or group.course in known:
            continue
        subject = group.subject or group.title
        text = f"курса «{shown(group.course)}» нет в courses.csv: предмет взят «{shown(subject)}»."
        bundle.warnings.append(group.row.problem("courseSourcedId", text))


def _check_terms(bundle: Bundle) -> None:
    known = {session.key for session in bundle.sessions}
    for group in bundle.groups:
        absent = [term for term in group.terms if term not in known]
        if absent:
            text = f"периода «{shown(absent[0])}» нет в academicSessions.csv: взят весь год."
            bundle.warnings.append(group.row.problem("termSourcedIds", text))


def _check_orgs(bundle: Bundle, tables: dict[str, Table]) -> None:
    """One school, one database: a foreign organisation is told of once, not refused."""
    known = {row["sourcedId"] for row in tables["orgs"].rows} if "orgs" in tables else set()
    if known and not bundle.school_name:
        row = tables["orgs"].rows[0]
        text = "ни одна организация не отмечена как school: всё загружается в вашу школу."
        bundle.warnings.append(row.problem("type", text))
    for kind, column in (("classes", "schoolSourcedId"), ("users", "orgSourcedIds")):
        for row in tables[kind].rows if kind in tables and known else ():
            absent = [org for org in row.many(column) if org not in known]
            if absent:
                text = f"организации «{shown(absent[0])}» нет в orgs.csv: взята ваша школа."
                bundle.warnings.append(row.problem(column, text))
                break


def _enrollments(bundle: Bundle, tables: dict[str, Table]) -> list[Enrollment]:
    """Enrolments whose class and person are both there, and whose role the person has."""
    links = (
        _Links(
            "classSourcedId", "класса или группы", tables.get("classes"), keys_of(bundle.groups)
        ),
        _Links("userSourcedId", "человека", tables.get("users"), keys_of(bundle.people)),
    )
    everyone = keys_of(bundle.people)
    holders = {
        STUDENT: {one.key for one in bundle.people if STUDENT in one.roles},
        TEACHER: {one.key for one in bundle.people if {TEACHER, STAFF} & set(one.roles)},
    }
    kept: list[Enrollment] = []
    deleted: list[Problem] = []
    for one in bundle.enrollments:
        troubles = [link.trouble(one.row) for link in links]
        trouble = next((found for found in troubles if found), None)
        if trouble is None and one.person not in holders.get(one.role, everyone):
            who = (
                "учеником, но роли ученика" if one.role == STUDENT else "учителем, но роли учителя"
            )
            trouble = one.row.problem("role", f"записан {who} у него нет. Исправьте роль.")
        if trouble is None:
            kept.append(one)
        elif any(link.is_deleted(one.row) for link in links):
            deleted.append(trouble)
        else:
            bundle.refused.append(trouble)
    bundle.warnings += deleted
    others = [one for one in kept if one.role not in holders]
    if others:
        text = "в классах и группах загружаются только ученики и учителя; эта роль пропущена."
        bundle.warnings.append(others[0].row.problem("role", text))
    return [one for one in kept if one.role in holders]


def keys_of(values: Iterable[Group] | Iterable[Person]) -> set[str]:
    return {value.key for value in values}


class _Links:
    """One column of enrollments.csv against the rows it points at."""

    def __init__(self, column: str, what: str, table: Table | None, found: set[str]):
        rows = table.rows if table else []
        self.column, self.what, self.found = column, what, found
        self.file = table.file if table else {"classSourcedId": "classes.csv"}.get(column, "")
        self.seen = {row["sourcedId"] for row in rows}
        self.deleted = {row["sourcedId"] for row in rows if row["status"].lower() in NOT_USED}

    def is_deleted(self, row: Row) -> bool:
        return row[self.column] in self.deleted

    def trouble(self, row: Row) -> Problem | None:
        key = row[self.column]
        if key in self.found:
            return None
        if key in self.seen:
            text = f"строка «{shown(key)}» файла {self.file} не загружена, поэтому и эта тоже."
        else:
            text = f"{self.what} «{shown(key)}» нет в {self.file}. "
            text += "Исправьте ссылку или добавьте строку."
        return row.problem(self.column, text)


def _check_agents(bundle: Bundle) -> None:
    """A parent is known by either side; links between others mean nothing for the journal."""
    people = {person.key: person for person in bundle.people}
    for person in bundle.people:
        if not {STUDENT, GUARDIAN} & set(person.roles):
            continue
        for key in person.agents:
            if key not in people:
                text = f"человека «{shown(key)}» нет в users.csv. Исправьте ссылку."
                bundle.refused.append(person.row.problem("agentSourcedIds", text))
