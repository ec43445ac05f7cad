from datetime import UTC, date, datetime, timedelta

from django import forms

from accounts.outside.config import plain_identifier
from accounts.slips import TERMS, USUAL_TERM
from reports.screens.slips import SlipsScreen

LATEST_MOMENT = 10**13  # in milliseconds: the year 2286


class SlipsForm(forms.Form):
    """Who gets a slip, for how many days, and when the list was shown to the giver."""

    days = forms.TypedChoiceField(
        coerce=int, choices=[(n, n) for n in TERMS], empty_value=USUAL_TERM, required=False
    )
    seen = forms.IntegerField(min_value=0, max_value=LATEST_MOMENT, required=False)

    def __init__(self, *args, screen: SlipsScreen, **kwargs):
        super().__init__(*args, **kwargs)
        self.screen = screen
        self.fields["people"] = forms.TypedMultipleChoiceField(
            coerce=int,
            required=False,
            choices=[(row.user.pk, row.who) for row in screen.rows if not row.why_not],
        )

    @property
    def people(self):
        return self.screen.people(self.cleaned_data["people"])

    def valid_until(self, today: date) -> date:
        return today + timedelta(days=self.cleaned_data["days"])

    @property
    def seen_at(self) -> datetime | None:
        seen = self.cleaned_data["seen"]
        return datetime.fromtimestamp(seen / 1000, UTC) if seen is not None else None


class ActForm(forms.Form):
    """What is to be done to a person's way in, and why; `number` is that at the outside provider."""

    ACTS = ("void", "free", "reset_factor", "bind", "unbind")
    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])
    reason = forms.CharField(max_length=200, required=False)
    number = forms.CharField(max_length=120, required=False)

    def clean_number(self) -> str:
        return plain_identifier(self.cleaned_data["number"])
