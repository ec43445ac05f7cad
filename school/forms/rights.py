"""Orders on roles, rights and access: what is asked; whether it is allowed the actions decide."""

from django import forms

from accounts.models import Role
from school.models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    READ_PUPIL,
    READ_REPORTS,
    CourseSection,
    SchoolClass,
)
from school.screens.facts import State
from school.screens.grants import GrantFilters

NOW, FROM_DAY = "now", "day"
GIVE, TAKE, USUAL = "give", "take", "usual"
ACTS = {
    READ_JOURNAL: "читать журнал",
    FILL_JOURNAL: "вести журнал: читать и заполнять",
    READ_CLASS: "читать все журналы класса",
    READ_REPORTS: "читать напечатанные документы класса",
    READ_PUPIL: "читать дневник ученика",
}


def day_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    errors = {
        "required": f"Укажите: {label[:1].lower()}{label[1:]}.",
        "invalid": "Такого дня нет. Запишите день как 15.09.2025.",
    }
    return forms.DateField(label=label, widget=widget, error_messages=errors, **kwargs)


def text_field(label, longest, **kwargs):
    errors = {
        "required": f"Укажите: {label[:1].lower()}{label[1:]}.",
        "max_length": f"Не длиннее {longest} знаков.",
    }
    return forms.CharField(label=label, max_length=longest, error_messages=errors, **kwargs)


class PeopleSearch(forms.Form):
    q = forms.CharField(label="Фамилия, имя", required=False, max_length=100)

    def text(self):
        self.is_valid()
        return self.cleaned_data.get("q", "")


class Picked(forms.Form):
    """Whom and what was chosen so far, and the words of a search."""

    person = forms.CharField(required=False, max_length=20)
    target = forms.CharField(required=False, max_length=30)
    q_person = forms.CharField(required=False, max_length=100)
    q_target = forms.CharField(required=False, max_length=200)

    def answers(self):
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class OrderFields(forms.Form):
    order_number = text_field("Номер приказа", 40)
    order_date = day_field("Дата приказа")


class AppointmentForm(OrderFields):
    role = forms.ChoiceField(
        label="Роль",
        error_messages={
            "required": "Выберите роль.",
            "invalid_choice": "На эту роль вы не назначаете.",
        },
    )
    grade_from = forms.IntegerField(
        label="Классы с", min_value=1, max_value=12, initial=1,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], "От 1 до 12."),
    )  # fmt: skip
    grade_to = forms.IntegerField(
        label="по", min_value=1, max_value=12, initial=11,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], "От 1 до 12."),
    )  # fmt: skip
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день", required=False)

    field_order = [
        "role", "grade_from", "grade_to", "starts_on", "ends_on", "order_number", "order_date"
    ]  # fmt: skip

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, Role(role).label) for role in roles]

    def clean(self):
        given = super().clean()
        if given.get("grade_from", 1) > given.get("grade_to", 12):
            self.add_error("grade_to", "Не меньше первого.")
        return given

    def answers(self):
        given = dict(self.cleaned_data)
        given["grades"] = (given.pop("grade_from"), given.pop("grade_to"))
        return given


class EndForm(forms.Form):
    when = forms.ChoiceField(
        label="Когда закончить",
        choices=[(NOW, "сразу"), (FROM_DAY, "после этого дня")],
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, когда.", "invalid_choice": "Выберите, когда."},
    )
    last_day = day_field("Последний день", required=False)
    reason = text_field("Приказ или причина", 300)

    def clean(self):
        given = super().clean()
        if given.get("when") == FROM_DAY and not given.get("last_day"):
            self.add_error("last_day", "Укажите последний день.")
        return given

    def answers(self):
        is_now = self.cleaned_data["when"] == NOW
        return {
            "last_day": None if is_now else self.cleaned_data["last_day"],
            "reason": self.cleaned_data["reason"],
        }


class RightForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[(GIVE, GIVE), (TAKE, TAKE), (USUAL, USUAL)],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Выберите решение."),
    )
    reason = text_field("Приказ или причина", 300)

    def answers(self):
        wanted = {GIVE: True, TAKE: False, USUAL: None}[self.cleaned_data["decision"]]
        return {"is_given": wanted, "reason": self.cleaned_data["reason"]}


class GrantForm(OrderFields):
    act = forms.ChoiceField(
        label="Что открыть",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Выберите, что открыть.",
            "invalid_choice": "Выберите, что открыть.",
        },
    )
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день")
    reason = text_field("Основание", 300, required=False)

    field_order = ["act", "starts_on", "ends_on", "order_number", "order_date", "reason"]

    def __init__(self, *args, target, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(act, ACTS[act]) for act in acts_on(target)]


def acts_on(target):
    """What can be given on the object."""
    if isinstance(target, CourseSection):
        return [READ_JOURNAL, FILL_JOURNAL]
    return [READ_CLASS, READ_REPORTS] if isinstance(target, SchoolClass) else [READ_PUPIL]


class WithdrawForm(forms.Form):
    reason = text_field("Приказ или причина", 300)


class GrantSearch(forms.Form):
    q = forms.CharField(label="Кому", required=False, max_length=100)
    act = forms.ChoiceField(label="Что", required=False, choices=[("", "всё"), *ACTS.items()])
    state = forms.ChoiceField(
        label="Состояние",
        required=False,
        choices=[("", "все"), *((one.name, one.value) for one in State)],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("act", "state"):
            field = self.fields[name]
            field.widget.attrs["data-submit-on-change"] = True
            field.error_messages["invalid_choice"] = f"{field.label}: такого в списке нет."

    def filters(self):
        self.is_valid()
        given = self.cleaned_data
        return GrantFilters(given.get("q", ""), given.get("state", ""), given.get("act", ""))
