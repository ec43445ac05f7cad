from django import forms

from reports.terms import CURRENT, YEAR


class SheetFilters(forms.Form):
    """Which period's sheet, of which class. An answer out of the lists is as if not given."""

    period = forms.ChoiceField(label="Период", required=False)

    def __init__(self, data, *, periods, classes):
        super().__init__(data)
        self.fields["period"].choices = [
            (CURRENT, "текущий"),
            *((one.pk, f"{one.title} ({one.grade_from}–{one.grade_to} классы)") for one in periods),
            (YEAR, "весь учебный год"),
        ]
        self.fields["class"] = forms.ChoiceField(
            label="Класс",
            required=False,
            choices=[("", "все"), *((one.pk, one.name) for one in classes)],
        )
        self.classes = {str(one.pk): one for one in classes}
        for name, field in self.fields.items():
            field.widget.attrs["data-submit-on-change"] = True
            field.error_messages["invalid_choice"] = f"{field.label}: такого в списке нет."
            if name == "period":
                field.empty_value = CURRENT

    def answers(self):
        self.is_valid()
        return {
            "period": self.cleaned_data.get("period", CURRENT),
            "school_class": self.classes.get(self.cleaned_data.get("class", "")),
        }
