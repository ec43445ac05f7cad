"""A system of marks as a table of its codes; which subjects are marked by which system."""

from decimal import Decimal

from django import forms

from school.grading import GREATEST, LONGEST_CODE, MOST_CODES, Code, faults_of
from school.marking import Marking, marking_named, word_of
from school.words import date_dots

from .cards import text_field
from .regulation import DecreeFields
from .tables import NEW_LINES, LineForm, TableForm, table_form

NUMBER = {
    "invalid": "Напишите число.",
    "min_value": "Не меньше 0.",
    "max_value": f"Не больше {GREATEST}.",
    "max_digits": "Слишком длинное число.",
    "max_decimal_places": "Не больше двух знаков после запятой.",
    "max_whole_digits": f"Не больше {GREATEST}.",
}


class NumberField(forms.DecimalField):
    """A number typed with a comma; empty says nothing."""

    def __init__(self, label):
        super().__init__(
            label=label, required=False, min_value=Decimal(0), max_value=GREATEST, max_digits=5, decimal_places=2,
            error_messages=NUMBER, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )  # fmt: skip

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value):
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class CodeLine(LineForm):
    # An empty one takes the line away.
    code = text_field("Отметка", LONGEST_CODE, required=False)
    words = text_field("Словами", 40, required=False)
    value = NumberField("Считается как")
    threshold = NumberField("Предлагать со среднего")
    in_lessons = forms.BooleanField(label="На уроке", required=False, initial=True)
    in_periods = forms.BooleanField(label="За период", required=False, initial=True)

    @staticmethod
    def initial_of(code):
        return {
            "pk": None, "code": code.code, "words": code.words, "value": code.value,
            "threshold": code.threshold, "in_lessons": code.in_lessons, "in_periods": code.in_periods,
        }  # fmt: skip

    def as_code(self):
        data = self.cleaned_data
        return Code(
            data["code"].strip(), " ".join(data["words"].split()), data["value"], data["threshold"],
            data["in_lessons"], data["in_periods"],
        )  # fmt: skip


class CodesTable(TableForm):
    """`kind` is the nature of the system."""

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self._kind = kind

    def said(self):
        """Lines that say something and stay."""
        return [form for form in self.forms if getattr(form, "cleaned_data", {}).get("code")]

    def codes(self):
        return [form.as_code() for form in self.said()]

    def clean(self):
        if any(self.errors):
            return
        lines = self.said()
        if len(lines) > MOST_CODES:
            raise forms.ValidationError(f"Отметок не больше {MOST_CODES}.")
        for place, name, text in faults_of(self._kind, self.codes()):
            if name and place < len(lines):
                lines[place].add_error(name, text)
            else:
                raise forms.ValidationError(text)


def _codes_form(extra):
    return forms.formset_factory(
        CodeLine, formset=CodesTable, extra=extra, max_num=MOST_CODES + 5, absolute_max=MOST_CODES + 5
    )  # fmt: skip


CodesForm, FixedCodesForm = _codes_form(NEW_LINES), _codes_form(0)


class VersionForm(DecreeFields):
    """From when, by which order; the name of a new system."""

    field_order = ("name", "starts_on", "order_number", "order_date")

    def __init__(self, *args, is_new, days=(), **kwargs):
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["name"] = text_field("Название", 60, missing="Назовите систему.")
        elif days:
            told = ", ".join(map(date_dots, days[:4]))
            self.fields["starts_on"].help_text = f"Начало периода или года: {told}"
        self.order_fields(self.field_order)


GRADE = {
    "invalid": "Класс – число от 1 до 12.",
    "min_value": "Класс – число от 1 до 12.",
    "max_value": "Класс – число от 1 до 12.",
    "required": "Напишите класс.",
}


class ChoiceLine(LineForm):
    subject = forms.TypedChoiceField(
        label="Предмет",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Такого предмета уже нет."},
    )
    grade_from = forms.IntegerField(
        label="С класса", min_value=1, max_value=12, error_messages=GRADE
    )
    grade_to = forms.IntegerField(label="По класс", min_value=1, max_value=12, error_messages=GRADE)
    marking = forms.ChoiceField(
        label="Система",
        error_messages={
            "required": "Выберите систему.",
            "invalid_choice": "Такой системы уже нет.",
        },
    )

    def __init__(self, *args, subjects=(), markings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", "все"), *((one.pk, one.name) for one in subjects)]
        self.fields["marking"].choices = [("", "—"), *markings]

    @staticmethod
    def initial_of(row):
        return {
            "pk": row.pk, "subject": row.subject_id, "grade_from": row.grade_from, "grade_to": row.grade_to,
            "marking": word_of(Marking(row.scale, row.grading_id)),
        }  # fmt: skip

    def clean(self):
        data = super().clean()
        first, last = data.get("grade_from"), data.get("grade_to")
        if first and last and last < first:
            self.add_error("grade_to", "Последний класс раньше первого.")
        return data

    def values(self):
        data = self.cleaned_data
        marking = marking_named(data["marking"])
        return {
            "subject_id": data["subject"], "grade_from": data["grade_from"], "grade_to": data["grade_to"],
            "scale": marking.scale, "grading_id": marking.grading,
        }  # fmt: skip


ChoicesForm = table_form(ChoiceLine, extra=2)
