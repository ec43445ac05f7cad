"""Bells of a shift, usual bells of classes, and the working regime."""

from django import forms

from school.actions.bells import BellsWish
from school.actions.calendar import RowWish
from school.bell_rules import Ring, Term, regime_faults, why_impossible
from school.models import SchoolYear
from school.words import WEEKDAYS

from .cards import day_field, text_field
from .tables import LineForm, TableForm, table_form


def time_field(label):
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Укажите время.", "invalid": "Напишите время: 8:30."},
    )


class BellsForm(forms.Form):
    name = text_field("Название", 60, missing="Назовите звонки: I смена.")
    shift = forms.TypedChoiceField(
        label="Смена", coerce=int, choices=[("1", "первая"), ("2", "вторая"), ("3", "третья")]
    )
    building = text_field("Здание", 60, required=False)


class RingLine(LineForm):
    number = forms.IntegerField(
        label="Урок", min_value=0, max_value=15,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], "От 0 до 15."),
    )  # fmt: skip
    starts_at = time_field("Начало")
    ends_at = time_field("Конец")

    @staticmethod
    def initial_of(row):
        return {
            "pk": row.pk, "number": row.number, "starts_at": row.starts_at, "ends_at": row.ends_at
        }  # fmt: skip


class RingsTable(TableForm):
    def clean(self):
        forms_ = [
            form
            for form in self.forms
            if form not in self.deleted_forms and not form.is_blank() and form.is_valid()
        ]
        rings = [Ring(**{k: form.cleaned_data[k] for k in RING}) for form in forms_]
        for place, text in why_impossible(rings):
            forms_[place].add_error(None, text)

    def lessons(self):
        return [tuple(line.values[k] for k in RING) for line in self.lines() if not line.is_removed]


RING = ("number", "starts_at", "ends_at")
RingsForm = table_form(RingLine, RingsTable, extra=8)


def bells_wish(form, rings):
    data = form.cleaned_data
    return BellsWish(data["name"], data["shift"], data["building"], rings.lessons())


EVERY_DAY = [("", "каждый день"), *((str(n), name) for n, name in enumerate(WEEKDAYS[:6], 1))]


class RegimeLine(LineForm):
    """`whom` is «grades», «class:7», «section:31» or «bells:2»; grades are asked of the first only."""

    whom = forms.ChoiceField(label="Для кого", error_messages={"required": "Выберите, для кого."})
    grade_from = forms.IntegerField(label="Классы с", min_value=1, max_value=12, required=False)
    grade_to = forms.IntegerField(label="по", min_value=1, max_value=12, required=False)
    bells = forms.TypedChoiceField(
        label="Звонки", coerce=int, error_messages={"required": "Выберите звонки."}
    )
    weekday = forms.TypedChoiceField(
        label="День недели", choices=EVERY_DAY, coerce=int, empty_value=None, required=False
    )
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день")
    reason = text_field("Почему", 120, required=False)

    def __init__(self, *args, whom=(), bells=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [("", "—"), *whom]
        self.fields["bells"].choices = [("", "—"), *bells]

    @staticmethod
    def initial_of(row):
        names = ("pk", "grade_from", "grade_to", "weekday", "starts_on", "ends_on", "reason")
        found = {name: getattr(row, name) for name in names}
        return found | {"whom": _whom_of(row), "bells": row.bells_id}

    def clean(self):
        data = super().clean()
        first, last = data.get("grade_from"), data.get("grade_to")
        if data.get("whom") == "grades":
            if not first:
                self.add_error("grade_from", "Укажите класс.")
            data["grade_to"] = last or first
            if first and last and first > last:
                self.add_error("grade_to", "Не меньше, чем «с».")
        else:
            data["grade_from"] = data["grade_to"] = None
        if data.get("whom") == f"bells:{data.get('bells')}":
            self.add_error("bells", "Это те же звонки. Выберите другие.")
        return data

    def values(self):
        data = self.cleaned_data
        kind, _, key = data["whom"].partition(":")
        targets = dict.fromkeys(("school_class_id", "section_id", "instead_of_id"))
        field = {"class": "school_class_id", "section": "section_id", "bells": "instead_of_id"}
        if kind in field:
            targets[field[kind]] = int(key)
        names = ("grade_from", "grade_to", "weekday", "starts_on", "ends_on", "reason")
        return {**targets, **{name: data[name] for name in names}, "bells_id": data["bells"]}

    def term(self):
        data = self.cleaned_data
        grades = (data["grade_from"] or 0, data["grade_to"] or 0)
        return Term((data["whom"], *grades), data["weekday"], data["starts_on"], data["ends_on"])


def _whom_of(row):
    if row.school_class_id:
        return f"class:{row.school_class_id}"
    if row.section_id:
        return f"section:{row.section_id}"
    return f"bells:{row.instead_of_id}" if row.instead_of_id else "grades"


class RegimesTable(TableForm):
    def __init__(self, *args, year: SchoolYear, **kwargs):
        self.year = year
        super().__init__(*args, **kwargs)

    def clean(self):
        forms_ = [
            form
            for form in self.forms
            if form not in self.deleted_forms and not form.is_blank() and form.is_valid()
        ]
        terms = [form.term() for form in forms_]
        for place, text in regime_faults(terms, self.year.starts_on, self.year.ends_on):
            forms_[place].add_error(None, text)

    def wishes(self):
        return [RowWish(line.pk, line.values) for line in self.lines() if not line.is_removed]


RegimesForm = table_form(RegimeLine, RegimesTable, extra=3)


def regime_choices(schedules, classes, sections):
    """For whom, and by which bells: choices of a line."""
    whom = [
        ("grades", "классы с … по …"),
        ("Все, у кого звонки", [(f"bells:{one.pk}", f"у кого «{one.name}»") for one in schedules]),
        ("Класс", [(f"class:{one.pk}", one.name) for one in classes]),
    ]
    if sections:
        whom.append(("Группа, поток, план", [(f"section:{one.pk}", one.title) for one in sections]))
    return {"whom": whom, "bells": [(one.pk, one.name) for one in schedules]}


class WeekLine(LineForm):
    """A class: its usual bells and its week."""

    bells = forms.TypedChoiceField(label="Звонки", coerce=int, empty_value=None, required=False)
    days_a_week = forms.TypedChoiceField(
        label="Неделя", coerce=int, choices=[("5", "пять дней"), ("6", "шесть дней")]
    )

    def __init__(self, *args, bells=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bells"].choices = [("", "—"), *bells]

    @staticmethod
    def initial_of(row):
        return {
            "pk": row.pk, "name": row.name, "bells": row.bells_id, "days_a_week": row.days_a_week
        }  # fmt: skip


WeeksForm = table_form(WeekLine, extra=0)
