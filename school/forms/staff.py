"""Hiring, the card, dismissal: what HR fills in."""

from datetime import timedelta

from django import forms

from school.actions import Heir
from school.actions.dismissal import Dismissal
from school.cards import Work
from school.screens.staff import ALL, DISMISSED, WORKING

from .cards import (
    EditFields,
    NewPersonFields,
    OrderFields,
    PersonFields,
    day_field,
    near,
    text_field,
)

SLIP_IN_YEAR = "Проверьте год."
AT_ONCE, AT_THE_END = "now", "end"
ONE_DAY = timedelta(days=1)


class StaffFilters(forms.Form):
    q = forms.CharField(label="Имя", required=False, max_length=100)
    show = forms.ChoiceField(
        label="Показать",
        required=False,
        choices=[(WORKING, "работают"), (DISMISSED, "уволены"), (ALL, "все")],
        error_messages={"invalid_choice": "Показать: такого в списке нет."},
    )

    def __init__(self, data, *, positions):
        super().__init__(data)
        self.fields["position"] = forms.ChoiceField(
            label="Должность",
            required=False,
            choices=[("", "любая"), *((name, name) for name in positions)],
            error_messages={"invalid_choice": "Должность: такой в списке нет."},
        )
        self.fields["q"].widget.attrs["data-search"] = True
        for name in ("show", "position"):
            self.fields[name].widget.attrs["data-submit-on-change"] = True

    def answers(self):
        self.is_valid()
        given = self.cleaned_data
        return {
            "q": given.get("q", ""),
            "show": given.get("show") or WORKING,
            "position": given.get("position", ""),
        }


class WorkFields(forms.Form):
    position = text_field("Должность", 120, missing="Напишите должность.")
    hired_on = day_field("Принят с")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_hired_on(self):
        day = self.cleaned_data["hired_on"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day


class HireForm(WorkFields, OrderFields, NewPersonFields):
    field_order = [
        "form", "last_name", "first_name", "middle_name", "same", "position", "hired_on", "order_number", "order_date",
        "phone", "email",
    ]  # fmt: skip

    def work(self):
        data = self.cleaned_data
        return Work(data["position"], data["hired_on"], data["order_number"], data["order_date"])


class StaffCardForm(WorkFields, PersonFields, EditFields):
    hire_order_number = text_field("Номер приказа о приёме", 40, required=False)
    hire_order_date = day_field("Дата приказа о приёме", required=False)
    field_order = [
        "shown", "last_name", "first_name", "middle_name", "phone", "email", "position", "hired_on",
        "hire_order_number", "hire_order_date", "reason",
    ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hired_on"].required = False
        self.fields["position"].required = False

    def work(self):
        names = ("position", "hired_on", "hire_order_number", "hire_order_date")
        return Work(*(self.cleaned_data[name] for name in names))


class ReturnForm(forms.Form):
    starts_on = day_field("С какого дня работает снова")
    reason = text_field(
        "Основание",
        200,
        missing="Напишите, почему увольнение отменяется.",
        help_text="Например: приказ об отмене, оформлено по ошибке",
    )


class DismissalForm(OrderFields):
    """The last day, the order, and for each journal and class an heir with a day."""

    last_day = day_field("Последний рабочий день")
    closing = forms.ChoiceField(
        label="Закрыть доступ",
        widget=forms.RadioSelect,
        choices=[(AT_ONCE, "сразу"), (AT_THE_END, "в конце последнего рабочего дня")],
        initial=AT_ONCE,
        error_messages={"required": "Выберите, когда закрыть доступ."},
    )
    field_order = ["last_day", "order_number", "order_date", "closing"]

    def __init__(self, data=None, *, screen, today, **kwargs):
        super().__init__(data, **kwargs)
        self.screen, self.today = screen, today
        self.people = {str(person.pk): person for person in screen.candidates}
        for kind, rows in (("load", screen.loads), ("class", screen.homerooms)):
            for row in rows:
                self.fields[f"{kind}-{row.key}"] = self._heir_field(row)
                self.fields[f"{kind}-{row.key}-from"] = day_field(
                    f"{row.title}: с какого дня", required=False
                )

    def _heir_field(self, row):
        first = self.screen.teach.get(row.subject, set())
        named = [(str(p.pk), p.user.short_name) for p in self.screen.candidates if p.pk in first]
        rest = [(str(p.pk), p.user.short_name) for p in self.screen.candidates if p.pk not in first]
        groups = [("Ведут этот предмет", named), ("Остальные", rest)] if named else rest
        return forms.ChoiceField(
            label=row.title,
            required=False,
            choices=[("", "пока никому"), *groups],
            error_messages={"invalid_choice": "Такого работающего сотрудника в списке нет."},
        )

    def rows(self):
        """Journals, then classes, each with its two fields."""
        for kind, rows in (("load", self.screen.loads), ("class", self.screen.homerooms)):
            for row in rows:
                yield row, self[f"{kind}-{row.key}"], self[f"{kind}-{row.key}-from"]

    def journals(self):
        return list(self.rows())[: len(self.screen.loads)]

    def classes(self):
        return list(self.rows())[len(self.screen.loads) :]

    def main_fields(self):
        return [self[name] for name in self.field_order]

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day

    def clean(self):
        data = super().clean()
        last_day = data.get("last_day")
        for name in [name for name in self.fields if name.endswith("-from")]:
            day = data.get(name)
            if day and not near(day, self.today):
                self.add_error(name, SLIP_IN_YEAR)
            elif day and last_day and day > last_day + timedelta(days=60):
                self.add_error(name, "Больше двух месяцев без учителя: укажите день ближе.")
        return data

    def dismissal(self):
        data = self.cleaned_data
        return Dismissal(
            last_day=data["last_day"],
            order=self.order(),
            at_once=data["closing"] == AT_ONCE,
            loads={row.key: self._heir("load", row) for row in self.screen.loads},
            homerooms={row.key: self._heir("class", row) for row in self.screen.homerooms},
        )

    def _heir(self, kind, row):
        data = self.cleaned_data
        chosen = self.people.get(data[f"{kind}-{row.key}"])
        return Heir(chosen, data[f"{kind}-{row.key}-from"] or data["last_day"] + ONE_DAY)
