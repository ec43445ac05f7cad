from django import forms

from reports.models import Document


class OrderForm(forms.Form):
    kind = forms.ChoiceField(choices=Document.Kind.choices)
