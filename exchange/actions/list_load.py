"""The load from a list: journals by class, subject and group with their hours and teachers; nobody is replaced by a list."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from django.db.models import Q

from exchange.lists import Line
from exchange.lists.columns import CLASS, FROM, GROUP, HOURS, SUBJECT, TEACHER
from exchange.lists.writing import told
from exchange.matching import same_words
from school.marking import Chooser, chooser_on
from school.models import (
    ClassEnrollment,
    CourseSection,
    SchoolClass,
    SectionClass,
    SectionEnrollment,
    StaffMember,
    Subject,
    TeachingLoad,
)
from school.words import date_dots

from .groups import LANGUAGES, PROFILE_FROM
from .list_people import Loading
from .list_pupils import Classes

Kind = CourseSection.Kind
Key = tuple[frozenset[int], int, str]


@dataclass
class Draft:
    """What a line is about, found in the journal; `section` is None for a journal to be made."""

    line: Line
    classes: list[SchoolClass]
    subject: Subject
    teacher: StaffMember | None
    section: CourseSection | None = None
    loads: list[TeachingLoad] = field(default_factory=list)

    @property
    def key(self) -> Key:
        group = same_words(self.line[GROUP] or "")
        return frozenset(one.pk for one in self.classes), self.subject.pk, group

    @property
    def own(self) -> TeachingLoad | None:
        """The teacher's load of this journal that is there."""
        if self.teacher is None:
            return None
        key = self.teacher.pk
        return next((one for one in self.loads if one.teacher_id == key), None)


def settle_load_list(loading: Loading, lines: list[Line]) -> None:
    drafts = _drafts(loading, lines)
    _find_sections(loading, drafts)
    first: dict[tuple[Key, int | None], int] = {}
    of_section: dict[Key, Draft] = {}
    for draft in drafts:
        line, key = draft.line, (draft.key, draft.teacher.pk if draft.teacher else None)
        before = of_section.setdefault(draft.key, draft)
        if key in first:
            line.refuse(CLASS, f"эта же нагрузка уже в строке {first[key]}. Оставьте одну строку.")
        elif before is not draft and not (draft.own and before.own):
            text = (
                f"этот же журнал уже в строке {before.line.row.line}. Второй группе дайте название."
            )
            line.refuse(GROUP, text)
        else:
            _compare(loading, draft)
        first.setdefault(key, line.row.line)
    _write(loading, [draft for draft in drafts if draft.line.is_good])


def _drafts(loading: Loading, lines: list[Line]) -> list[Draft]:
    classes = Classes(loading.year)
    subjects = {same_words(row.name): row for row in Subject.objects.all()}
    teachers = _Teachers()
    drafts = []
    for line in lines:
        line.title = f"{line.row[CLASS]}, {line.row[SUBJECT]}"
        line.title += f" ({line[GROUP]})" if line[GROUP] else ""
        of_line = _classes_of(line, classes)
        subject = subjects.get(same_words(line[SUBJECT] or ""))
        if line[SUBJECT] and subject is None:
            near = get_close_matches(same_words(line[SUBJECT]), subjects, n=3, cutoff=0.6)
            hint = f" Похожие: {', '.join(subjects[one].name for one in near)}." if near else ""
            line.refuse(SUBJECT, f"предмета «{line[SUBJECT]}» в журнале нет.{hint}")
        teacher = teachers.find(loading, line)
        since = line[FROM]
        if since and not loading.year.starts_on <= since <= loading.year.ends_on:
            line.refuse(FROM, f"{date_dots(since)} не в {loading.year.title} учебном году.")
        if line.is_good and subject is not None:
            drafts.append(Draft(line, of_line, subject, teacher))
    return drafts


def _classes_of(line: Line, classes: Classes) -> list[SchoolClass]:
    found = {}
    for name in filter(None, (part.strip() for part in re.split(r"[,;+]", line[CLASS] or ""))):
        row = classes.find(name)
        if row is None:
            line.refuse(CLASS, classes.missing(name))
        else:
            found[row.pk] = row
    return sorted(found.values(), key=lambda one: (one.grade, one.letter, one.pk))


