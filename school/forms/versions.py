"""Forms of the timetable's versions."""

from django import forms

from school.actions.versions import Place
from school.models import TimetableEntry

MOST_LESSONS = 15


class DraftForm(forms.Form):
    """A new draft: empty, or a copy of a version."""

    title = forms.CharField(label="Название", max_length=120)
    copy_of = forms.TypedChoiceField(
        label="Что взять за основу", required=False, coerce=int, empty_value=None
    )

    def __init__(self, data=None, *, versions, **kwargs):
        super().__init__(data, **kwargs)
        self.versions = {version.pk: version for version in versions}
        named = [(pk, str(version)) for pk, version in self.versions.items()]
        self.fields["copy_of"].choices = [*named, ("", "ничего: пустое расписание")]

    def source(self):
        return self.versions.get(self.cleaned_data["copy_of"])


class SlotForm(forms.Form):
    """A lesson for one hour of the class's week."""

    section = forms.TypedChoiceField(
        label="Предмет", coerce=int, error_messages={"required": "Выберите предмет."}
    )
    room = forms.TypedChoiceField(label="Кабинет", required=False, coerce=int, empty_value=None)
    weeks = forms.ChoiceField(label="Недели", choices=TimetableEntry.Weeks.choices)
    kind = forms.ChoiceField(label="Вид", choices=TimetableEntry.Kind.choices)

    def __init__(self, data=None, *, sections, rooms, notes=None, **kwargs):
        super().__init__(data, **kwargs)
        self.sections = {section.pk: section for section in sections}
        self.rooms = {room.pk: room for room in rooms}
        notes = notes or {}
        self.fields["section"].choices = [
            ("", "—"),
            *(
                (pk, _with(_called(row), notes.get(("section", pk))))
                for pk, row in self.sections.items()
            ),
        ]
        self.fields["room"].choices = [
            ("", "без кабинета"),
            *((pk, _with(row.name, notes.get(("room", pk)))) for pk, row in self.rooms.items()),
        ]

    def chosen(self):
        return self.sections[self.cleaned_data["section"]]

    def place(self, weekday, number):
        room = self.rooms.get(self.cleaned_data["room"])
        return Place(weekday, number, self.cleaned_data["weeks"], room, self.cleaned_data["kind"])


def _called(section):
    group = f" ({section.name})" if section.name else ""
    return f"{section.subject.name}{group}"


def _with(name, note):
    return f"{name} — {note}" if note else name


class PublishForm(forms.Form):
    """The first day of a version; `seen` says that what it does to lessons was shown for that day."""

    starts_on = forms.DateField(
        label="Действует с",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Укажите первый день.", "invalid": "Укажите день."},
    )
    seen = forms.DateField(required=False, widget=forms.HiddenInput)


class EditorChoice(forms.Form):
    """The class shown and the hour chosen in the editor; a strange one is none."""

    day = forms.IntegerField(required=False, min_value=1, max_value=7)
    number = forms.IntegerField(required=False, min_value=0, max_value=MOST_LESSONS)

    def __init__(self, data, *, classes):
        super().__init__(data)
        self.classes = {one.pk: one for one in classes}
        self.fields["class"] = forms.IntegerField(required=False)

    def answers(self):
        """(class, weekday, number): the first class unless one is named; no hour unless both parts are."""
        self.is_valid()
        data = self.cleaned_data
        found = self.classes.get(data.get("class")) or next(iter(self.classes.values()), None)
        if data.get("day") is None or data.get("number") is None:
            return found, None, None
        return found, data["day"], data["number"]
