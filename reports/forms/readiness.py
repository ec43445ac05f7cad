"""The school's own day for a stage of setting the year up."""

from datetime import timedelta

from django import forms

from school.forms.cards import day_field, text_field
from school.models import ReadinessDeadline

BEFORE = timedelta(days=92)


class DeadlineForm(forms.Form):
    stage = forms.ChoiceField(
        label="Что",
        choices=ReadinessDeadline.Stage.choices,
        error_messages={"required": "Выберите.", "invalid_choice": "Выберите из списка."},
    )
    date = day_field("Срок")
    source = text_field(
        "Основание", 200, missing="Укажите документ школы.", help_text="Например: приказ № 112 от 28.08.2026"
    )  # fmt: skip

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self._year = year

    def clean_date(self):
        day, year = self.cleaned_data["date"], self._year
        if not year.starts_on - BEFORE <= day <= year.ends_on:
            raise forms.ValidationError(f"Это не {year.title} учебный год.")
        return day
