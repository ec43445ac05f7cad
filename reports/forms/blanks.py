"""Of which day, and whose lessons, the blank sheets are."""

from django import forms

OWN, OTHERS = "own", "others"


class BlanksForm(forms.Form):
    date = forms.DateField(
        label="День", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    whose = forms.ChoiceField(choices=[(OWN, OWN), (OTHERS, OTHERS)])
