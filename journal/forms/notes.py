"""What a parent writes of days to come, and what the homeroom teacher answers."""

from datetime import date, timedelta
from typing import Any

from django import forms

from journal.models import DailyAbsence
from school.models import SchoolYear
from school.words import date_dots

from .substitutions import day_field

# A child fell ill and nobody had the time to write: so many days back still.
BACK = timedelta(days=14)


class NoteForm(forms.Form):
    """Days of the year, not long past; `today` is the calendar's."""

    starts_on = day_field("С какого дня")
    ends_on = day_field("По какой день")
    reason = forms.ChoiceField(
        label="Причина",
        choices=DailyAbsence.Reason.choices,
        error_messages={"required": "Выберите причину.", "invalid_choice": "Такой причины нет."},
    )
    words = forms.CharField(
        label="Что сообщить классному руководителю",
        required=False,
        max_length=200,
        help_text="Коротко: поездка, соревнования, к врачу. Диагноз писать не нужно.",
        error_messages={"max_length": "Не длиннее 200 знаков."},
    )

    def __init__(self, *args: Any, year: SchoolYear, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._year, self._today = year, today

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Последний день раньше первого.")
        if first and first < self._today - BACK:
            since = date_dots(self._today - BACK)
            self.add_error(
                "starts_on",
                f"О днях раньше {since} записку не пишут: сообщите классному руководителю.",
            )
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and not self._year.starts_on <= day <= self._year.ends_on:
                self.add_error(name, f"Учебный год идёт по {date_dots(self._year.ends_on)}.")
        return data


class NoteDecisionForm(forms.Form):
    """`act`: accept with a reason, or refuse with a word to the parent."""

    REASONS = DailyAbsence.Reason.choices

    note = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    act = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    reason = forms.ChoiceField(choices=DailyAbsence.Reason.choices, required=False)
    answer = forms.CharField(required=False, max_length=200)