class _Teachers:
    """The staff by sign-in name and by code."""

    def __init__(self) -> None:
        self.by_key: dict[str, StaffMember] = {}
        rows = list(StaffMember.objects.select_related("user"))
        for row in rows:
            self.by_key[row.user.sourced_id.lower()] = row
        for row in rows:
            self.by_key[row.user.username.lower()] = row
        self.by_key.pop("", None)

    def find(self, loading: Loading, line: Line) -> StaffMember | None:
        key = line[TEACHER]
        if not key:
            return None
        row = self.by_key.get(key.lower())
        if row is None:
            line.refuse(TEACHER, f"учителя «{key}» в журнале нет: нужно имя для входа или код.")
        elif not row.is_at_work(line[FROM] or loading.starts_on):
            line.refuse(TEACHER, f"{row} в этот день не работает.")
        return row


def _find_sections(loading: Loading, drafts: list[Draft]) -> None:
    classes: dict[int, set[int]] = defaultdict(set)
    links = SectionClass.objects.filter(section__year=loading.year)
    for section, school_class in links.values_list("section_id", "school_class_id"):
        classes[section].add(school_class)
    rows = CourseSection.objects.filter(year=loading.year, plan=None).filter(
        Q(ends_on=None) | Q(ends_on__gte=loading.starts_on)
    )
    there: dict[Key, list[CourseSection]] = defaultdict(list)
    for row in rows.select_related("subject").order_by("pk"):
        there[frozenset(classes[row.pk]), row.subject_id, same_words(row.name)].append(row)
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    lasting = TeachingLoad.objects.select_for_update(of=("self",)).filter(
        Q(ends_on=None) | Q(ends_on__gte=loading.starts_on), section__year=loading.year
    )
    for load in lasting.select_related("teacher__user").order_by("starts_on"):
        loads[load.section_id].append(load)
    for draft in drafts:
        day = _judged_on(loading, draft.line)
        draft.section = next((one for one in there[draft.key] if _lasts(one, day)), None)
        of_section = loads[draft.section.pk] if draft.section else []
        draft.loads = [one for one in of_section if _lasts(one, day)]


def _judged_on(loading: Loading, line: Line) -> date:
    """The day a line speaks of: its own, else today, as far as it is within the list's term."""
    told: date | None = line[FROM]
    return told or max(loading.starts_on, min(loading.today, loading.year.ends_on))


def _lasts(row: CourseSection | TeachingLoad, day: date) -> bool:
    return row.ends_on is None or row.ends_on >= day


def _hours_now(draft: Draft) -> Decimal | None:
    """Hours a week as the list goes out with them: the teacher's own, else the journal's."""
    own, section = draft.own, draft.section
    if own is not None and own.hours is not None:
        return own.hours
    return section.weekly_hours if section else None


def _compare(loading: Loading, draft: Draft) -> None:
    line, section = draft.line, draft.section
    line.is_new = section is None
    if section is None:
        if line[HOURS] is None:
            line.refuse(HOURS, "пусто, а у нового журнала это нужно заполнить.")
        return
    hours: Decimal | None = line[HOURS]
    if draft.own is None and draft.loads and draft.teacher is not None:
        text = f"этот журнал ведёт {draft.loads[0].teacher}. Замену учителя оформляют на странице «Нагрузка» с её днём."
        line.refuse(TEACHER, text)
        return
    is_other = hours is not None and hours != _hours_now(draft)
    if is_other and len(draft.loads) > 1:
        text = f"журнал делят {len(draft.loads)} учителя: их часы меняют на странице «Нагрузка»."
        line.refuse(HOURS, text)
        return
    if is_other:
        line.changes.append((HOURS, told(_hours_now(draft)), told(hours)))
    if draft.teacher is not None and draft.own is None:
        line.changes.append((TEACHER, "", str(draft.teacher)))


