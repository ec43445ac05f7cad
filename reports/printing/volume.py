"""What a volume consists of, in the order of the regulation (§ 5), and the hash of its data."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from . import absences
from .class_year import ClassYear
from .spreads import subject_spreads
from .summary import summary_sheets

PORTRAIT, LANDSCAPE = "portrait", "landscape"
SHEETS_AT_ONCE = 4


class NothingToPrint(Exception):
    """The class has nothing to make the volume of; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the volume with an entry in the contents. `sheets` are values its template shows."""

    title: str
    template: str
    sheets: tuple[Any, ...]
    teachers: str = ""
    paper: str = PORTRAIT
    is_spread: bool = False
    is_subject: bool = False

    @property
    def sha256(self) -> str:
        data = [asdict(sheet) for sheet in self.sheets]
        return _hash([self.title, self.teachers, data])

    def portions(self) -> list[tuple[Any, ...]]:
        """Sheets by a few: what is laid out at once decides how much memory is needed."""
        starts = range(0, len(self.sheets), SHEETS_AT_ONCE)
        return [self.sheets[start : start + SHEETS_AT_ONCE] for start in starts]


@dataclass(frozen=True, slots=True)
class Volume:
    """`is_bound`: with a title page, contents and a sewing page round its parts."""

    title: str
    year: ClassYear
    parts: tuple[Part, ...]
    is_bound: bool

    @property
    def sha256(self) -> str:
        about = [self.title, self.year.school_full, self.year.class_name, self.year.year]
        return _hash([about, [part.sha256 for part in self.parts]])


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """General information on pupils (§ 5.7)."""

    lines: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class BlankPage:
    """A form to be filled in by hand."""

    rows: int

    @property
    def empty_rows(self) -> range:
        return range(self.rows)


def class_journal(year: ClassYear) -> Volume:
    """The class journal of a year (§ 5). Raises NothingToPrint."""
    if not year.pupils:
        raise NothingToPrint(
            f"В классе {year.class_name} нет учеников. Попросите администратора школы загрузить список класса и закажите документ снова."
        )
    if not year.sections:
        raise NothingToPrint(
            f"У класса {year.class_name} нет предметов со списками учеников. Попросите администратора школы загрузить группы и закажите документ снова."
        )
    days = absences.pupil_days(year)
    months = absences.month_pages(year, days)
    parts = [
        *_subject_parts(year),
        Part("Сведения о количестве уроков, пропущенных обучающимися", "month.html", months),
        Part(
            "Сводная ведомость учёта посещаемости",
            "attendance.html",
            (absences.attendance_summary(year, days),),
        ),
        _summary_part(year),
        Part("Общие сведения об обучающихся", "people.html", (_people(year),), paper=LANDSCAPE),
        Part("Замечания по ведению журнала", "remarks.html", (BlankPage(rows=22),)),
    ]
    return Volume(
        title=f"Классный журнал {year.class_name}, {year.year}",
        year=year,
        parts=tuple(part for part in parts if part.sheets),
        is_bound=True,
    )


def summary_sheet(year: ClassYear) -> Volume:
    """The summary sheet alone. Raises NothingToPrint."""
    if not year.pupils:
        raise NothingToPrint(
            f"В классе {year.class_name} нет учеников. Попросите администратора школы загрузить список класса и закажите документ снова."
        )
    return Volume(
        title=f"Сводная ведомость учёта успеваемости {year.class_name}, {year.year}",
        year=year,
        parts=(_summary_part(year),),
        is_bound=False,
    )


def _subject_parts(year: ClassYear) -> list[Part]:
    return [
        Part(
            section.title,
            "subject.html",
            subject_spreads(year, section),
            teachers=", ".join(section.teacher_names),
            is_spread=True,
            is_subject=True,
        )
        for section in year.sections
    ]


def _summary_part(year: ClassYear) -> Part:
    return Part(
        "Сводная ведомость учёта успеваемости обучающихся",
        "summary.html",
        summary_sheets(year),
        paper=LANDSCAPE,
    )


def _people(year: ClassYear) -> PeoplePage:
    return PeoplePage(
        tuple(
            {
                "number": pupil.number,
                "file_number": pupil.file_number,
                "name": pupil.full_name,
                "sex": {"male": "м", "female": "ж"}.get(pupil.sex, ""),
                "birth_date": f"{pupil.birth_date:%d.%m.%Y}" if pupil.birth_date else "",
                "entered": pupil.entered,
                "guardians": list(pupil.guardians),
                "address": pupil.address,
                "left": pupil.left,
            }
            for pupil in year.pupils
        )
    )


def _hash(data: Sequence[Any]) -> str:
    """SHA-256 of the data as canonical JSON: the same journal gives the same hash whenever it is printed."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
