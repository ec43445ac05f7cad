"""A setting of the regulation from a day on."""

from datetime import timedelta

from django import forms

from school.deciding import Decree
from school.regulation import Unfit

from .cards import FAR, day_field, text_field


class DecreeFields(forms.Form):
    """From which day, and by which order."""

    starts_on = day_field("С какого дня")
    order_number = text_field("Номер приказа", 50, required=False)
    order_date = day_field("Дата приказа", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day > self._today + 2 * FAR:
            raise forms.ValidationError("Дальше двух лет не решают. Укажите день ближе.")
        return day

    def clean_order_date(self):
        day = self.cleaned_data["order_date"]
        if day and not self._today - 20 * FAR <= day <= self._today + FAR:
            raise forms.ValidationError("Проверьте год приказа.")
        return day

    def decree(self):
        return Decree(
            " ".join(self.cleaned_data["order_number"].split()), self.cleaned_data["order_date"]
        )


class SettingForm(DecreeFields):
    """`row` is the setting as the screen shows it."""

    shown = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ("value", "starts_on", "order_number", "order_date")

    def __init__(self, data=None, *, row, today):
        initial = {"value": row.stored, "starts_on": today + timedelta(days=1), "shown": row.shown}
        super().__init__(data, initial=initial, today=today)
        self.setting = row.setting
        if self.setting.choices:
            self.fields["value"] = forms.ChoiceField(
                label=self.setting.title,
                choices=list(self.setting.choices.items()),
                error_messages={"invalid_choice": "Выберите из списка."},
            )
        else:
            self.fields["value"] = text_field(
                self.setting.title, 60, help_text=self.setting.hint, missing="Напишите значение."
            )
        self.order_fields(self.field_order)

    def see(self, row):
        """What stands there now is on the page: the next try is judged by it."""
        data = self.data.copy()
        data["shown"] = row.shown
        self.data = data

    def clean_value(self):
        text = self.cleaned_data["value"]
        try:
            self.setting.read(text)
        except Unfit as error:
            raise forms.ValidationError(str(error)) from error
        return text
