from django import forms

from reports.terms import CURRENT, YEAR


class MissingFilters(forms.Form):
    """What to show of the journals one may check. An answer out of the lists is refused, and says so."""

    period = forms.ChoiceField(label="Период", required=False)
    teacher = forms.TypedChoiceField(label="Учитель", required=False, coerce=int, empty_value=None)
    show = forms.ChoiceField(
        label="Журналы",
        required=False,
        choices=[("", "только незаполненные"), ("all", "все")],
    )

    def __init__(self, data, *, scope, periods):
        super().__init__(data)
        self.fields["class"] = forms.TypedChoiceField(
            label="Класс", required=False, coerce=int, empty_value=None
        )
        self.order_fields(["period", "class", "teacher", "show"])
        self.fields["period"].choices = [
            (CURRENT, "текущий"),
            *((period.pk, _title(period, periods)) for period in periods),
            (YEAR, "весь учебный год"),
        ]
        self.fields["class"].choices = [("", "все"), *((c.pk, c.name) for c in scope.classes)]
        self.fields["teacher"].choices = [
            ("", "все"),
            *((teacher.pk, teacher.user.short_name) for teacher in scope.teachers),
        ]
        for name, field in self.fields.items():
            field.widget.attrs["data-submit-on-change"] = True
            field.error_messages["invalid_choice"] = f"{field.label}: такого в списке нет."
            if name == "period":
                field.empty_value = CURRENT

    def answers(self):
        """Cleaned answers; those that were refused are as if not given."""
        self.is_valid()
        return {"period": "", "class": None, "teacher": None, "show": "", **self.cleaned_data}


def _title(period, periods):
    """«I четверть (1–9 классы)» where grades have periods of different sorts."""
    if len({(p.grade_from, p.grade_to) for p in periods}) == 1:
        return period.title
    return f"{period.title} ({period.grade_from}–{period.grade_to} классы)"
