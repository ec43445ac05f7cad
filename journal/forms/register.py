"""The register of a lesson as it was filled in: who is away, who came late, everybody else is here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from accounts.keys import is_key
from journal import scales
from journal.actions import CellChange, CellResult, LessonEntries
from journal.models import Lesson
from journal.screens import Answer, RegisterRow

from .entries import why

ABSENT, HERE = "н", ""


class RegisterForm(forms.Form):
    """`absent-12` ticked, `late-12` minutes; `numbers` of the list: «14 3», by one hand on the digits.

    Each pupil is sent with what the page showed (`was-attendance-12` = «version:code»): a page from before somebody
    else's entry does not write over it.
    """

    numbers = forms.CharField(label="Нет учеников с номерами", required=False, max_length=200)

    def __init__(
        self, *args: Any, lesson: Lesson, rows: Sequence[RegisterRow], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lesson = lesson
        self._by_number = {row.pupil.number: row.pupil.pk for row in rows}

    def clean_numbers(self) -> str:
        typed: str = self.cleaned_data["numbers"]
        unknown = [n for n in _digits(typed) if n not in self._by_number]
        if unknown:
            raise forms.ValidationError(
                f"В списке нет номера {unknown[0]}. Есть номера от 1 до {len(self._by_number)}."
            )
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for student, typed in self.late.items():
            if student in self.absent:
                self.add_error(
                    None, "Один ученик отмечен и отсутствующим, и опоздавшим. Оставьте одно."
                )
                break
            try:
                scales.read_attendance(f"{scales.LATE_CODE} {typed}")
            except scales.UnknownCode as error:
                self.add_error(None, str(error))
                break
        return data

    @property
    def absent(self) -> set[int]:
        """Pupils that are marked away, by tick or by number."""
        ticked = {int(name[7:]) for name in self.data if _names(name, "absent-")}
        typed = _digits(self.data.get("numbers", ""))
        return ticked | {self._by_number[n] for n in typed if n in self._by_number}

    @property
    def late(self) -> Mapping[int, str]:
        """What stands in the fields of minutes that are not empty."""
        fields = {name: str(value).strip()[:20] for name, value in self.data.items()}
        return {
            int(name[5:]): value
            for name, value in fields.items()
            if _names(name, "late-") and value
        }

    def entries(self) -> LessonEntries:
        """What to write, of a valid form; the register is taken with it."""
        return LessonEntries(register=True, cells=list(self._cells()))

    def answers(self, results: Sequence[CellResult]) -> dict[str, Answer]:
        """By pupil, why he was not written down."""
        return {
            result.key: Answer("", why(result)) for result in results if result.outcome != "saved"
        }

    def _cells(self) -> Iterator[CellChange]:
        absent, late = self.absent, self.late
        for name, was in self.data.items():
            if not _names(name, "was-attendance-"):
                continue
            student = int(name[15:])
            version, _, stored = str(was).partition(":")
            wanted = _wanted(stored, student in absent, late.get(student, ""))
            if wanted != stored and is_key(version):
                yield CellChange(
                    name[4:], student, self.lesson.pk, "attendance", wanted, int(version)
                )


def _wanted(stored: str, is_absent: bool, late: str) -> str:
    """The reason that stands there stays; so does a late coming without minutes that nobody touched."""
    if is_absent:
        return stored if stored in scales.ABSENT_CODES else ABSENT
    if late:
        return f"{scales.LATE_CODE} {late}"
    return stored if stored == scales.LATE_CODE else HERE


def _names(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and is_key(name[len(prefix) :])


def _digits(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]{1,3}", text)]
