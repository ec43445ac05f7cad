"""A control work asked for, added for whole grades, decided; the schedule published; limits of a level."""

from decimal import Decimal

from django import forms

from school.actions.works import WorkFacts
from school.models import ControlWork, Curriculum

from .cards import day_field, text_field
from .classes import GRADES, RowChoice

CHOOSE = {"required": "Выберите.", "invalid_choice": "Выберите из списка."}
LAST_NUMBER = 12


def choice(label, choices, **kwargs):
    return forms.ChoiceField(label=label, choices=choices, error_messages=CHOOSE, **kwargs)


def whole(label, least, most, **kwargs):
    text = f"Целое число от {least} до {most}."
    said = dict.fromkeys(("required", "invalid", "min_value", "max_value"), text)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=said, **kwargs
    )


class WeeksField(forms.DecimalField):
    """Weeks with a comma or a point: 2,5."""

    def __init__(self, **kwargs):
        kinds = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")  # fmt: skip
        super().__init__(
            min_value=Decimal("0.5"), max_value=20, max_digits=3, decimal_places=1,
            error_messages=dict.fromkeys(kinds, "Число от 0,5 до 20, не больше одного знака после запятой."),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 4, "autocomplete": "off"}), **kwargs,
        )  # fmt: skip

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value):
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class WhenFields(forms.Form):
    date = day_field("День")
    number = whole(
        "Урок", 0, LAST_NUMBER, required=False, help_text="Если пусто, возьмём из расписания"
    )


class WorkFields(WhenFields):
    """What the work is and when."""

    work_form = choice("Вид работы", ControlWork.Form.choices)
    control = choice("Форма контроля", ControlWork.Control.choices, initial="topic")
    topic = text_field("Тема", 200, required=False)
    lessons = whole("Сколько уроков занимает", 1, 6, initial=1)

    def facts(self, **more):
        data = self.cleaned_data
        return WorkFacts(
            day=data["date"], number=data["number"], lessons=data["lessons"],
            work_form=data["work_form"], control=data["control"], topic=data["topic"], **more,
        )  # fmt: skip


class AskForm(WorkFields):
    """By a teacher, for one of own journals."""

    section = RowChoice(label="Журнал", required=True)
    field_order = ("section",)

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].offer(sections, lambda one: one.title)


class AddForm(WorkFields):
    """By a deputy, for whole grades or for some classes."""

    level = choice("Уровень", ControlWork.Level.choices)
    subject = RowChoice(label="Предмет", required=True)
    grades = forms.TypedMultipleChoiceField(
        label="Параллели", choices=GRADES, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE,
    )  # fmt: skip
    classes = forms.TypedMultipleChoiceField(
        label="или отдельные классы", coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE,
    )  # fmt: skip
    source = text_field("Основание", 200, required=False, help_text="Приказ, письмо, план школы")
    reason = text_field("Причина, если рекомендации нарушены", 500, required=False)
    field_order = ("level", "subject", "grades", "classes")

    def __init__(self, *args, subjects, classes, **kwargs):
        super().__init__(*args, **kwargs)
        self._classes = list(classes)
        self.fields["subject"].offer(subjects)
        self.fields["classes"].choices = [(one.pk, one.name) for one in self._classes]

    def clean(self):
        data = super().clean()
        if not data.get("grades") and not data.get("classes"):
            self.add_error("grades", "Отметьте параллели или классы.")
        return data

    def chosen_subject(self):
        return self.fields["subject"].chosen(self.cleaned_data["subject"])

    def chosen_classes(self):
        data = self.cleaned_data
        return [
            one for one in self._classes if one.grade in data["grades"] or one.pk in data["classes"]
        ]


class DecideForm(WhenFields):
    """What becomes of a work; the day is asked of a move only."""

    AGREE, MOVE, END, BACK = "agree", "move", "end", "back"

    work = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    decision = choice("Решение", (), widget=forms.RadioSelect)
    reason = text_field("Причина", 500, required=False)
    field_order = ("decision",)

    def __init__(self, *args, row, decides, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = decisions(row, decides)
        self.fields["date"].label, self.fields["number"].label = "Другой день", "Урок другого дня"
        if not decides:
            for name in ("date", "number", "reason"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        # The day on the page is what it stands on: only a move asks for another.
        if data.get("decision") != self.MOVE:
            for name in ("date", "number"):
                self.errors.pop(name, None)
        return data


def decisions(row, decides):
    """What this person may decide about it now."""
    waits = row.status == ControlWork.Status.ASKED
    if not decides:
        return [(DecideForm.BACK, "снять заявку")] if waits else []
    if waits:
        return [
            (DecideForm.AGREE, "согласовать на этот день"),
            (DecideForm.MOVE, "согласовать на другой день"),
            (DecideForm.END, "отказать"),
        ]
    if row.status == ControlWork.Status.AGREED:
        return [(DecideForm.MOVE, "перенести"), (DecideForm.END, "отменить")]
    return []


class PublishForm(forms.Form):
    order_number = text_field("Номер приказа", 40, required=False)
    order_date = day_field("Дата приказа", required=False)


class LimitsForm(forms.Form):
    """An empty limit is not kept."""

    level = choice("Уровень образования", Curriculum.Level.choices)
    starts_on = day_field("С какого дня")
    weeks_between = WeeksField(label="Недель между работами по предмету", required=False)
    a_day = whole("Работ в день у класса", 1, 5, required=False)
    percent = whole("Процентов часов предмета в год", 1, 100, required=False)
    spares_edges = forms.BooleanField(label="Не на первом и последнем уроке", required=False)
    source = text_field("Основание", 200, missing="Назовите приказ или положение школы.")
