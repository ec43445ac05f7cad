"""Which days of the movement report, and as which file it is asked for."""

from datetime import date

from django import forms

PDF, XLSX = "pdf", "xlsx"
FILES = [(PDF, "PDF"), (XLSX, "Excel")]


class FileForm(forms.Form):
    file = forms.ChoiceField(choices=FILES)

    def kind(self) -> str:
        """What was asked for; a spreadsheet where it was anything else."""
        return self.cleaned_data["file"] if self.is_valid() else XLSX


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": f"{label}: напишите дату, например 15.09.2025.", "required": f"{label}: укажите день."},
    )  # fmt: skip


class SpanForm(forms.Form):
    """Two days of one year; `bounds` are the first and the last of which its movement is told."""

    first = _day("С")
    last = _day("По")

    def __init__(self, *args, bounds: tuple[date, date], **kwargs):
        super().__init__(*args, **kwargs)
        self.bounds = bounds

    def clean(self):
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        begins, ends = self.bounds
        if first and last and first > last:
            self.add_error("last", "Последний день раньше первого.")
        elif first and last and not begins <= first <= last <= ends:
            self.add_error("first", f"Дни этого года – с {begins:%d.%m.%Y} по {ends:%d.%m.%Y}.")
        return data

    def days(self, usual: tuple[date, date]) -> tuple[date, date]:
        """The days asked for, else the usual ones."""
        if not self.is_bound or not self.is_valid():
            return usual
        return self.cleaned_data["first"], self.cleaned_data["last"]
