"""From files to a Bundle: every row is used, refused with its place, or used with a warning."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from exchange.problems import Problem, Unreadable
from exchange.sources import Source, open_source
from exchange.tables import Row, Table, read_table
from school.words import count_of

from . import cells
from .bundle import Bundle, Course, Enrollment, Group, Person, Session
from .columns import (
    CLASS_TYPES,
    FILES,
    KEEP_METADATA,
    NOT_USED,
    REQUIRED_FILES,
    ROLES,
    SESSION_TYPES,
    SILENTLY_SKIPPED,
)
from .references import check_references

Value = TypeVar("Value")


def open_bundle(path: Path, *, name: str = "") -> Bundle:
    """The bundle of a folder or zip; raises Unreadable when it is not one."""
    return read_bundle(open_source(path, name=name))


def read_bundle(source: Source) -> Bundle:
    """Reads every table, then the people, groups and enrolments that hold together."""
    tables, problems = _tables(source)
    version, is_delta = _manifest(source, tables, problems)
    _refuse_absent(source, tables, problems, version)
    if problems:
        raise Unreadable(problems)
    bundle = Bundle(source.name, version, is_delta)
    for kind, table in tables.items():
        bundle.warnings += table.warnings
        bundle.refused += table.refused
        bundle.warnings += _lost_columns(table, kind)
    bundle.warnings += _skipped_files(source)
    rows = {kind: _active(kind, table, bundle) for kind, table in tables.items()}
    _refuse_two_schools(rows, bundle)
    bundle.sessions = _each(rows, "academicSessions", _session, bundle)
    bundle.courses = _each(rows, "courses", _course, bundle)
    bundle.groups = _each(rows, "classes", _group, bundle)
    bundle.people = _people(rows, bundle)
    bundle.enrollments = _each(rows, "enrollments", _enrollment, bundle)
    check_references(bundle, tables)
    bundle.metadata = _metadata(bundle)
    return bundle


def _tables(source: Source) -> tuple[dict[str, Table], list[Problem]]:
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for kind, columns in FILES.items():
        name = source.find(f"{kind}.csv")
        if name is None:
            continue
        try:
            tables[kind] = read_table(name, source.files[name], columns, kind=kind)
        except Unreadable as error:
            problems += error.problems
    return tables, problems


def _manifest(
    source: Source, tables: dict[str, Table], problems: list[Problem]
) -> tuple[str, bool]:
    """Version («1.1», «1.2») and whether only changes are told; promised files must be there."""
    if "manifest" not in tables:
        return ("1.2" if "roles" in tables else "1.1"), False
    rows = tables["manifest"].rows
    said = {row["propertyName"].lower(): row["value"].lower() for row in rows}
    for row in rows:
        name = row["propertyName"].removeprefix("file.")
        promised = row["value"].lower() in ("bulk", "delta")
        if promised and name in FILES and source.find(f"{name}.csv") is None:
            text = f"обещан файл {name}.csv, но его нет. Выгрузите набор заново."
            problems.append(row.problem("value", text))
    version = said.get("oneroster.version", "1.1")
    if version not in ("1.0", "1.1", "1.2"):
        text = f"версия OneRoster «{cells.shown(version)}» не читается: нужна 1.1 или 1.2."
        problems.append(Problem(tables["manifest"].file, None, "value", text, "manifest"))
    return version, "delta" in said.values()


def _refuse_absent(
    source: Source, tables: dict[str, Table], problems: list[Problem], version: str
) -> None:
    broken = {problem.kind for problem in problems}
    for kind in REQUIRED_FILES:
        if kind not in tables and kind not in broken:
            text = f"нет файла {kind}.csv: без него неизвестно, кто учится и кто учит."
            problems.append(Problem(source.name, None, "", text, kind))
    users = tables.get("users")
    if users and "role" not in users.columns and "roles" not in tables and "roles" not in broken:
        text = "столбца нет, и нет файла roles.csv. Добавьте роли и загрузите файлы снова."
        problems.append(Problem(users.file, 1, "role", text, "users"))


def _skipped_files(source: Source) -> list[Problem]:
    known = {f"{kind}.csv".lower() for kind in FILES}
    known |= {f"{kind}.csv" for kind in SILENTLY_SKIPPED}
    text = "файл не загружается: журнал берёт из набора людей, классы, группы и периоды."
    return [
        Problem(name, None, "", text, "files") for name in source.files if name.lower() not in known
    ]


def _active(kind: str, table: Table, bundle: Bundle) -> list[Row]:
    """Rows to be used: with an own sourcedId and not marked for deletion."""
    if kind == "manifest":
        return []
    rows = cells.unique(table.rows, bundle.refused)
    gone = [row for row in rows if row["status"].lower() in NOT_USED]
    if gone:
        count = count_of(len(gone), "строка помечена", "строки помечены", "строк помечены")
        text = f"{count} на удаление: не загружены, из журнала ничего не удалено."
        bundle.warnings.append(gone[0].problem("status", text))
    return [row for row in rows if row["status"].lower() not in NOT_USED]


def _refuse_two_schools(rows: dict[str, list[Row]], bundle: Bundle) -> None:
    schools = [row for row in rows.get("orgs", ()) if row["type"].lower() == "school"]
    if len(schools) > 1:
        text = f"в наборе школ: {len(schools)}, а журнал ведёт одна. Выгрузите списки одной школы."
        raise Unreadable(schools[1].problem("type", text))
    if schools:
        bundle.school_key, bundle.school_name = schools[0]["sourcedId"], schools[0]["name"]


def _each(
    rows: dict[str, list[Row]], kind: str, read: Callable[[Row], Value], bundle: Bundle
) -> list[Value]:
    values: list[Value] = []
    for row in rows.get(kind, ()):
        try:
            values.append(read(row))
        except cells.Refused as error:
            bundle.refused.append(error.problem)
    return values


def _session(row: Row) -> Session:
    key, title = cells.filled(row, "sourcedId"), cells.filled(row, "title")
    starts_on, ends_on = cells.needed_day(row, "startDate"), cells.needed_day(row, "endDate")
    if starts_on >= ends_on:
        text = "период кончается раньше, чем начинается. Исправьте даты."
        raise cells.Refused(row.problem("endDate", text))
    kind = cells.word(row, "type", SESSION_TYPES)
    return Session(key, title, kind, starts_on, ends_on, row["parentSourcedId"], row)


def _course(row: Row) -> Course:
    key, title = cells.filled(row, "sourcedId"), cells.filled(row, "title")
    subject = next(iter(row.many("subjects")), "")
    return Course(key, title, subject, row["courseCode"], row)


def _group(row: Row) -> Group:
    kind = cells.word(row, "classType", {name: name for name in CLASS_TYPES})
    return Group(
        key=cells.filled(row, "sourcedId"),
        title=cells.filled(row, "title"),
        code=row["classCode"],
        is_homeroom=kind == "homeroom",
        course=row["courseSourcedId"],
        subject=next(iter(row.many("subjects")), ""),
        grades=cells.grades(row),
        terms=row.many("termSourcedIds"),
        location=row["location"],
        weekly_hours=cells.hours(row.metadata.get("weeklyHours", "")),
        row=row,
    )


def _enrollment(row: Row) -> Enrollment:
    begins_on, ends_on = cells.day(row, "beginDate"), cells.day(row, "endDate")
    if begins_on and ends_on and begins_on > ends_on:
        text = "запись кончается раньше, чем начинается. Исправьте даты."
        raise cells.Refused(row.problem("endDate", text))
    return Enrollment(
        key=cells.filled(row, "sourcedId"),
        group=cells.filled(row, "classSourcedId"),
        person=cells.filled(row, "userSourcedId"),
        role=cells.word(row, "role", ROLES),
        is_primary=cells.yes(row, "primary", default=False),
        begins_on=begins_on,
        ends_on=ends_on,
        row=row,
    )


def _people(rows: dict[str, list[Row]], bundle: Bundle) -> list[Person]:
    roles: dict[str, list[str]] = {}
    known = {row["sourcedId"] for row in rows["users"]}
    for row in rows.get("roles", ()):
        try:
            user, role = cells.filled(row, "userSourcedId"), cells.word(row, "role", ROLES)
            if user not in known:
                text = f"человека «{cells.shown(user)}» нет в users.csv."
                raise cells.Refused(row.problem("userSourcedId", text))
            roles.setdefault(user, []).append(role)
        except cells.Refused as error:
            bundle.refused.append(error.problem)
    demographics = {row["sourcedId"]: row for row in rows.get("demographics", ())}
    if any(row["password"] for row in rows["users"]):
        text = "пароли из файла не загружаются: их выдаёт школа."
        bundle.warnings.append(rows["users"][0].problem("password", text))
    return _each(rows, "users", lambda row: _person(row, roles, demographics), bundle)


def _person(row: Row, roles: dict[str, list[str]], demographics: dict[str, Row]) -> Person:
    key = cells.filled(row, "sourcedId")
    found = tuple(dict.fromkeys(roles.get(key, ())))
    if row["role"] or not found:
        own = cells.word(row, "role", ROLES)
        found = tuple(dict.fromkeys((own, *found)))
    about = demographics.get(key)
    return Person(
        key=key,
        username=row["username"] or key,
        family_name=cells.filled(row, "familyName"),
        given_name=cells.filled(row, "givenName"),
        middle_name=row["middleName"],
        identifier=row["identifier"],
        email=row["email"],
        phone=row["phone"] or row["sms"],
        roles=found,
        agents=row.many("agentSourcedIds"),
        grades=cells.grades(row),
        is_enabled=cells.yes(row, "enabledUser", default=True),
        born_on=cells.day(about, "birthDate") if about else None,
        sex=about["sex"].lower() if about else "",
        row=row,
    )


def _lost_columns(table: Table, kind: str) -> list[Problem]:
    """Extra columns of files whose rows have nowhere to keep them."""
    text = "столбец не загружается: для таких сведений в журнале нет места."
    extra = [name for name in table.columns if name.startswith("metadata.")]
    return [Problem(table.file, 1, name, text, kind) for name in extra if kind not in KEEP_METADATA]


def _metadata(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    """Names of the `metadata.*` columns that are kept, by file."""
    kept: dict[str, set[str]] = {}
    rows: list[Row] = [one.row for one in bundle.sessions] + [one.row for one in bundle.courses]
    rows += [one.row for one in bundle.groups] + [one.row for one in bundle.people]
    for row in rows:
        if row.metadata:
            kept.setdefault(row.kind, set()).update(row.metadata)
    return {kind: tuple(sorted(names)) for kind, names in kept.items()}
