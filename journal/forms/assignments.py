"""Words of a lesson's further assignments: as many little forms in that of the lesson as it has, and two empty ones."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.keys import is_key
from journal.actions import AssignmentEntry
from journal.assignments import Said
from journal.homework_files import MOST, NotTaken, Upload, read_upload
from journal.models import Assignment, HomeworkKind, Lesson
from journal.screens import AssignmentShown, HomeworkScreen

MONTHS_AHEAD = 62
EMPTY = 2
# A form somebody made by hand does not name more.
AT_MOST = 12
KINDS = [("", "вид не указан"), *HomeworkKind.choices]
TOO_FAR = "Задание задают на день после урока, не дальше чем на два месяца."


def kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(label="Вид задания", required=False, choices=KINDS)


def minutes_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="Минут на выполнение", required=False, min_value=1, max_value=300
    )


def due_field() -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label="К какому уроку", required=False, widget=widget)


def is_too_far(due_on: date | None, lesson: Lesson) -> bool:
    return due_on is not None and not 0 <= (due_on - lesson.date).days <= MONTHS_AHEAD


def read_files(files: Sequence[Any]) -> list[Upload]:
    """What was sent with a field of files. Raises ValidationError, naming the file."""
    if len(files) > MOST:
        raise forms.ValidationError(f"К одному заданию можно приложить до {MOST} файлов.")
    try:
        return [read_upload(one.name, one.read()) for one in files]
    except NotTaken as error:
        raise forms.ValidationError(str(error)) from error


class AssignmentForm(forms.Form):
    """One of them. An empty text takes it back; `shown` is what the page has of it."""

    key = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    was = forms.CharField(required=False, max_length=16)
    text = forms.CharField(label="Задание", required=False, max_length=2000)
    kind = kind_field()
    minutes = minutes_field()
    due_on = due_field()
    # «all», «pupils» or «group-12».
    whom = forms.RegexField(r"^(all|pupils|group-\d{1,18})$", label="Кому", required=False)
    pupils = forms.TypedMultipleChoiceField(label="Ученики", required=False, coerce=int, choices=[])

    def __init__(
        self, *args: Any, lesson: Lesson, shown: AssignmentShown | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lesson = lesson
        self.shown = shown

    @property
    def is_used(self) -> bool:
        """Something is in it: the page shows it open."""
        return bool(self.shown or (self.is_bound and self["text"].value()))

    @property
    def chosen(self) -> set[str]:
        """Keys of the pupils ticked, as in the fields."""
        return {str(key) for key in self["pupils"].value() or ()}

    def clean_pupils(self) -> frozenset[int]:
        return frozenset(self.cleaned_data["pupils"])

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if is_too_far(data.get("due_on"), self.lesson):
            self.add_error("due_on", TOO_FAR)
        if data.get("text") and data.get("whom") == "pupils" and not data.get("pupils"):
            self.add_error("pupils", "Отметьте, кому это задание.")
        files = self.files.getlist(self.add_prefix("files")) if self.files else []
        try:
            self.uploads = read_files(files)
        except forms.ValidationError as error:
            self.add_error(None, error)
        if files and not data.get("text"):
            self.add_error("text", "Файл приложен, а что с ним сделать, не написано.")
        return data

    def entry(self) -> AssignmentEntry:
        data = self.cleaned_data
        whom, _, group = (data["whom"] or "all").partition("-")
        by_name = whom == Assignment.Audience.PUPILS
        said = Said(
            text=data["text"],
            kind=data["kind"],
            minutes=data["minutes"],
            due_on=data["due_on"],
            audience=whom,
            group=int(group) if group else None,
            pupils=data["pupils"] if by_name else frozenset(),
        )
        return AssignmentEntry(said, data["key"], data["was"], tuple(self.uploads))


def shown_forms(lesson: Lesson, screen: HomeworkScreen) -> list[AssignmentForm]:
    """The lesson's assignments and two empty ones, as the journal stands."""
    forms_ = [
        AssignmentForm(
            lesson=lesson,
            shown=one,
            prefix=f"task-{number}",
            initial={
                "key": one.pk,
                "was": one.seal,
                "text": one.text,
                "kind": one.kind,
                "minutes": one.minutes,
                "due_on": one.due_on,
                "whom": f"group-{one.group}" if one.group else one.audience,
                "pupils": one.pupils,
            },
        )
        for number, one in enumerate(screen.assignments)
    ]
    first = len(forms_)
    empty = [
        AssignmentForm(lesson=lesson, prefix=f"task-{number}", initial={"whom": "all"})
        for number in range(first, first + EMPTY)
    ]
    return forms_ + empty


def sent_forms(data: Any, files: Any, lesson: Lesson) -> list[AssignmentForm]:
    """Those the page has sent; none where it was a page without them."""
    numbers = [n for n in range(AT_MOST) if f"task-{n}-text" in data]
    sent = []
    for number in numbers:
        prefix = f"task-{number}"
        form = AssignmentForm(data, files, lesson=lesson, prefix=prefix)
        form.fields["pupils"].choices = [  # type: ignore[attr-defined]
            (key, key) for key in data.getlist(f"{prefix}-pupils") if is_key(key)
        ]
        sent.append(form)
    return sent
