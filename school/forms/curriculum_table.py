"""The table of a curriculum: subjects by grades, typed as in a spreadsheet, errors beside the cell."""

import re
from decimal import Decimal

from django import forms
from django.forms import BaseFormSet, formset_factory

from accounts.keys import is_key
from school.actions.curriculum_lines import Cell, Row
from school.models import CurriculumLine

from .cards import text_field

NEW_ROWS, MOST_ROWS = 3, 120
# «3», «2,5», «2×2»; the letter х of both alphabets and the asterisk are the sign too.
CELL = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:[×xхXХ*]\s*(\d))?")
MOST_HOURS = Decimal(40)
NOT_A_CELL = "Напишите часы: 3, 2,5 или 2×2, если класс делится на две группы."


class CellField(forms.CharField):
    """Hours a week, with the number of groups after ×; halves are allowed."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=8, **kwargs)

    def clean(self, value):
        text = super().clean(value).replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        if not text or text in {"0", "-", "–", "—"}:
            return None
        found = CELL.fullmatch(text)
        if found is None:
            raise forms.ValidationError(NOT_A_CELL)
        hours, groups = Decimal(found[1].replace(",", ".")), int(found[2] or 1)
        if (hours * 2) % 1:
            raise forms.ValidationError("Часы пишут с точностью до половины: 0,5 или 1.")
        if not 0 < hours <= MOST_HOURS or not groups:
            raise forms.ValidationError("Столько часов в неделю не бывает.")
        return Cell(hours, groups)


class RowForm(forms.Form):
    """A subject of one part of the plan with its hours by grade, in fields `h5`, `h6` …"""

    subject = forms.TypedChoiceField(
        label="Предмет", coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": "Такого предмета уже нет."},
    )  # fmt: skip
    part = forms.ChoiceField(
        label="Часть плана", choices=[("federal", "обязательная"), ("school", "школы")],
        initial=CurriculumLine.Part.SCHOOL,
    )  # fmt: skip
    choice = forms.TypedChoiceField(
        label="По выбору", coerce=int, required=False, empty_value=0, initial="0",
        choices=[(0, "все"), *((number, f"выбор {number}") for number in range(1, 10))],
    )  # fmt: skip

    def __init__(self, *args, grades, subjects, **kwargs):
        super().__init__(*args, **kwargs)
        self.grades, self.names = grades, subjects
        self.fields["subject"].choices = [("", "—"), *subjects.items()]
        for grade in grades:
            self.fields[f"h{grade}"] = CellField(label=f"{grade} класс")
        if self.initial:
            for name in ("subject", "part", "choice"):
                self.fields[name].widget = forms.HiddenInput()
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = self._spoken(name)

    def _spoken(self, name):
        """What a field of the table is for whoever hears it: the column and the subject."""
        return ", ".join(filter(None, (self.fields[name].label, self.name)))

    @property
    def name(self):
        """The subject of a row that is there already."""
        key = str(self["subject"].value() or "") if self.initial else ""
        return self.names.get(int(key), "") if is_key(key) else ""

    @property
    def is_federal(self):
        return self["part"].value() == CurriculumLine.Part.FEDERAL

    @property
    def picked(self):
        """The number of the choice, or nothing where everybody learns it."""
        value = str(self["choice"].value() or "0")
        return "" if value == "0" else value[:1]

    def cells(self):
        return [self[f"h{grade}"] for grade in self.grades]

    def clean(self):
        data = super().clean()
        has_hours = any(data.get(f"h{grade}") for grade in self.grades)
        if has_hours and not data.get("subject") and "subject" not in self.errors:
            self.add_error("subject", "Выберите предмет.")
        if data.get("subject") and not has_hours and not self.initial and not self.errors:
            self.add_error(f"h{self.grades[0]}", "Напишите часы хотя бы в одном классе.")
        return data

    def row(self):
        data = self.cleaned_data
        cells = {grade: data[f"h{grade}"] for grade in self.grades if data.get(f"h{grade}")}
        return Row(data["subject"], data["part"], data["choice"], cells)


class RowsForm(BaseFormSet):
    """The table. Twice the same subject in one part and grade is refused beside the cell."""

    def clean(self):
        there = {}
        for number, form in enumerate(self.forms, start=1):
            data = getattr(form, "cleaned_data", {})
            if not data.get("subject"):
                continue
            for grade in form.grades:
                key = (data["subject"], data.get("part"), grade)
                if data.get(f"h{grade}") and key in there:
                    form.add_error(
                        f"h{grade}",
                        f"Этот предмет в этой части плана уже есть в строке {there[key]}.",
                    )
                elif data.get(f"h{grade}"):
                    there[key] = number

    def rows(self):
        """Rows that say something, in the words of the action."""
        said = (form for form in self.forms if getattr(form, "cleaned_data", {}).get("subject"))
        return [form.row() for form in said]

    def complaints(self):
        """«Строка 3, «7 класс»: …», to be told above the table."""
        found = [str(error) for error in self.non_form_errors()] if self.is_bound else []
        for number, form in enumerate(self.forms, start=1):
            for name, errors in form.errors.items() if self.is_bound else ():
                label = form.fields[name].label if name in form.fields else ""
                where = f"Строка {number}" + (f", «{label}»" if label else "")
                found += [f"{where}: {error}" for error in errors]
        return found


_Rows = formset_factory(
    RowForm, formset=RowsForm, extra=NEW_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 20
)


def rows_form(data, *, rows, grades, subjects):
    """The table of a curriculum; `rows` as the screen shows them, `subjects` by key."""
    initial = [
        {"subject": row.subject.pk, "part": row.part, "choice": row.choice}
        | {f"h{grade}": _text(cell) for grade, cell in zip(grades, row.cells, strict=True)}
        for row in rows
    ]
    return _Rows(
        data, initial=initial, prefix="r", form_kwargs={"grades": grades, "subjects": subjects}
    )


def _text(cell):
    return cell.text if cell else ""


class HeadForm(forms.Form):
    """What stands beside the table: its name, the version it was read in, and why a plan in use is corrected."""

    title = text_field("Название", 160, missing="Напишите название плана.")
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    reason = text_field(
        "Основание правки", 200, required=False,
        help_text="По плану уже учатся: напишите, почему он исправляется",
    )  # fmt: skip
