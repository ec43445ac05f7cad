"""The list of journals a person may open: by class, found by a few letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from accounts.models import User
from accounts.names import short_name
from school.access import sections_visible_to
from school.models import CourseSection, SchoolYear, TeachingLoad


@dataclass(frozen=True, slots=True)
class JournalLink:
    section: CourseSection
    teachers: str
    is_mine: bool

    @property
    def group(self) -> str:
        """Whose it is, beside the subject: «1 группа», «индивидуальный план: Яшин Ян», «внеурочные занятия»."""
        section = self.section
        if section.kind == section.Kind.INDIVIDUAL:
            return f"индивидуальный план: {section.name}" if section.name else "индивидуальный план"
        outside = "внеурочные занятия" if section.is_extracurricular else ""
        return ", ".join(filter(None, (section.name, outside)))

    @property
    def words(self) -> str:
        """What a search looks in."""
        return plain(f"{self.section.title} {self.group} {self.teachers}")


@dataclass(frozen=True, slots=True)
class ClassJournals:
    classes: str
    journals: Sequence[JournalLink]


@dataclass(frozen=True, slots=True)
class SectionsScreen:
    groups: Sequence[ClassJournals]
    shown: int
    total: int


def sections_screen(
    user: User, *, year: SchoolYear | None, on: date, q: str = ""
) -> SectionsScreen:
    """Journals of the year grouped by class; `q` keeps those that hold every word of it. Two queries."""
    sections = sections_visible_to(user, on=on).filter(year=year).select_related("subject")
    links = journal_links(sections.in_order(), user, on)  # type: ignore[attr-defined]
    wanted = plain(q).split()
    found = [link for link in links if all(word in link.words for word in wanted)]
    groups = groupby(found, key=lambda link: link.section.classes_text)
    return SectionsScreen(
        groups=[ClassJournals(classes or "Без класса", list(group)) for classes, group in groups],
        shown=len(found),
        total=len(links),
    )


def journal_links(sections: Sequence[CourseSection], user: User, on: date) -> list[JournalLink]:
    """The sections with the names of those who teach them on that day."""
    sections = list(sections)
    rows = TeachingLoad.objects.on(on).filter(section__in=sections).order_by("-is_primary", "pk")
    names: dict[int, list[str]] = {}
    mine = set()
    user_of = "teacher__user"
    for section, pk, last, first, middle in rows.values_list(
        "section_id",
        user_of,
        f"{user_of}__last_name",
        f"{user_of}__first_name",
        f"{user_of}__middle_name",
    ):
        names.setdefault(section, []).append(short_name(last, first, middle))
        if pk == user.pk:
            mine.add(section)
    return [
        JournalLink(section, ", ".join(names.get(section.pk, [])), section.pk in mine)
        for section in sections
    ]


def plain(text: str) -> str:
    """Lower case, Ё as Е, «7 А» as «7а»: what people type in different ways is one."""
    words = text.lower().replace("ё", "е").replace("\N{NO-BREAK SPACE}", " ").split()
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].isdigit() and len(word) == 1 and word.isalpha():
            joined[-1] += word
        else:
            joined.append(word)
    return " ".join(joined)
