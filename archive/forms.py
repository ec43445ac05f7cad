"""What the pages of the archive ask."""

from django import forms

from .screens.history import Filters, kinds


class HistoryFilters(forms.Form):
    """Which changes to show; an answer that is not understood is refused and asks for everything."""

    author = forms.CharField(label="Кто", required=False, max_length=100)
    kind = forms.ChoiceField(label="Что", required=False)
    first = forms.DateField(
        label="С", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label="По",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=200, widget=forms.HiddenInput)

    def __init__(self, data, *, asked):
        super().__init__(data)
        self.fields["kind"].choices = [("", "всё"), *kinds(asked)]
        self.fields["kind"].error_messages["invalid_choice"] = "Таких записей в списке нет."

    def filters(self) -> Filters:
        self.is_valid()
        told = self.cleaned_data
        return Filters(
            author=told.get("author") or "",
            kind=told.get("kind") or "",
            first=told.get("first"),
            last=told.get("last"),
        )

    def number(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("page") or 1
