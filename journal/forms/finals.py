"""Marks of a period as the page sends them, pupil by pupil; and when the exam was held."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from journal.actions import CellResult, PeriodMarkChange
from journal.screens import FinalRow

LONGEST_CODE, LONGEST_COMMENT = 20, 500
TOO_LONG = "Пояснение длиннее 500 знаков. Сократите его."


class FinalsForm(forms.Form):
    """Four fields a pupil: the mark, its explanation, and both as the page showed them with the version."""

    def __init__(self, *args: Any, rows: Sequence[FinalRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [row.pupil.pk for row in rows]
        for pk in self.keys:
            too_long = {"max_length": TOO_LONG}
            self.fields[f"mark-{pk}"] = forms.CharField(required=False, max_length=LONGEST_CODE)
            self.fields[f"comment-{pk}"] = forms.CharField(
                required=False, max_length=LONGEST_COMMENT, error_messages=too_long
            )
            self.fields[f"was-{pk}"] = forms.CharField(required=False, max_length=LONGEST_CODE)
            self.fields[f"said-{pk}"] = forms.CharField(required=False)
            self.fields[f"base-{pk}"] = forms.IntegerField(
                required=False, min_value=0, max_value=2**31 - 1
            )

    def changes(self) -> list[PeriodMarkChange]:
        """Of pupils whose mark or explanation was touched and reads well."""
        return [
            PeriodMarkChange(
                str(pk),
                pk,
                self._typed("mark", pk),
                self.cleaned_data.get(f"base-{pk}") or 0,
                self._typed("comment", pk),
            )
            for pk in self.keys
            if not self._faults(pk) and self._is_touched(pk)
        ]

    def proposed(self, rows: Iterable[FinalRow]) -> list[PeriodMarkChange]:
        """What is proposed to those of the rows who await a mark, where nobody typed or took away one."""
        return [
            PeriodMarkChange(str(pk), pk, row.basis.proposed, row.cell.version)
            for row in rows
            if row.is_awaited and row.basis.proposed and not row.cell.code
            for pk in [row.pupil.pk]
            if not self._typed("mark", pk) and not self._faults(pk) and not self._is_touched(pk)
        ]

    def answers(self, results: Iterable[CellResult]) -> dict[int, str]:
        """What was not written and why, by pupil."""
        told = {pk: fault for pk in self.keys if (fault := self._faults(pk))}
        for result in results:
            if result.outcome == "conflict":
                told[int(result.key)] = (
                    f"{result.author} уже поставил(а) здесь другое: {result.value or 'пусто'}. "
                    "Сохраните ещё раз, если ваше вернее."
                )
            elif result.outcome != "saved":
                told[int(result.key)] = result.text
        return told

    def typed(self, pk: int) -> tuple[str, str]:
        """The mark and the explanation as they were typed."""
        return self.data.get(f"mark-{pk}", ""), self.data.get(f"comment-{pk}", "")

    def _typed(self, name: str, pk: int) -> str:
        return str(self.cleaned_data.get(f"{name}-{pk}") or "")

    def _is_touched(self, pk: int) -> bool:
        pairs = (("mark", "was"), ("comment", "said"))
        return any(self._typed(now, pk) != self._typed(then, pk) for now, then in pairs)

    def _faults(self, pk: int) -> str:
        names = ("mark", "comment", "was", "said", "base")
        return " ".join(e for name in names for e in self.errors.get(f"{name}-{pk}", []))


class ExamForm(forms.Form):
    """When the exam was over, and how many pupils sit it; `most` is the number of pupils on the list."""

    held_at = forms.DateTimeField(
        label="Экзамен закончился",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text="С этого часа идёт срок, за который о результатах узнают семьи.",
        error_messages={"required": "Укажите день и час.", "invalid": "Укажите день и час."},
    )
    takers = forms.IntegerField(
        label="Сдают, учеников",
        min_value=1,
        error_messages={
            "required": "Напишите, сколько учеников сдают экзамен.",
            "invalid": "Напишите целое число.",
            "min_value": "Хотя бы один ученик.",
        },
    )

    def __init__(
        self, *args: Any, most: int, first: datetime, last: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._first, self._last = first, last
        field: Any = self.fields["takers"]
        field.validators.append(MaxValueValidator(max(most, 1), "В списке меньше учеников."))

    def clean_held_at(self) -> datetime:
        held: datetime = self.cleaned_data["held_at"]
        if not self._first <= held <= self._last:
            raise forms.ValidationError("День не входит в учебный год.")
        return held
