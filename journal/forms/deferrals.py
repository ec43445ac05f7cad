"""The order by which marks of a pupil are put off."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from school.models import CourseSection, GradingPeriod

from .substitutions import day_field

YEAR = "year"


def _words(label: str, length: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=help_text,
        error_messages={"required": "Заполните.", "max_length": f"Не длиннее {length} знаков."},
    )


class DeferralForm(forms.Form):
    """`journals` are the pupil's, `periods` those of their grade."""

    period = forms.ChoiceField(
        label="Отметка за",
        error_messages={"required": "Выберите период.", "invalid_choice": "Такого периода нет."},
    )
    until = day_field("Отсрочка до")
    order_number = _words("Номер приказа", 40)
    order_date = day_field("Дата приказа")
    reason = _words("Причина", 200, "Например: болезнь, справка № 12 от 20.10.2025.")
    sections = forms.ModelMultipleChoiceField(
        label="Предметы",
        queryset=CourseSection.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Выберите хотя бы один предмет.", "invalid_choice": "Такого журнала нет."},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        journals: QuerySet[CourseSection],
        periods: QuerySet[GradingPeriod],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {str(period.pk): period for period in periods}
        field: Any = self.fields["period"]
        field.choices = [(key, one.title) for key, one in self._periods.items()] + [(YEAR, "учебный год")]  # fmt: skip
        sections: Any = self.fields["sections"]
        sections.queryset = journals
        sections.label_from_instance = lambda section: section.title

    def order(self) -> dict[str, Any]:
        """What the action asks for."""
        data = dict(self.cleaned_data)
        period = data.pop("period")
        return data | {
            "sections": list(data["sections"]),
            "period": None if period == YEAR else self._periods[period],
        }
