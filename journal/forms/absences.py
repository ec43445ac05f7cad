"""Why a pupil is away, from which day to which, by which document."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from journal.models import DailyAbsence
from school.models import SchoolYear, Student
from school.words import date_dots

from .substitutions import day_field


class ReasonForm(forms.Form):
    """A line of the register; `year` bounds its days, `pupils` are those of the class on the day shown."""

    student = forms.ModelChoiceField(
        label="Ученик",
        queryset=Student.objects.none(),
        empty_label="выберите",
        error_messages={"required": "Выберите ученика.", "invalid_choice": "Такого ученика нет."},
    )
    starts_on = day_field("С какого дня")
    ends_on = day_field("По какой день")
    reason = forms.ChoiceField(
        label="Причина",
        choices=DailyAbsence.Reason.choices,
        error_messages={"required": "Выберите причину.", "invalid_choice": "Такой причины нет."},
    )
    document = forms.CharField(
        label="Документ или кто сообщил",
        required=False,
        max_length=200,
        help_text="Справка, заявление, приказ: номер и дата; звонок родителя.",
        error_messages={"max_length": "Не длиннее 200 знаков."},
    )

    def __init__(
        self, *args: Any, pupils: QuerySet[Student], year: SchoolYear, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._year = year
        field: Any = self.fields["student"]
        field.queryset = pupils
        field.label_from_instance = lambda student: student.user.list_name

    @classmethod
    def of(cls, line: DailyAbsence | None, day: date, student: int | None) -> dict[str, Any]:
        """What the form shows before anything is typed: the line to change, or a new one of that day."""
        if line:
            fields = ("starts_on", "ends_on", "reason", "document")
            return {"student": line.student_id} | {name: getattr(line, name) for name in fields}
        return {"student": student, "starts_on": day, "ends_on": day, "reason": "illness"}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Последний день раньше первого.")
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and not self._year.starts_on <= day <= self._year.ends_on:
                self.add_error(
                    name,
                    f"День не входит в учебный год: он с {date_dots(self._year.starts_on)} "
                    f"по {date_dots(self._year.ends_on)}.",
                )
        return data
