"""An individual plan: by which order, for which term, which subjects and how many hours."""

from django import forms

from school.actions.individual import PlanFacts
from school.models import IndividualPlan

from .cards import OrderFields, day_field
from .groups import CHOOSE, HoursField


class PupilSearch(forms.Form):
    q = forms.CharField(label="Имя ученика", required=False, max_length=100)


class PlanForm(OrderFields):
    """Hours of own lessons beside each subject of the class; an empty cell is learnt with the class."""

    kind = forms.ChoiceField(
        label="Вид", choices=IndividualPlan.Kind.choices, error_messages=CHOOSE
    )
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день")

    field_order = ["kind", "order_number", "order_date", "starts_on", "ends_on"]

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self._sections = list(sections)
        for one in self._sections:
            self.fields[f"h{one.pk}"] = HoursField(_told(one), required=False)

    def of_plan(self):
        return [self[name] for name in self.fields if not name.startswith("h")]

    def of_hours(self):
        return [self[f"h{one.pk}"] for one in self._sections]

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Последний день раньше первого.")
        if not self.errors and not self._hours(data):
            raise forms.ValidationError("Напишите часы хотя бы одного предмета.")
        return data

    def _hours(self, data):
        return {one: data[f"h{one.pk}"] for one in self._sections if data.get(f"h{one.pk}")}

    def facts(self):
        data = self.cleaned_data
        return PlanFacts(
            data["kind"], self.order(), data["starts_on"], data["ends_on"], self._hours(data)
        )


def _told(section):
    group = f" ({section.name})" if section.name else ""
    return f"{section.subject.name}{group}"
