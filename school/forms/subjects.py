"""Tables of subjects and of rooms."""

from django import forms

from school.federal_subjects import RARE

from .selects import LongSelect
from .tables import LineForm, TableForm, table_form

WHOLE = {
    "invalid": "Напишите целое число.",
    "min_value": "Не меньше 1.",
    "max_value": "Слишком много.",
}


class SubjectLine(LineForm):
    name = forms.CharField(
        label="Название", max_length=120, error_messages={"required": "Напишите название."}
    )
    short_name = forms.CharField(label="Кратко", max_length=30, required=False)
    position = forms.IntegerField(
        label="Порядок",
        min_value=1,
        max_value=9999,
        initial=500,
        error_messages=WHOLE | {"required": "Напишите число."},
    )
    parent = forms.TypedChoiceField(
        label="Курс предмета",
        widget=LongSelect,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Такого предмета уже нет."},
    )

    def __init__(self, *args, parents=(), **kwargs):
        super().__init__(*args, **kwargs)
        own = str(self.initial.get("pk", ""))
        self.fields["parent"].choices = [("", "—"), *(one for one in parents if str(one[0]) != own)]

    @staticmethod
    def initial_of(row):
        return {
            "pk": row.pk, "name": row.name, "short_name": row.short_name,
            "position": row.position, "parent": row.parent_id,
        }  # fmt: skip

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def values(self):
        found = super().values()
        return {"parent_id" if name == "parent" else name: v for name, v in found.items()}


class SubjectsTable(TableForm):
    def clean(self):
        self.say_twice("name", "Такой предмет уже есть в строке {}.")
        parents = {
            form.cleaned_data.get("pk"): form.cleaned_data.get("parent")
            for form in self.forms
            if hasattr(form, "cleaned_data")
        }
        for form in self.forms:
            parent = getattr(form, "cleaned_data", {}).get("parent")
            if parent and parents.get(parent):
                form.add_error("parent", "Это сам курс другого предмета. Выберите предмет.")


class RoomLine(LineForm):
    name = forms.CharField(
        label="Кабинет", max_length=60, error_messages={"required": "Напишите номер или название."}
    )
    building = forms.CharField(label="Здание", max_length=60, required=False)
    capacity = forms.IntegerField(
        label="Мест", min_value=1, max_value=2000, required=False, error_messages=WHOLE
    )

    @staticmethod
    def initial_of(row):
        return {
            "pk": row.pk,
            "name": row.name,
            "building": row.building,
            "capacity": row.capacity,
        }

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


class RoomsTable(TableForm):
    def clean(self):
        self.say_twice("name", "Такой кабинет уже есть в строке {}.")


SubjectsForm = table_form(SubjectLine, SubjectsTable)
RoomsForm = table_form(RoomLine, RoomsTable, extra=5)


class FederalForm(forms.Form):
    """Which subjects of the federal plan the school takes."""

    names = forms.MultipleChoiceField(
        label="Предметы",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Отметьте хотя бы один предмет.",
            "invalid_choice": "Обновите страницу: этот предмет уже добавлен.",
        },
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = [(one.name, _told(one)) for one in offered]
        self.fields["names"].initial = [one.name for one in offered if one.name not in RARE]


def _told(subject):
    first, last = subject.grades
    grades = f"{first}–{last} классы" if first != last else f"{first} класс"
    course = f", курс предмета «{subject.parent}»" if subject.parent else ""
    return f"{subject.name} ({grades}{course})"
