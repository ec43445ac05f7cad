"""A calendar-thematic plan as a table that is typed: lines added, moved, pasted without a script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms import BaseFormSet, formset_factory

from school.load import plain
from school.models import CourseSection, LessonPlan, LessonPlanItem
from school.plan_lines import (
    LESSON,
    LONGEST_HOMEWORK,
    LONGEST_NOTE,
    LONGEST_TOPIC,
    MOST_LINES,
    PART,
    Fault,
    NotHours,
    PlanLine,
    ReadLine,
    read_hours,
    read_plan,
    rows_of_text,
)
from school.words import number

NEW_LINES = 2
PREFIX = "t"
NAMES = ("kind", "topic", "hours", "homework", "note")
LONGEST_PASTE = 200_000
FULL = f"В плане не больше {MOST_LINES} строк: вставленное не добавлено."
TOO_LONG = "Этот текст слишком велик: вставляйте его частями. Ничего не добавлено."
Typed = dict[str, Any]


class HoursField(forms.CharField):
    """«2», «0,5»; empty is one hour."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_hours(text)
        except NotHours as error:
            raise forms.ValidationError(str(error)) from error


class LineForm(forms.Form):
    """A line of the plan; one that says nothing is no line."""

    pk = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="Вид", choices=LessonPlanItem.Kind.choices, initial=LESSON, required=False,
        error_messages={"invalid_choice": "Выберите вид из списка."},
    )  # fmt: skip
    topic = forms.CharField(label="Тема", max_length=LONGEST_TOPIC, required=False)
    hours = HoursField(
        label="Часы", max_length=12, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    homework = forms.CharField(
        label="Домашнее задание", max_length=LONGEST_HOMEWORK, required=False
    )
    note = forms.CharField(label="Примечание", max_length=LONGEST_NOTE, required=False)

    def clean(self) -> Typed:
        data = super().clean()
        for name in ("topic", "homework", "note"):
            data[name] = " ".join(data.get(name, "").split())
        if self.is_said(data) and not data["topic"] and "topic" not in self.errors:
            self.add_error("topic", "Напишите тему или сотрите строку.")
        return data

    @staticmethod
    def is_said(data: Typed) -> bool:
        return any(data.get(name) for name in ("topic", "homework", "note", "hours"))

    def line(self) -> PlanLine:
        data = self.cleaned_data
        kind = data["kind"] or LESSON
        hours = Decimal(0) if kind == PART else data["hours"] or Decimal(1)
        return PlanLine(kind, data["topic"], hours, data["homework"], data["note"], data.get("pk"))


class LinesForm(BaseFormSet):
    """The table as it is typed; its lines in the order they stand in."""

    def lines(self) -> list[PlanLine]:
        return [form.line() for form in self.forms if form.is_said(form.cleaned_data)]

    def complaints(self) -> list[str]:
        """«Строка 3, «Часы»: …»."""
        if not self.is_bound:
            return []
        found = [str(error) for error in self.non_form_errors()]
        for place, form in enumerate(self.forms, start=1):
            for name, errors in form.errors.items():
                label = f", «{form.fields[name].label}»" if name in form.fields else ""
                found += [f"Строка {place}{label}: {error}" for error in errors]
        return found


_Lines = formset_factory(
    LineForm, formset=LinesForm, extra=NEW_LINES, max_num=MOST_LINES, validate_max=True,
    absolute_max=MOST_LINES + NEW_LINES,
)  # fmt: skip


def lines_form(lines: Iterable[PlanLine | ReadLine | Typed]) -> LinesForm:
    """The table to be typed in, with these lines in it and nothing checked yet."""
    return _Lines(initial=[_typed(line) for line in lines], prefix=PREFIX)


def posted_lines(data: Any) -> LinesForm:
    return _Lines(data, prefix=PREFIX)


def _typed(line: PlanLine | ReadLine | Typed) -> Typed:
    if isinstance(line, dict):
        return line
    found: Typed = {name: getattr(line, name) for name in NAMES}
    if isinstance(line, PlanLine):
        found["pk"] = line.pk
        found["hours"] = "" if line.is_part else number(plain(line.hours))
    return found


# --- Lines as they stand in the browser ------------------------------------------------------------
def typed_lines(data: Any) -> tuple[list[Typed], set[int]]:
    """What stands in the posted table, unchecked, and which lines are ticked. Empty lines are left out."""
    asked = str(data.get(f"{PREFIX}-TOTAL_FORMS", ""))
    total = min(int(asked), MOST_LINES + NEW_LINES) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0  # fmt: skip
    lines: list[Typed] = []
    ticked: set[int] = set()
    for place in range(total):
        line = {
            name: str(data.get(f"{PREFIX}-{place}-{name}", "")).replace("\0", "")
            for name in (*NAMES, "pk")
        }
        is_ticked = f"{PREFIX}-{place}-pick" in data
        if is_ticked or any(line[name] for name in ("topic", "hours", "homework", "note")):
            if is_ticked:
                ticked.add(len(lines))
            lines.append(line)
    return lines, ticked


def rearranged(act: str, lines: Sequence[Typed], ticked: set[int]) -> tuple[list[Typed], set[int]]:
    """The table after «выше», «ниже», «вставить», «убрать»; what is ticked goes together and stays ticked."""
    found = [(line, place in ticked) for place, line in enumerate(lines)]
    if act == "remove":
        found = [(line, False) for line, is_ticked in found if not is_ticked]
    elif act == "insert" and len(found) < MOST_LINES + NEW_LINES:
        place = min(ticked, default=len(found))
        found.insert(place, ({}, False))
    elif act in ("up", "down"):
        order = range(1, len(found)) if act == "up" else range(len(found) - 2, -1, -1)
        for place in order:
            other = place - 1 if act == "up" else place + 1
            if found[place][1] and not found[other][1]:
                found[place], found[other] = found[other], found[place]
    return [line for line, _ in found], {place for place, (_, one) in enumerate(found) if one}


class PasteForm(forms.Form):
    """Lines copied from a table or a text, put after the last ticked line or at the end."""

    text = forms.CharField(
        label="Строки", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        # Not a bound of the field: a browser would cut the text there without a word.
        validators=[MaxLengthValidator(LONGEST_PASTE, TOO_LONG)],
        help_text="Скопируйте строки из таблицы или списка тем: тема, часы, домашнее задание. "
        "Строка с одним названием раздела станет разделом",
    )  # fmt: skip

    def read(self) -> tuple[list[Typed], tuple[Fault, ...]]:
        reading = read_plan(rows_of_text(self.cleaned_data["text"]))
        return [_typed(line) for line in reading.lines], reading.faults


class HeadForm(forms.Form):
    """What stands above the table: the name of the plan, the journals it serves, the version that was read."""

    title = forms.CharField(
        label="Название", max_length=160, error_messages={"required": "Напишите название плана."}
    )
    sections = forms.TypedMultipleChoiceField(
        label="Журналы", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Выберите журнал, для которого план.",
            "invalid_choice": "Этого журнала у вас уже нет. Обновите страницу.",
        },
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sections: Sequence[CourseSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = {section.pk: section for section in sections}
        self.fields["sections"].choices = [(key, one.title) for key, one in self.among.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[CourseSection]:
        return [self.among[key] for key in self.cleaned_data["sections"]]


class NewPlanForm(forms.Form):
    """For which journals, and of what it is made."""

    sections = forms.TypedMultipleChoiceField(
        label="Журналы", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Выберите журнал, для которого план.",
            "invalid_choice": "Этого журнала у вас уже нет. Обновите страницу.",
        },
    )  # fmt: skip
    source = forms.TypedChoiceField(
        label="На основе", coerce=int, required=False, empty_value=None,
        error_messages={"invalid_choice": "Этого плана уже нет. Выберите другой."},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        sections: Sequence[CourseSection],
        sources: Sequence[LessonPlan],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.among = {section.pk: section for section in sections}
        self.sources = {plan.pk: plan for plan in sources}
        self.fields["sections"].choices = [(key, one.title) for key, one in self.among.items()]  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", "пустой план"), *((plan.pk, _told(plan)) for plan in sources)]  # type: ignore[attr-defined]  # fmt: skip

    def chosen(self) -> list[CourseSection]:
        return [self.among[key] for key in self.cleaned_data["sections"]]

    def copied(self) -> LessonPlan | None:
        return self.sources.get(self.cleaned_data["source"])


def _told(plan: LessonPlan) -> str:
    return f"{plan.title}, {plan.year.title}, {plan.teacher.user.short_name}"


class PlanDecisionForm(forms.Form):
    """Approval is one button; a plan is returned with words."""

    decision = forms.ChoiceField(choices=[("approve", "утвердить"), ("return", "вернуть")])
    remark = forms.CharField(
        label="Что исправить", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean(self) -> Typed:
        data = super().clean()
        data["remark"] = data.get("remark", "").strip()
        if data.get("decision") == "return" and not data["remark"]:
            self.add_error("remark", "Напишите учителю, что исправить.")
        return data


class LostForm(forms.Form):
    """Days whose lessons may not be held: what would become of the plan."""

    first = forms.DateField(label="с", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="по", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> Typed:
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "Последний день не раньше первого.")
        return data


@dataclass(frozen=True)
class Shown:
    """The page of a plan as it is shown: its forms, what was told of a file, which lines are ticked."""

    head: HeadForm
    table: LinesForm
    paste: PasteForm
    ticked: frozenset[int] = frozenset()
    faults: tuple[Fault, ...] = ()
    # Where the lines came from that are not written yet: a name of a file, or nothing.
    unsaved: str = ""

    @property
    def rows(self) -> list[tuple[int, LineForm, bool]]:
        return [
            (place, form, place - 1 in self.ticked)
            for place, form in enumerate(self.table.forms, start=1)
        ]
