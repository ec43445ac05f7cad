"""The table of kinds of work."""

from django import forms

from school.forms.cards import FAR, day_field, text_field
from school.forms.tables import LineForm, TableForm, table_form

WEIGHT = {
    "invalid": "Вес – целое число от 1 до 10.",
    "min_value": "Вес – от 1 до 10.",
    "max_value": "Вес – от 1 до 10.",
    "required": "Напишите вес.",
}
DAYS = {
    "invalid": "Напишите целое число дней.",
    "min_value": "Дней не меньше 0.",
    "max_value": "Дней не больше 60.",
}
PLACE = {
    "invalid": "Напишите целое число.",
    "min_value": "Не меньше 0.",
    "max_value": "Слишком много.",
    "required": "Напишите число.",
}


class KindLine(LineForm):
    name = text_field("Вид работы", 60, missing="Напишите название.")
    letter = text_field("Буква", 4, missing="Напишите букву.")
    weight = forms.IntegerField(label="Вес", min_value=1, max_value=10, error_messages=WEIGHT)
    is_counted = forms.BooleanField(label="Идёт в средний балл", required=False, initial=True)
    is_control = forms.BooleanField(label="Контрольная", required=False)
    term_days = forms.IntegerField(
        label="Срок, дней", min_value=0, max_value=60, required=False, error_messages=DAYS
    )
    position = forms.IntegerField(
        label="Порядок", min_value=0, max_value=999, initial=100, error_messages=PLACE
    )

    @staticmethod
    def initial_of(row):
        return {
            "pk": row.pk, "name": row.name, "letter": row.letter, "weight": row.weight,
            "is_counted": row.is_counted, "is_control": row.is_control, "term_days": row.term_days,
            "position": row.position,
        }  # fmt: skip

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_letter(self):
        return "".join(self.cleaned_data["letter"].split())


class KindsTable(TableForm):
    def clean(self):
        self.say_twice("name", "Такой вид работы уже есть в строке {}.")
        self.say_twice("letter", "Такая буква уже стоит в строке {}.")


KindsForm = table_form(KindLine, KindsTable)


class FromDayForm(forms.Form):
    """From which day the changed kinds of work are so."""

    starts_on = day_field("Изменения действуют с")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day > self._today + 2 * FAR:
            raise forms.ValidationError("Дальше двух лет не решают. Укажите день ближе.")
        return day
