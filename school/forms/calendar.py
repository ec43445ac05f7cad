"""The calendar of a year as one page: the year, and three tables."""

from django import forms

from school.actions.calendar import CalendarWish, RowWish
from school.calendar_rules import BREAKS, DAYS, PERIODS
from school.models import CalendarDay, GradingPeriod, HolidayBreak
from school.words import WEEKDAYS
from school.years import TERMS

from .cards import day_field, text_field
from .tables import LineForm, TableForm, table_form

SHORTEST_YEAR, LONGEST_YEAR = 28, 400
WHOLE = {
    "required": "Укажите класс.",
    "invalid": "Напишите целое число.",
    "min_value": "От 1 до 11.",
    "max_value": "От 1 до 11.",
}


def grade_field(label, **kwargs):
    return forms.IntegerField(
        label=label, min_value=1, max_value=12, error_messages=WHOLE | kwargs.pop("errors", {}), **kwargs
    )  # fmt: skip


def stated_field(label):
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=366,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], "Число дней."),
    )  # fmt: skip


def kind_field(label, kinds):
    """A choice that a new line begins with the first of: a line with nothing else said is blank."""
    return forms.ChoiceField(label=label, choices=kinds.choices, initial=kinds.values[0])


class YearForm(forms.Form):
    title = text_field("Учебный год", 20, missing="Напишите год: 2026/2027.")
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and not SHORTEST_YEAR <= (last - first).days <= LONGEST_YEAR:
            self.add_error("ends_on", "Учебный год длится от месяца до тринадцати.")
        return data


class GradedLine(LineForm):
    """A line for some grades; a new one is for all."""

    def clean(self):
        data = super().clean()
        first, last = data.get("grade_from"), data.get("grade_to")
        if first and last and first > last:
            self.add_error("grade_to", "Не меньше, чем «с».")
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and starts_on > ends_on:
            self.add_error("ends_on", "Раньше первого дня.")
        return data


class PeriodLine(GradedLine):
    kind = kind_field("Вид", GradingPeriod.Kind)
    number = forms.IntegerField(
        label="№", min_value=1, max_value=12,
        error_messages={"required": "Номер.", "invalid": "Номер.", "min_value": "От 1.", "max_value": "До 12."},
    )  # fmt: skip
    title = text_field("Название", 40, missing="Назовите период.")
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день")
    grade_from = grade_field("Классы с", initial=1)
    grade_to = grade_field("по", initial=11)
    stated_days_5 = stated_field("По счёту школы: 5 дней")
    stated_days_6 = stated_field("6 дней")

    @staticmethod
    def initial_of(row):
        names = [*PeriodLine.base_fields]
        return {name: getattr(row, name) for name in names if name != "DELETE"}


class BreakLine(GradedLine):
    kind = kind_field("Вид", HolidayBreak.Kind)
    title = text_field("Название", 60, missing="Назовите каникулы.")
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день")
    grade_from = grade_field("Классы с", initial=1)
    grade_to = grade_field("по", initial=11)

    @staticmethod
    def initial_of(row):
        return {name: getattr(row, name) for name in BreakLine.base_fields if name != "DELETE"}


WEEKDAY_CHOICES = [("", "—"), *((str(n), name) for n, name in enumerate(WEEKDAYS, 1))]


class DayLine(GradedLine):
    date = day_field("День")
    kind = kind_field("Что", CalendarDay.Kind)
    title = text_field("Название", 100, required=False)
    follows_weekday = forms.TypedChoiceField(
        label="По расписанию", choices=WEEKDAY_CHOICES, coerce=int, empty_value=None, required=False
    )
    grade_from = grade_field("Классы с", initial=1)
    grade_to = grade_field("по", initial=12)
    days_a_week = forms.TypedChoiceField(
        label="Неделя", choices=[("", "любая"), ("5", "пять дней"), ("6", "шесть дней")],
        coerce=int, empty_value=None, required=False,
    )  # fmt: skip

    @staticmethod
    def initial_of(row):
        return {name: getattr(row, name) for name in DayLine.base_fields if name != "DELETE"}


class CalendarTable(TableForm):
    """One of the tables of the page: `name` tells its fields from those of the others."""

    name = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.prefix = self.name

    def wishes(self):
        return [RowWish(line.pk, line.values) for line in self.lines() if not line.is_removed]

    def placed(self):
        """Forms by the place of their row in the wish."""
        return [
            form for form in self.forms if form not in self.deleted_forms and not form.is_blank()
        ]


class PeriodsTable(CalendarTable):
    name = PERIODS


class BreaksTable(CalendarTable):
    name = BREAKS


class DaysTable(CalendarTable):
    name = DAYS


PeriodsForm = table_form(PeriodLine, PeriodsTable, extra=2)
BreaksForm = table_form(BreakLine, BreaksTable, extra=2)
DaysForm = table_form(DayLine, DaysTable, extra=3)


class CalendarForm:
    """All of the page: shown from the calendar, or as it was posted."""

    def __init__(self, data, *, calendar, seen):
        year = calendar.year
        initial = {"title": year.title, "starts_on": year.starts_on, "ends_on": year.ends_on}
        self.year = YearForm(data, initial=initial | {"seen": seen})
        self.tables = {
            PERIODS: PeriodsForm(data, rows=calendar.periods),
            BREAKS: BreaksForm(data, rows=calendar.breaks),
            DAYS: DaysForm(data, rows=calendar.days),
        }
        self.refusal = ""
        self.is_bound = data is not None

    @property
    def periods(self):
        return self.tables[PERIODS]

    @property
    def breaks(self):
        return self.tables[BREAKS]

    @property
    def days(self):
        return self.tables[DAYS]

    def is_valid(self):
        found = [self.year.is_valid(), *(table.is_valid() for table in self.tables.values())]
        return all(found)

    def wish(self):
        data = self.year.cleaned_data
        return CalendarWish(
            data["title"], data["starts_on"], data["ends_on"],
            self.periods.wishes(), self.breaks.wishes(), self.days.wishes(),
        )  # fmt: skip

    def tell(self, faults):
        """Faults beside their rows; those of no row above."""
        texts = []
        for fault in faults:
            table = self.tables.get(fault.table)
            forms_ = table.placed() if table is not None else []
            if fault.row is not None and fault.row < len(forms_):
                forms_[fault.row].add_error(None, fault.text)
            else:
                texts.append(fault.text)
        self.refusal = " ".join(texts)


LAST = "last"


class NewYearForm(forms.Form):
    year = forms.TypedChoiceField(
        label="Начинается 1 сентября", coerce=int,
        error_messages={"required": "Выберите год.", "invalid_choice": "Выберите год."},
    )  # fmt: skip
    pattern = forms.ChoiceField(
        label="Из чего сделать",
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите.", "invalid_choice": "Выберите."},
    )

    def __init__(self, *args, years, last, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year} года") for year in years]
        patterns = [(key, f"из рекомендованных дат: {words}") for key, (words, _) in TERMS.items()]
        if last:
            patterns.insert(
                0, (LAST, f"из {last.title} года: его даты со сдвигом, дни недели те же")
            )
        self.fields["pattern"].choices = patterns
        self.fields["pattern"].initial = patterns[0][0]
