"""Words of the lesson's form. Checked here, written by actions."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from accounts.keys import is_key
from journal import scales
from journal.actions import CellChange, CellResult, ItemChange, LessonEntries
from journal.binding import Hour
from journal.homework_files import Upload
from journal.models import Homework, Lesson, WorkType
from journal.paper_sheets import LONGEST, is_of_another, sheet_number
from journal.screens import Answer, HomeworkScreen
from school import words

from .assignments import (
    TOO_FAR,
    AssignmentForm,
    due_field,
    is_too_far,
    kind_field,
    minutes_field,
    read_files,
    sent_forms,
    shown_forms,
)


class LessonForm(forms.Form):
    """Topic, homework, kinds of work and, in the whole form, attendance and marks of every pupil.

    Each cell is sent with what the page showed (`was-…` = «version:value»), so that a cell the person
    left alone is never taken for a change, even if somebody else has changed it meanwhile.
    """

    topic = forms.CharField(label="Тема урока", required=False, max_length=500)
    topic_was = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    homework = forms.CharField(
        label="Домашнее задание",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    homework_was = forms.CharField(required=False, max_length=2010, widget=forms.HiddenInput)
    homework_terms_were = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    homework_is_none = forms.BooleanField(label="Не задано", required=False)
    kind = kind_field()
    minutes = minutes_field()
    due_on = due_field()
    register = forms.BooleanField(label="Присутствие отмечено", required=False)
    paper_sheet = forms.CharField(
        label="Номер бумажного листа, с которого перенесены записи",
        required=False,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lesson = lesson
        self.uploads: list[Upload] = []
        self.tasks: list[AssignmentForm] = (
            sent_forms(self.data, self.files, lesson) if self.is_bound else []
        )

    @classmethod
    def showing(
        cls,
        lesson: Lesson,
        homework: Homework | None,
        tasks: HomeworkScreen,
        taken: Hour | None = None,
    ) -> "LessonForm":
        """The form as the journal stands; `taken` is what is taken from the plan where nothing is written."""
        text = homework.text if homework else ""
        given = taken.homework if taken and homework is None else text
        form = cls(
            lesson=lesson,
            initial={
                "topic": lesson.topic or (taken.topic[:500] if taken else ""),
                "topic_was": lesson.topic,
                "homework": given,
                "homework_was": text,
                "homework_terms_were": homework.terms if homework else "",
                "homework_is_none": bool(homework and homework.is_none),
                "kind": homework.kind if homework else "",
                "minutes": homework.minutes if homework else None,
                "due_on": homework.due_on if homework else None,
                "register": lesson.attendance_taken_at is not None,
            },
        )
        form.tasks = shown_forms(lesson, tasks)
        return form

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(task.is_valid() for task in self.tasks)])

    @property
    def task_errors(self) -> bool:
        """A further assignment is not as it should be; its errors stand beside its fields."""
        return any(task.errors for task in self.tasks)

    @property
    def sheet_number(self) -> str:
        """What stands on the printed blank sheet of this lesson."""
        return sheet_number(self.lesson)

    def clean_paper_sheet(self) -> str:
        number: str = self.cleaned_data["paper_sheet"]
        if is_of_another(number, self.lesson):
            raise forms.ValidationError(
                f"Это номер листа другого урока. На листе этого урока стоит {self.sheet_number}."
            )
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("homework", "homework_was"):
            data[name] = data.get(name, "").replace("\r\n", "\n")
        if data.get("homework_is_none") and data.get("homework"):
            self.add_error(
                "homework_is_none", "Задание написано. Сотрите его или снимите отметку «Не задано»."
            )
        if is_too_far(data.get("due_on"), self.lesson):
            self.add_error("due_on", TOO_FAR)
        try:
            self.uploads = read_files(self.files.getlist("files") if self.files else [])
        except forms.ValidationError as error:
            self.add_error("homework", error)
        return data

    def entries(self) -> LessonEntries:
        """What to write, of a valid form."""
        data = self.cleaned_data
        return LessonEntries(
            topic=data["topic"],
            topic_was=data["topic_was"],
            homework=data["homework"],
            homework_was=data["homework_was"],
            homework_terms_were=data["homework_terms_were"]
            if "homework_terms_were" in self.data
            else None,
            homework_is_none=data["homework_is_none"],
            kind=data["kind"],
            minutes=data["minutes"],
            due_on=data["due_on"],
            assignments=[task.entry() for task in self.tasks],
            files=self.uploads,
            dropped_files={int(key) for key in self.data.getlist("drop-file") if is_key(key)},
            register=data["register"],
            paper_sheet=data["paper_sheet"],
            items=list(self._items()),
            cells=list(self._cells()),
        )

    def answers(self, results: Sequence[CellResult]) -> dict[str, Answer]:
        """By name of the field, what was typed and not written, and why; everything typed, if nothing was written."""
        typed = {change.key: change for change in self._cells()}
        if not self.is_valid():
            return {
                key: Answer(change.value, base=self.data[f"was-{key}"])
                for key, change in typed.items()
            }
        return {
            _name_now(typed[result.key], result): Answer(typed[result.key].value, why(result))
            for result in results
            if result.outcome != "saved"
        }

    def show_stored(self, lesson: Lesson, homework: Homework | None, tasks: HomeworkScreen) -> None:
        """After a refusal: the person has been told what stands in the journal, and may write over it."""
        self.data = self.data.copy()
        self.data["topic_was"] = lesson.topic
        self.data["homework_was"] = homework.text if homework else ""
        self.data["homework_terms_were"] = homework.terms if homework else ""
        stored = {str(one.pk): one for one in tasks.assignments}
        for task in self.tasks:
            there = stored.get(self.data.get(task.add_prefix("key"), ""))
            self.data[task.add_prefix("was")] = there.seal if there else ""
            if there is None:
                self.data[task.add_prefix("key")] = ""
            task.data = self.data

    def show_files(self, tasks: HomeworkScreen) -> None:
        """What the page has of each assignment sent: its files stand beside it."""
        stored = {str(one.pk): one for one in tasks.assignments}
        for task in self.tasks:
            task.shown = stored.get(self.data.get(task.add_prefix("key"), ""))

    def _items(self) -> Iterator[ItemChange]:
        """Columns changed on the page: a stale page does not undo what another person has changed."""
        for name, value in self.data.items():
            if not (name.startswith("work-") and is_key(name[5:]) and is_key(value)):
                continue
            title = self.data.get(f"title-{name[5:]}", "").replace("\0", "").strip()[:200]
            if self.data.get(f"was-{name}") != f"{value}:{title}":
                yield ItemChange(int(name[5:]), int(value), title)

    def _cells(self) -> Iterator[CellChange]:
        for name, was in self.data.items():
            field, student, item = _place(name)
            version, _, stored = str(was).partition(":")
            typed = self._typed(name[4:], stored)
            if field and typed != stored and is_key(version):
                yield CellChange(
                    name[4:], student, self.lesson.pk, field, typed, int(version), item
                )

    def _typed(self, name: str, stored: str) -> str:
        """What stands in a cell's field; of a late pupil with the minutes beside it: «оп 7»."""
        typed = str(self.data.get(name, stored)).strip()
        minutes = str(self.data.get(f"minutes-{name}", "")).strip()
        if typed == scales.LATE_CODE and minutes:
            typed = f"{typed} {minutes}"
        return typed[:20]


