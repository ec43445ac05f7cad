"""What is asked of whoever notes an outage."""

from typing import Any

from django import forms

MISSING = {
    "required": "Укажите день и время.",
    "invalid": "Напишите день и время: 15.09.2025 8:30.",
}


def _moment(label: str, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget, error_messages=MISSING, **kwargs)


class OutageForm(forms.Form):
    what = forms.CharField(
        label="Что не работало",
        max_length=200,
        error_messages={"required": "Напишите, что не работало."},
        help_text="Например: не было связи, отключали электричество",
    )
    starts_at = _moment("Началось")
    ends_at = _moment("Кончилось", required=False, help_text="Пусто: ещё не работает")
