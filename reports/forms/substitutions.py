"""Which days of the journal of substitutions."""

from datetime import date

from django import forms

LONGEST = 366


class DaysForm(forms.Form):
    first = forms.DateField(
        label="С", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label="По", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def days(self, today: date) -> tuple[date, date]:
        """The days asked for; the month of the day where they are not a term of at most a year."""
        month = (today.replace(day=1), today)
        if not self.is_valid():
            return month
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        return (first, last) if 0 <= (last - first).days <= LONGEST else month
