"""Days off of the law or of a production calendar, each with a tick."""

from django import forms

from school.actions.calendar import RowWish
from school.holidays import OfficialDay, Unreadable, read_production_calendar
from school.models import CalendarDay


class ProductionFile(forms.Form):
    file = forms.FileField(
        label="Файл производственного календаря",
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст."},
    )

    def clean_file(self):
        try:
            return read_production_calendar(self.cleaned_data["file"].read(2_000_001))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error


class OfficialDaysForm(forms.Form):
    """Days offered, each with a tick; what is ticked is sent back whole, so that the file need not be sent again."""

    days = forms.MultipleChoiceField(
        label="Дни", widget=forms.CheckboxSelectMultiple, required=True,
        error_messages={"required": "Отметьте хотя бы один день."},
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, offered=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {_coded(day): day for day in offered}
        if self.is_bound:
            self.offered |= {
                text: day for text in self.data.getlist("days")[:400] if (day := _decoded(text))
            }
        self.fields["days"].choices = [(key, key) for key in self.offered]
        self.fields["days"].initial = list(self.offered)

    def rows(self):
        """Code, day, ticked or not: what the page lists."""
        chosen = set(self.data.getlist("days")) if self.is_bound else set(self.offered)
        return [(key, day, key in chosen) for key, day in self.offered.items()]

    def wishes(self):
        return [
            RowWish(
                None,
                {
                    "date": day.date,
                    "kind": CalendarDay.Kind.WORKING
                    if day.is_working
                    else CalendarDay.Kind.DAY_OFF,
                    "title": day.title,
                    "follows_weekday": day.follows,
                    "days_a_week": day.days_a_week,
                },
            )
            for day in (self.offered[key] for key in self.cleaned_data["days"])
        ]


def _coded(day):
    return f"{day.date:%Y-%m-%d};{int(day.is_working)};{day.follows or ''};{day.days_a_week or ''};{day.title}"


def _decoded(text):
    """The day of such a code; None where it is none."""
    parts = text.split(";", 4)
    if len(parts) < 5 or parts[1] not in ("0", "1") or len(parts[4]) > 100:
        return None
    try:
        day = forms.DateField().clean(parts[0])
        follows, week = (int(part) if part else None for part in parts[2:4])
    except (forms.ValidationError, ValueError):
        return None
    if follows not in (None, *range(1, 8)) or week not in (None, 5, 6):
        return None
    return OfficialDay(day, parts[4], parts[1] == "1", follows, week)
