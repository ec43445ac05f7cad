"""The register of pupils, their cards, their coming and going, their parents."""

from datetime import timedelta

from django import forms

from school.cards import PupilFacts
from school.models import Student
from school.screens.pupils import ALL, GAPS, HERE, LEFT, UNVERIFIED

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
OLDEST_PUPIL = timedelta(days=366 * 90)
YOUNGEST_PUPIL = timedelta(days=365 * 3)


class PupilFilters(forms.Form):
    q = forms.CharField(label="Имя", required=False, max_length=100)
    show = forms.ChoiceField(
        label="Показать",
        required=False,
        choices=[
            (HERE, "учатся"),
            (UNVERIFIED, "не сверены в этом году"),
            (GAPS, "не всё заполнено"),
            (LEFT, "выбыли"),
            (ALL, "все"),
        ],
        error_messages={"invalid_choice": "Показать: такого в списке нет."},
    )

    def __init__(self, data, *, classes):
        super().__init__(data)
        self.fields["class"] = _class_field("Класс", classes, empty="все", required=False)
        self.order_fields(["q", "class", "show"])
        self.fields["q"].widget.attrs["data-search"] = True
        for name in ("show", "class"):
            self.fields[name].widget.attrs["data-submit-on-change"] = True

    def answers(self):
        self.is_valid()
        given = self.cleaned_data
        return {
            "q": given.get("q", ""),
            "show": given.get("show") or HERE,
            "school_class": given.get("class"),
        }


def _class_field(label, classes, *, empty="—", required=True):
    return forms.TypedChoiceField(
        label=label,
        required=required,
        coerce=int,
        empty_value=None,
        choices=[("", empty), *((c.pk, c.name) for c in classes)],
        error_messages={
            "invalid_choice": f"{label}: такого в списке нет.",
            "required": "Выберите класс.",
        },
    )


class FactsFields(forms.Form):
    birth_date = day_field("Дата рождения", required=False)
    sex = forms.ChoiceField(
        label="Пол", required=False, choices=[("", "не указан"), *Student.Sex.choices]
    )
    file_number = text_field("Номер личного дела", 20, required=False)
    address = text_field("Адрес", 300, required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_birth_date(self):
        day = self.cleaned_data["birth_date"]
        if day and not OLDEST_PUPIL >= self.today - day >= YOUNGEST_PUPIL:
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day

    def facts(self):
        names = ("birth_date", "sex", "file_number", "address")
        return PupilFacts(**{name: self.cleaned_data[name] for name in names})


class PupilCardForm(FactsFields, PersonFields, EditFields):
    field_order = [
        "shown", "last_name", "first_name", "middle_name", "birth_date", "sex", "file_number", "address", "phone",
        "email", "reason",
    ]  # fmt: skip


class _Placed(forms.Form):
    """A class, a day, and the groups of the class the pupil joins; the whole class's journals go without asking."""

    starts_on = day_field("С какого дня")

    def __init__(self, *args, classes, groups=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.classes = {c.pk: c for c in classes}
        self.groups = {section.pk: section for section in groups}
        self.fields["class"] = _class_field("Класс", classes)
        self.fields["groups"] = forms.TypedMultipleChoiceField(
            label="Группы",
            required=False,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            choices=[(s.pk, f"{s.subject.name} ({s.name})") for s in groups],
            error_messages={"invalid_choice": "Такой группы в этом классе нет."},
        )
        if not self.groups:
            del self.fields["groups"]
        if self.initial.get("class"):
            self.fields["class"].widget = forms.HiddenInput()

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day

    def clean(self):
        data = super().clean()
        chosen, day = self.classes.get(data.get("class")), data.get("starts_on")
        if chosen and day and day > chosen.year.ends_on:
            self.add_error("starts_on", "Этот день позже конца учебного года класса.")
        elif chosen and day and day < chosen.year.starts_on:
            self.add_error("starts_on", "Этот день раньше начала учебного года класса.")
        return data

    def school_class(self):
        return self.classes[self.cleaned_data["class"]]

    def chosen_groups(self):
        return [self.groups[key] for key in self.cleaned_data.get("groups", ())]


class EnrolForm(_Placed, FactsFields, OrderFields, NewPersonFields):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([
            "form", "class", "groups", "last_name", "first_name", "middle_name", "same", "birth_date", "sex",
            "file_number", "address", "phone", "email", "starts_on", "order_number", "order_date",
        ])  # fmt: skip


class TransferForm(_Placed, OrderFields):
    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.order_fields(["class", "groups", "starts_on", "order_number", "order_date"])


class LeavingForm(OrderFields):
    last_day = day_field("Последний день в школе")
    field_order = ["last_day", "order_number", "order_date"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day


RELATIONS = ["мать", "отец", "опекун", "попечитель", "приёмный родитель", "представитель"]


def relation_field():
    return text_field(
        "Кем приходится",
        40,
        missing="Напишите, кем приходится.",
        widget=forms.TextInput(attrs={"list": "relations"}),
    )


class ParentForm(NewPersonFields):
    relation = relation_field()
    starts_on = day_field("Представитель с")
    basis = text_field(
        "Основание",
        200,
        missing="Напишите документ.",
        help_text="Например: свидетельство о рождении; решение об опеке № 12 от 01.09.2025",
    )
    field_order = [
        "form", "last_name", "first_name", "middle_name", "same", "relation", "phone", "email", "starts_on", "basis",
    ]  # fmt: skip

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day


class ParentCardForm(PersonFields, EditFields):
    relation = relation_field()
    field_order = [
        "shown", "last_name", "first_name", "middle_name", "relation", "phone", "email", "reason"
    ]  # fmt: skip


class EndParenthoodForm(forms.Form):
    ended_on = day_field("С какого дня права нет")
    basis = text_field(
        "Основание",
        200,
        missing="Напишите документ.",
        help_text="Например: решение суда № 2-114 от 01.09.2025",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ended_on(self):
        day = self.cleaned_data["ended_on"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day
