"""The register of pupils, their cards, their coming and going, their parents."""

from datetime import timedelta

from django import forms

from school.cards import PupilFacts
from school.models import Student
from school.screens.pupils import ALL, GAPS, HERE, LEFT, UNVERIFIED

from .cards import (
    EditFields,
    NewPersonFields,
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
        self.fields["class"] = class_field("Класс", classes, empty="все", required=False)
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


def class_field(label, classes, *, empty="—", required=True):
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
