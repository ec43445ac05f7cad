"""A class of the year, who leads it, its end; many classes at once."""

from django import forms

from school.actions.classes import ClassFacts
from school.next_year import NextClass

from .cards import OrderFields, day_field, text_field
from .selects import LongSelect

GRADES = [(n, str(n)) for n in range(1, 12)]


class RowChoice(forms.TypedChoiceField):
    """One of the given rows, or none; `rows` come ready, so that no query hides in the form."""

    widget = LongSelect

    def __init__(self, *, label, required=False, **kwargs):
        missing = {"required": "Выберите.", "invalid_choice": "Выберите из списка."}
        super().__init__(
            label=label, required=required, coerce=int, empty_value=None, error_messages=missing, **kwargs
        )  # fmt: skip
        self.rows = {}

    def offer(self, rows, say=str, empty="—"):
        self.rows = {row.pk: row for row in rows}
        self.choices = [("", empty), *((row.pk, say(row)) for row in self.rows.values())]

    def chosen(self, key):
        return self.rows.get(key)


class ClassForm(forms.Form):
    grade = forms.TypedChoiceField(
        label="Параллель",
        choices=GRADES,
        coerce=int,
        error_messages={"required": "Выберите параллель.", "invalid_choice": "Выберите из списка."},
    )
    letter = forms.CharField(label="Литера", max_length=10, required=False)
    name = forms.CharField(
        label="Название",
        max_length=20,
        required=False,
        help_text="Если оставить пустым, из параллели и литеры: 7Б",
    )
    days_a_week = forms.TypedChoiceField(
        label="Учебная неделя",
        choices=[(5, "5 дней"), (6, "6 дней")],
        coerce=int,
        error_messages={"required": "Выберите.", "invalid_choice": "Выберите из списка."},
    )
    bells = RowChoice(label="Звонки")
    homeroom = RowChoice(label="Классный руководитель")

    def __init__(self, *args, bells, teachers=None, combined=None, **kwargs):
        super().__init__(*args, **kwargs)
        self._combined = combined
        self.fields["bells"].offer(bells, empty="не заданы")
        if teachers is None:
            del self.fields["homeroom"]
        else:
            self.fields["homeroom"].offer(teachers, _named, "назначу позже")

    def clean(self):
        data = super().clean()
        for name in ("letter", "name"):
            data[name] = " ".join(data.get(name, "").split())
        data["letter"] = data["letter"].upper()[:10]
        if not data["name"] and data.get("grade"):
            data["name"] = f"{data['grade']}{data['letter']}"
        return data

    def facts(self):
        data = self.cleaned_data
        return ClassFacts(
            data["grade"], data["letter"], data["name"], data["days_a_week"],
            self.fields["bells"].chosen(data["bells"]), self._combined,
        )  # fmt: skip

    def leader(self):
        return self.fields["homeroom"].chosen(self.cleaned_data["homeroom"])

    @staticmethod
    def initial_of(found):
        return {
            "grade": found.grade, "letter": found.letter, "name": found.name,
            "days_a_week": found.days_a_week, "bells": found.bells_id,
        }  # fmt: skip


def _named(member):
    return member.user.full_name


class HomeroomForm(forms.Form):
    teacher = RowChoice(label="Учитель", required=True)
    starts_on = day_field("С какого дня")
    instead = forms.BooleanField(
        label="вместо прежнего: его руководство закончится днём раньше",
        required=False,
        initial=True,
    )

    def __init__(self, *args, teachers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["teacher"].offer(teachers, _named)

    def answers(self):
        data = self.cleaned_data
        return {
            "teacher": self.fields["teacher"].chosen(data["teacher"]),
            "starts_on": data["starts_on"],
            "instead": data["instead"],
        }


class LastDayForm(forms.Form):
    last_day = day_field("Последний день")


class EndClassForm(OrderFields):
    last_day = day_field("Последний день класса")


class CombinedForm(forms.Form):
    name = text_field("Название", 40, missing="Напишите название: «1–3 класс-комплект».")
    classes = forms.TypedMultipleChoiceField(
        label="Классы",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Отметьте классы.",
            "invalid_choice": "Обновите страницу: этот класс уже в комплекте.",
        },
    )

    def __init__(self, *args, classes, **kwargs):
        super().__init__(*args, **kwargs)
        self._classes = {one.pk: one for one in classes}
        self.fields["classes"].choices = [(one.pk, one.name) for one in classes]

    def clean_classes(self):
        if len(self.cleaned_data["classes"]) < 2:
            raise forms.ValidationError("В комплекте не меньше двух классов.")
        return self.cleaned_data["classes"]

    def chosen(self):
        return [self._classes[key] for key in self.cleaned_data["classes"]]


class CopyClassesForm(forms.Form):
    """Classes of last year with their new names; the unticked stay behind."""

    classes = forms.TypedMultipleChoiceField(
        label="Классы",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте классы.", "invalid_choice": "Обновите страницу."},
    )
    homerooms = forms.BooleanField(
        label="с теми же классными руководителями", required=False, initial=True
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self._offered = {one.source.pk: one for one in offered}
        field = self.fields["classes"]
        field.choices = [
            (key, f"{one.source.name} → {one.name}") for key, one in self._offered.items()
        ]
        field.initial = list(self._offered)

    def chosen(self) -> list[NextClass]:
        return [self._offered[key] for key in self.cleaned_data["classes"]]