def _write(loading: Loading, drafts: list[Draft]) -> None:
    changed: dict[int, CourseSection] = {}
    loads = []
    new = [draft for draft in drafts if draft.section is None]
    chooser = chooser_on(loading.year.starts_on)
    sections = CourseSection.objects.write(
        [_section(loading, one, chooser) for one in new], **loading.signed
    )
    for draft, section in zip(new, sections, strict=True):
        draft.section = section
    _give(loading, new)
    for draft in drafts:
        section, hours = draft.section, draft.line[HOURS]
        if section is None or hours is None or hours == _hours_now(draft):
            continue
        if section.weekly_hours != hours:
            section.weekly_hours = hours
            changed[section.pk] = section
        if draft.own is not None and draft.own.hours not in (None, hours):
            draft.own.hours = hours
            loads.append(draft.own)
    CourseSection.objects.write(list(changed.values()), **loading.signed)
    TeachingLoad.objects.write(loads, **loading.signed)
    given = [_load(loading, draft) for draft in drafts if draft.teacher and draft.own is None]
    TeachingLoad.objects.write(given, **loading.signed)


def _section(loading: Loading, draft: Draft, chooser: Chooser) -> CourseSection:
    grade, group = draft.classes[0].grade, draft.line[GROUP] or ""
    kind = Kind.WHOLE_CLASS if not group and len(draft.classes) == 1 else Kind.STREAM
    if group:
        is_language = LANGUAGES.search(draft.subject.name.lower())
        kind = (
            Kind.LANGUAGE if is_language else Kind.PROFILE if grade >= PROFILE_FROM else Kind.GROUP
        )
    marking = chooser.marking(draft.subject, grade, kind)
    return CourseSection(
        year=loading.year, subject=draft.subject, name=group, kind=kind, grade=grade,
        scale=marking.scale, grading_id=marking.grading, weekly_hours=draft.line[HOURS],
        classes_text=", ".join(one.name for one in draft.classes)[:200],
        starts_on=_since(loading, draft) if _since(loading, draft) > loading.year.starts_on else None,
    )  # fmt: skip


def _since(loading: Loading, draft: Draft) -> date:
    since: date = draft.line[FROM] or loading.starts_on
    return since


def _load(loading: Loading, draft: Draft) -> TeachingLoad:
    section = draft.section
    first = section.starts_on if section and section.starts_on else _since(loading, draft)
    return TeachingLoad(
        section=section, teacher=draft.teacher, hours=draft.line[HOURS],
        starts_on=max(first, _since(loading, draft)), ends_on=section.ends_on if section else None,
    )  # fmt: skip


def _give(loading: Loading, drafts: list[Draft]) -> None:
    """Classes of new journals, and the pupils of those of a whole class, each from and to his days in it."""
    links = [
        SectionClass(section=draft.section, school_class=one)
        for draft in drafts
        for one in draft.classes
    ]
    SectionClass.objects.write(links, **loading.signed)
    whole = {
        draft.classes[0].pk: draft for draft in drafts if draft.section and draft.section.kind == Kind.WHOLE_CLASS
    }  # fmt: skip
    of_class: dict[int, list[ClassEnrollment]] = defaultdict(list)
    for place in ClassEnrollment.objects.filter(school_class__in=whole).order_by("pk"):
        of_class[place.school_class_id].append(place)
    rows = []
    for draft in drafts:
        section = draft.section
        if section is None or section.kind != Kind.WHOLE_CLASS:
            continue
        begins = section.starts_on or loading.year.starts_on
        for place in of_class[draft.classes[0].pk]:
            first, last = max(place.starts_on, begins), place.ends_on or loading.year.ends_on
            if first <= last:
                rows.append(
                    SectionEnrollment(section=section, student_id=place.student_id, starts_on=first, ends_on=last)
                )  # fmt: skip
    SectionEnrollment.objects.write(rows, **loading.signed)
    loading.ledger.report.created["group_members"] += len(rows)
