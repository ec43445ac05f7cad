"""An event of the school or of a class: what, when, where, for whom, who answers; why it is cancelled."""

from django import forms

from school.actions.events import EventFacts, Whom
from school.events import LEVELS, WHOLE_SCHOOL

from .calendar import grade_field
from .cards import day_field, text_field
from .classes import RowChoice
from .load import named

SCHOOL, GRADES, CLASSES, GROUPS = "school", "grades", "classes", "groups"
BY_LEVEL = {f"level-{first}": (first, last) for first, last in LEVELS}
WHOM = [
    (SCHOOL, "вся школа"),
    *((key, LEVELS[span]) for key, span in BY_LEVEL.items()),
    (GRADES, "параллели «с – по»"),
    (CLASSES, "отмеченные классы"),
    (GROUPS, "отмеченные группы"),
]
CHOOSE = {
    "required": "Выберите.",
    "invalid_choice": "Выберите из списка.",
    "invalid_list": "Выберите.",
}


def time_field(label, **kwargs):
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Напишите время: 12:30."},
        **kwargs,
    )


class Ticks(forms.TypedMultipleChoiceField):
    """Some of the given rows."""

    def __init__(self, label, rows, say):
        super().__init__(
            label=label, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
            error_messages=CHOOSE,
        )  # fmt: skip
        self.rows = {row.pk: row for row in rows}
        self.choices = [(pk, say(row)) for pk, row in self.rows.items()]

    def chosen(self, keys):
        return tuple(self.rows[key] for key in keys)


class EventForm(forms.Form):
    """`own` are the classes of a homeroom teacher; without them the event is of the school.

    `classes` and `groups` are those there are to choose from.
    """

    title = text_field("Название", 120, missing="Назовите мероприятие.")
    purpose = text_field("Для чего", 300, required=False)
    starts_on = day_field("Первый день")
    ends_on = day_field("Последний день", required=False, help_text="Если оно идёт несколько дней")
    starts_at = time_field("Начало", help_text="Без времени – весь день")
    ends_at = time_field("Конец")
    place = text_field("Место", 120, required=False)
    responsible = RowChoice(label="Кто отвечает", required=True)
    cancels_lessons = forms.BooleanField(label="Проводится вместо уроков", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, staff, classes, groups, own=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].offer(staff, named)
        self.own = list(own)
        if self.own:
            self._ask_of_class()
        else:
            self._ask_of_school(classes)
        if groups:
            self.fields["groups"] = Ticks("Группы", groups, lambda row: row.title)

    def _ask_of_class(self):
        if len(self.own) > 1:
            self.fields["of_class"] = RowChoice(label="Класс", required=True)
            self.fields["of_class"].offer(self.own)
        self.fields["whom"] = forms.ChoiceField(
            label="Кого касается", error_messages=CHOOSE,
            choices=[(CLASSES, "весь класс"), (GROUPS, "отмеченные группы класса")],
        )  # fmt: skip

    def _ask_of_school(self, classes):
        self.fields["whom"] = forms.ChoiceField(
            label="Кого касается", choices=WHOM, error_messages=CHOOSE
        )
        self.fields["grade_from"] = grade_field("Параллели с", required=False)
        self.fields["grade_to"] = grade_field("по", required=False)
        self.fields["classes"] = Ticks("Классы", classes, str)

    def clean(self):
        data = super().clean()
        whom = data.get("whom")
        if whom == GRADES and not (data.get("grade_from") and data.get("grade_to")):
            self.add_error("grade_from", "Укажите параллели «с» и «по».")
        elif whom == GRADES and data["grade_from"] > data["grade_to"]:
            self.add_error("grade_to", "Не меньше, чем «с».")
        if whom == CLASSES and not self.own and not data.get("classes"):
            self.add_error("classes", "Отметьте хотя бы один класс.")
        if whom == GROUPS and not data.get("groups"):
            self.add_error(
                "groups" if "groups" in self.fields else "whom", "Отметьте хотя бы одну группу."
            )
        return data

    @property
    def school_class(self):
        """The class whose event it is; None for the school's."""
        if not self.own:
            return None
        if "of_class" in self.fields:
            return self.fields["of_class"].chosen(self.cleaned_data["of_class"])
        return self.own[0]

    def facts(self):
        data = self.cleaned_data
        return EventFacts(
            title=data["title"], purpose=data["purpose"], place=data["place"],
            starts_on=data["starts_on"], ends_on=data["ends_on"] or data["starts_on"],
            starts_at=data["starts_at"], ends_at=data["ends_at"],
            responsible=self.fields["responsible"].chosen(data["responsible"]),
            cancels_lessons=data["cancels_lessons"],
        )  # fmt: skip

    def whom(self):
        data = self.cleaned_data
        whom = data["whom"]
        if whom == GROUPS:
            return Whom(sections=self.fields["groups"].chosen(data["groups"]))
        if whom == CLASSES:
            own = (self.school_class,) if self.own else None
            return Whom(classes=own or self.fields["classes"].chosen(data["classes"]))
        if whom == GRADES:
            return Whom(grades=((data["grade_from"], data["grade_to"]),))
        return Whom(grades=(BY_LEVEL.get(whom, WHOLE_SCHOOL),))


def initial_of(event, audience):
    """What the form shows of an event as it is."""
    names = (
        "title", "purpose", "place", "starts_on", "ends_on", "starts_at", "ends_at", "cancels_lessons",
    )  # fmt: skip
    found = {name: getattr(event, name) for name in names}
    if event.ends_on == event.starts_on:
        found["ends_on"] = None
    found["responsible"] = event.responsible_id
    found["of_class"] = event.school_class_id
    return found | _whom_of(audience)


def _whom_of(audience):
    grades = [(row.grade_from, row.grade_to) for row in audience if row.grade_from is not None]
    classes = [row.school_class_id for row in audience if row.school_class_id]
    groups = [row.section_id for row in audience if row.section_id]
    if grades:
        known = {WHOLE_SCHOOL: SCHOOL} | {span: key for key, span in BY_LEVEL.items()}
        if grades[0] in known:
            return {"whom": known[grades[0]]}
        return {"whom": GRADES, "grade_from": grades[0][0], "grade_to": grades[0][1]}
    return {"whom": GROUPS if groups else CLASSES, "classes": classes, "groups": groups}


class CancelEventForm(forms.Form):
    reason = text_field("Почему отменяется", 200, missing="Напишите, почему.")
