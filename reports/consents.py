"""The register of consents and its forms as files (regulation § 6.3; 152-ФЗ art. 9 p. 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.consents import ASKED, TEXT_VERSION, Channel
from accounts.models import User
from school.models import School, SchoolClass
from school.screens.consents import Family, Register
from school.words import DASH, date_dots

from .printing.sheets import sheet_html
from .spreadsheets import Value

TITLE = "Реестр согласий"
HEAD = (
    "№", "Класс", "Субъект", "Представитель", "Цель", "Согласие / отказ", "Дата", "Срок",
    "Носитель (бумага/ЭП)", "Отозвано (дата, основание)",
)  # fmt: skip
# About a second a hundred lines: the worker has others' papers to make.
LARGEST_PDF = 1000
TOO_LONG = "В PDF помещается не больше 1000 строк. Выберите класс или решение; весь реестр выгружается в Excel."
PAPERS = [channel for _, channel in ASKED]


@dataclass(frozen=True)
class Blank:
    """What is filled in beforehand on a form; nothing on an empty one."""

    representative: User | None = None
    pupil: User | None = None
    relation: str = ""
    class_name: str = ""

    @classmethod
    def of(cls, family: Family) -> "Blank":
        return cls(
            family.representative,
            family.student.user,
            family.relation,
            family.school_class.name,
        )


def register_rows(register: Register) -> Iterable[Sequence[Value]]:
    for row in register.rows:
        consent = row.consent
        facts: tuple[Value, ...] = ("", "", "", "")
        if consent:
            until = date_dots(consent.valid_until) if consent.valid_until else "бессрочно"
            facts = (
                date_dots(consent.given_on),
                until,
                consent.get_medium_display(),
                row.withdrawal or DASH,
            )
        state = f"{row.state}, {row.marks}" if row.marks else row.state
        yield (
            row.number,
            row.school_class.name,
            row.subject.full_name,
            row.representative.full_name,
            row.purpose_in_full,
            state,
            *facts,
        )


def people_of(register: Register) -> int:
    """How many people the register names."""
    named = {row.subject.pk for row in register.rows}
    return len(named | {row.representative.pk for row in register.rows})


def register_html(
    register: Register, *, school: School | None, watermark: str, now: datetime
) -> str:
    return sheet_html(
        "consents/register.html",
        title=TITLE,
        made_at=now,
        school=school,
        rows=register.rows,
        watermark=watermark,
    )


def forms_html(
    number: int,
    families: Iterable[Family],
    *,
    school: School | None,
    watermark: str = "",
    now: datetime,
) -> str:
    """One sheet a family; an empty one where there is none. `number` counts the purposes from 1."""
    blanks = [Blank.of(family) for family in families] or [Blank()]
    return sheet_html(
        "consents/forms.html",
        title="Согласие на получение сведений в электронной форме",
        made_at=now,
        school=school,
        watermark=watermark,
        families=blanks,
        version=TEXT_VERSION,
        text=f"print/consents/{TEXT_VERSION}/{PAPERS[number - 1]}.html",
    )


def forms_title(number: int, classes: Sequence[SchoolClass]) -> str:
    """«Согласия: СМС, 7А»; of an empty form «Бланк согласия: СМС»."""
    way = Channel(PAPERS[number - 1]).label
    names = ", ".join(found.name for found in classes)
    return f"Согласия: {way}, {names}" if names else f"Бланк согласия: {way}"


def people_of_families(families: Sequence[Family]) -> int:
    """How many people the forms name."""
    named = {family.student.user_id for family in families}
    return len(named | {family.representative.pk for family in families})
