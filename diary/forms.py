"""What an address of the diary may ask for."""

from django import forms


class PeriodChoice(forms.Form):
    """`?period=3`: the key of a grading period."""

    period = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def period_key(self) -> int | None:
        """None where none is asked for, or what is asked for is no key."""
        return self.cleaned_data.get("period") if self.is_valid() else None
