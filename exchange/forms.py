from pathlib import Path

from django import forms

from .lists import LISTS
from .models import ImportJob
from .problems import size_of
from .sources import MAX_UPLOAD

MAX_PLAN = 5_000_000  # bytes
KINDS = {
    ".zip": ImportJob.Kind.LISTS,
    ".fet": ImportJob.Kind.TIMETABLE,
    ".xml": ImportJob.Kind.TIMETABLE,
    ".gz": ImportJob.Kind.TIMETABLE,
}
TABLES = (".xlsx", ".csv")
NO_TABLE = ""


class UploadForm(forms.Form):
    """What is in a spreadsheet the person says; of other files the name tells."""

    list = forms.ChoiceField(
        label="Какой это список",
        required=False,
        choices=[
            (NO_TABLE, "не таблица: OneRoster или расписание"),
            *((form.kind, form.title) for form in LISTS.values()),
        ],
        error_messages={"invalid_choice": "Какой это список: такого в журнале нет."},
    )

    file = forms.FileField(
        label="Файл",
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.zip,.fet,.xml,.gz"}),
    )
    starts_on = forms.DateField(
        label="Действует с",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if Path(file.name).suffix.lower() not in (*KINDS, *TABLES):
            raise forms.ValidationError(
                f"{file.name}: нужна таблица XLSX или CSV, архив ZIP со списками OneRoster "
                "или расписание FET (.fet), aSc или XHSTT (.xml)."
            )
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(
                f"{file.name}: файл слишком большой: {size_of(file.size)}, "
                f"можно не больше {size_of(MAX_UPLOAD)}."
            )
        return file

    def clean(self):
        data = super().clean()
        if "file" not in data:
            return data
        suffix, told = Path(data["file"].name).suffix.lower(), data.get("list", NO_TABLE)
        data["kind"] = told if suffix in TABLES else KINDS[suffix]
        if suffix in TABLES and not told and "list" not in self.errors:
            self.add_error("list", "Выберите, какой это список.")
        elif suffix not in TABLES and told:
            self.add_error("list", f"Список загружают таблицей XLSX или CSV, а это {suffix}.")
        is_undated = not data.get("starts_on") and "starts_on" not in self.errors
        if data["kind"] == ImportJob.Kind.TIMETABLE and is_undated:
            self.add_error("starts_on", "Укажите первый день, с которого действует расписание.")
        return data


class ApplyForm(forms.Form):
    skip_refused = forms.BooleanField(required=False)
    undo = forms.BooleanField(required=False)


class PlanFileForm(forms.Form):
    """A calendar-thematic plan in a table."""

    file = forms.FileField(
        label="Файл", max_length=200, allow_empty_file=True,
        error_messages={"required": "Выберите файл.", "invalid": "Выберите файл."},
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_PLAN:
            raise forms.ValidationError(
                f"{file.name}: файл слишком большой: {size_of(file.size)}, можно не больше {size_of(MAX_PLAN)}."
            )
        return file