def _name_now(change: CellChange, result: CellResult) -> str:
    """The first mark of a lesson makes its column, and the field is then called by it."""
    if change.field == "mark" and result.item:
        return f"mark-{change.student}-{result.item}"
    return change.key


def why(result: CellResult) -> str:
    """Why a cell was not written, in words for the person who filled it in."""
    if result.outcome == "refused":
        return result.text
    at = timezone.localtime(result.at)
    stored = f"«{result.value}»" if result.value else "пусто"
    return (
        f"Пока вы заполняли, здесь появилось другое: {stored} ({result.author}, {at:%d.%m}, {words.clock(at)}). "
        "Сохраните ещё раз, чтобы осталось ваше, или верните как было."
    )


def _place(name: str) -> tuple[str, int, int | None]:
    """Field, pupil and column of «was-mark-12-3» or «was-attendance-12»; an empty field for anything else."""
    match name.split("-"):
        case ["was", "attendance", student] if is_key(student):
            return "attendance", int(student), None
        case ["was", "mark", student, item] if is_key(student) and is_key(item):
            return "mark", int(student), int(item) or None
    return "", 0, None


class ItemForm(forms.Form):
    """One more kind of work of a lesson."""

    work_type = forms.ModelChoiceField(WorkType.objects.all(), label="Вид работы", empty_label=None)
    title = forms.CharField(label="Название", required=False, max_length=200)
    weight = forms.IntegerField(label="Вес", required=False, min_value=1, max_value=10)
    is_hidden = forms.BooleanField(label="Семья увидит отметки после публикации", required=False)


class SectionSearch(forms.Form):
    q = forms.CharField(label="Класс, предмет или учитель", required=False, max_length=100)
