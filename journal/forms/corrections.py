"""Words of corrections: what should stand there, the decision, for how long a period is opened again."""

from typing import Any

from django import forms

from journal.models import CorrectionRequest


class CorrectionForm(forms.Form):
    """What should stand there, on what ground, why, by which document."""

    wanted = forms.CharField(label="Должно быть", required=False, max_length=2000)
    ground = forms.ChoiceField(label="Основание", choices=CorrectionRequest.Ground.choices)
    reason = forms.CharField(label="Почему", max_length=500)
    document = forms.CharField(
        label="Документ: протокол, приказ, его номер и дата", required=False, max_length=200
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        needs = {CorrectionRequest.Ground.MADE_UP, CorrectionRequest.Ground.DEFERRED}
        if data.get("ground") in needs and not data.get("document"):
            self.add_error("document", "Для этого основания нужен документ: укажите номер и дату.")
        return data


class DecisionForm(forms.Form):
    """Approval is one button; a refusal says why."""

    decision = forms.ChoiceField(choices=[("approve", "исправить"), ("refuse", "отказать")])
    reason = forms.CharField(label="Почему отказано", required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("decision") == "refuse" and not data.get("reason"):
            self.add_error("reason", "Напишите учителю, почему отказано.")
        return data


class ReopenForm(forms.Form):
    """Till when a closed period is open again, and why."""

    until = forms.SplitDateTimeField(
        label="Открыть до",
        widget=forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": "Открыть до: день"},
            time_attrs={"type": "time", "aria-label": "Открыть до: час"},
        ),
    )
    reason = forms.CharField(label="Почему", max_length=500)
