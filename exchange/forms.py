from pathlib import Path

from django import forms

from .models import ImportJob
from .problems import size_of
from .sources import MAX_UPLOAD

KINDS = {
    ".zip": ImportJob.Kind.LISTS,
    ".fet": ImportJob.Kind.TIMETABLE,
    ".xml": ImportJob.Kind.TIMETABLE,
    ".gz": ImportJob.Kind.TIMETABLE,
}


class UploadForm(forms.Form):
    """The kind of import is told by the file's name."""

    file = forms.FileField(
        label="Файл",
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".zip,.fet,.xml,.gz"}),
    )
    starts_on = forms.DateField(
        label="Расписание действует с",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if Path(file.name).suffix.lower() not in KINDS:
            raise forms.ValidationError(
                f"{file.name}: нужен архив ZIP со списками OneRoster или расписание FET (.fet), aSc или XHSTT (.xml)."
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
        data["kind"] = KINDS[Path(data["file"].name).suffix.lower()]
        is_undated = not data.get("starts_on") and "starts_on" not in self.errors
        if data["kind"] == ImportJob.Kind.TIMETABLE and is_undated:
            self.add_error("starts_on", "Укажите первый день, с которого действует расписание.")
        return data


class ApplyForm(forms.Form):
    skip_refused = forms.BooleanField(required=False)
