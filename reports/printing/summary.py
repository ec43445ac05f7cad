"""The summary sheet of marks: a block of rows for each pupil, a column for each subject (regulation § 5.6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from .class_year import ClassYear, Pupil, SectionFacts, is_over
from .fitting import wrap

# Columns of A4 landscape beside the names; more subjects go to a second run of sheets.
ROOM, WIDEST, NARROWEST = 174.0, 12.0, 6.6
HEAD_ROOM, HEAD_FONT = 42.0, "PTN57F.ttf"
EMPTY_EXAM = "—"
OF_YEAR = (("Годовая", "year"), ("Экзаменационная", "exam"), ("Итоговая", "final"))


@dataclass(frozen=True, slots=True)
class Subject:
    """A column: sections of one subject together; an elective course stands by itself."""

    title: str
    sections: tuple[SectionFacts, ...]


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    kind: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A pupil's rows; `decision` is empty where it is to be written by hand."""

    number: int
    name: str
    rows: tuple[Row, ...]
    decision: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """Some of the subjects for all the pupils; `column` is the width of a subject in millimetres."""

    subjects: tuple[str, ...]
    blocks: tuple[Block, ...]
    column: float
    is_last: bool

    @property
    def heads(self) -> list[tuple[str, list[str]]]:
        """(class, lines) of each subject's turned head: long names go in two lines, the longest smaller."""
        return [_head(title) for title in self.subjects]


def _head(title: str) -> tuple[str, list[str]]:
    lines = wrap(title, HEAD_ROOM, 8, HEAD_FONT)
    return ("", lines) if len(lines) < 3 else ("small", wrap(title, HEAD_ROOM, 5.8, HEAD_FONT))


def summary_sheets(year: ClassYear) -> tuple[SummarySheet, ...]:
    """One run of sheets, or two and more where there are more subjects than fit across."""
    subjects = subjects_of(year.sections)
    most = int(ROOM / NARROWEST)
    runs = max(1, -(-len(subjects) // most))
    size = max(1, -(-len(subjects) // runs))
    cut = [subjects[start : start + size] for start in range(0, len(subjects), size)] or [[]]
    return tuple(
        SummarySheet(
            subjects=tuple(subject.title for subject in some),
            blocks=tuple(_block(year, pupil, some) for pupil in year.pupils),
            column=round(min(WIDEST, ROOM / max(1, len(some))), 1),
            is_last=position == len(cut) - 1,
        )
        for position, some in enumerate(cut)
    )


def subjects_of(sections: Sequence[SectionFacts]) -> list[Subject]:
    found: dict[str, list[SectionFacts]] = {}
    for section in (one for one in sections if not one.is_extracurricular):
        found.setdefault(section.title if section.is_elective else section.short, []).append(
            section
        )
    return [Subject(title, tuple(own)) for title, own in found.items()]


def _block(year: ClassYear, pupil: Pupil, subjects: Sequence[Subject]) -> Block:
    gone = bool(pupil.left)
    rows = [
        Row(
            period.title,
            "",
            tuple(
                code_of(subject, pupil, "period", period.pk)
                or (EMPTY_EXAM if gone and is_over(pupil.terms, period.last) else "")
                for subject in subjects
            ),
        )
        for period in year.periods
    ]
    for title, kind in OF_YEAR:
        blank = EMPTY_EXAM if gone or kind == "exam" else ""
        rows.append(
            Row(title, kind, tuple(code_of(s, pupil, kind, None) or blank for s in subjects))
        )
    return Block(pupil.number, pupil.full_name, tuple(rows), decision_of(pupil), pupil.notes)


def decision_of(pupil: Pupil) -> str:
    return pupil.decision or (f"выбыл(а) {pupil.left}" if pupil.left else "")


def code_of(subject: Subject, pupil: Pupil, kind: str, period: int | None) -> str:
    """The mark in any of the subject's sections; of several the one of the list the pupil joined last.

    Of a period that the pupil spent in another class, the mark given there.
    """
    own = [section for section in subject.sections if pupil.pk in section.terms]
    own.sort(key=lambda section: section.terms[pupil.pk][-1].first, reverse=True)
    codes = [section.period_marks.get((pupil.pk, kind, period), "") for section in own]
    if kind == "period" and period is not None:
        codes += [section.periods_before.get((pupil.pk, period), "") for section in own]
    return next(filter(None, codes), "")
