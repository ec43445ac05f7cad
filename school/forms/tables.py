"""Tables that a person types: a form a line, errors beside the cell, told above by line and column."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from school.actions.tables import Line

NEW_LINES = 3
MOST_LINES = 500


class LineForm(forms.Form):
    """A line; `pk` is the key of the row it is about, empty for a new one."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # What is asked only of a line that says something.
    asked: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """What the row is to hold, by field of the model."""
        return {
            name: self.cleaned_data[name] for name in self.fields if name not in ("pk", "DELETE")
        }

    def is_blank(self) -> bool:
        return not self.has_changed() and not self.initial.get("pk")


class TableForm(BaseFormSet):
    """`shown` is the seal of the rows as the page showed them (optimistic lock)."""

    def __init__(self, data=None, *, rows=(), shown="", prefix="t", **kwargs):
        initial = [self.form.initial_of(row) for row in rows]
        super().__init__(data, initial=initial, prefix=prefix, **kwargs)
        self._shown = shown
        self.refusal = ""

    @property
    def shown(self) -> str:
        """As it was posted, else as it is."""
        return (
            self.data.get("shown", "")[:40] if self.is_bound and not self.refusal else self._shown
        )

    def lines(self) -> list[Line]:
        found = []
        for number, form in enumerate(self.forms, start=1):
            removed = form in self.deleted_forms
            if form.is_blank() or (removed and not form.cleaned_data.get("pk")):
                continue
            values = {} if removed else form.values()
            found.append(Line(form.cleaned_data.get("pk"), number, values, removed))
        return found

    def complaints(self) -> list[str]:
        """«Строка 3, «Часы»: …»."""
        found = [str(error) for error in self.non_form_errors()] if self.is_bound else []
        for number, form in enumerate(self.forms, start=1):
            for name, errors in form.errors.items() if self.is_bound else ():
                label = f", «{form.fields[name].label}»" if name in form.fields else ""
                found += [f"Строка {number}{label}: {error}" for error in errors]
        return ([self.refusal] if self.refusal else []) + found

    def say_twice(self, name: str, text: str) -> None:
        """An error at each line whose cell says the same as an earlier one."""
        first: dict[Any, int] = {}
        for number, form in enumerate(self.forms, start=1):
            if form in self.deleted_forms or form.is_blank() or not form.cleaned_data.get(name):
                continue
            key = str(form.cleaned_data[name]).lower()
            if key in first:
                form.add_error(name, text.format(first[key]))
            first.setdefault(key, number)


def table_form(line: type[LineForm], table: type[TableForm] = TableForm, *, extra: int = NEW_LINES):
    return formset_factory(
        line, formset=table, extra=extra, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES + 50
    )  # fmt: skip
