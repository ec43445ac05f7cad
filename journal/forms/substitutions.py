"""What a deputy fills in for the lessons of a colleague who is away."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from journal.actions.substitutions import Decision, Ground
from journal.models import Lesson
from journal.screens.substitutions import AwayTeacher, LessonToHold
from journal.substitutes import Offer
from school.models import StaffAbsence, StaffMember, Substitution
from school.words import plural

CANCELLED = "cancelled"
LAST_NUMBER = 14


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Напишите дату: 15.09.2025.", "required": "Укажите день."},
        **kwargs,
    )


def _text(label: str, length: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        error_messages={"required": "Заполните.", "max_length": f"Не длиннее {length} знаков."},
        **kwargs,
    )


class DayChoice(forms.Form):
    """Which day to show; the day of the school where none or a wrong one is asked for."""

    date = forms.DateField(label="День", required=False)

    def day(self, otherwise: Any) -> Any:
        self.is_valid()
        return self.cleaned_data.get("date") or otherwise


class AbsenceForm(forms.Form):
    teacher = forms.ModelChoiceField(
        label="Кто отсутствует",
        queryset=StaffMember.objects.none(),
        empty_label="выберите",
        error_messages={"required": "Выберите учителя.", "invalid_choice": "Такого учителя нет."},
    )
    starts_on = day_field("С")
    ends_on = day_field("По", required=False, help_text="Пусто: пока не известно.")
    reason = forms.ChoiceField(
        label="Причина",
        choices=StaffAbsence.Reason.choices,
        error_messages={"required": "Выберите причину.", "invalid_choice": "Такой причины нет."},
    )
    document = _text("Документ", 120, required=False)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["teacher"]
        field.queryset = staff
        field.label_from_instance = lambda member: member.user.full_name

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Последний день раньше первого.")
        return data


class DayForm(forms.Form):
    """One teacher's lessons of a day, each with a choice: who holds it, or that it is cancelled.

    `was-…` is what the page showed: a lesson that the person left alone stays as a colleague has decided meanwhile.
    """

    reason = _text("Причина", 200, required=False)
    order_number = _text("Приказ №", 40, required=False)
    order_date = day_field("от", required=False)

    def __init__(self, *args: Any, teacher: AwayTeacher, **kwargs: Any) -> None:
        initial = {"reason": teacher.absence.get_reason_display()} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, prefix=str(teacher.absence.teacher_id), **kwargs)
        self.teacher = teacher
        for one in teacher.lessons:
            field = forms.ChoiceField(
                label=f"{one.lesson.number}-й урок, {one.lesson.section.title}",
                choices=_choices(one),
                required=False,
                initial=decided(one),
                error_messages={"invalid_choice": "Этого учителя предложить нельзя."},
            )
            self.fields[f"lesson-{one.lesson.pk}"] = field
            self.fields[f"was-{one.lesson.pk}"] = forms.CharField(
                required=False, initial=decided(one), widget=forms.HiddenInput
            )

    def rows(self) -> Iterable[tuple[LessonToHold, Any, Any]]:
        for one in self.teacher.lessons:
            yield one, self[f"lesson-{one.lesson.pk}"], self[f"was-{one.lesson.pk}"]

    def clean(self) -> dict[str, Any]:
        """What a colleague has decided since the page was shown is not written over; the next time it is."""
        data: dict[str, Any] = super().clean() or {}
        for one in self.teacher.lessons:
            name, was = f"lesson-{one.lesson.pk}", f"was-{one.lesson.pk}"
            if data.get(name) != data.get(was) and data.get(was) != decided(one):
                self.add_error(
                    name,
                    f"Пока вы выбирали, стало: {_in_words(one)}. Сохраните ещё раз, если оставляете своё.",
                )
                self.data = self.data.copy()
                self.data[self.add_prefix(was)] = decided(one)
        return data

    def ground_fields(self) -> list[Any]:
        return [self[name] for name in ("reason", "order_number", "order_date")]

    def decisions(self) -> list[Decision]:
        """Of lessons whose choice the person has changed; with an order, of all that are decided."""
        found = []
        for one in self.teacher.lessons:
            choice = self.cleaned_data[f"lesson-{one.lesson.pk}"]
            was = self.cleaned_data[f"was-{one.lesson.pk}"]
            on_paper = self.cleaned_data["order_number"] and choice == decided(one)
            if choice != was or (choice and on_paper):
                found.append(_decision(one.lesson, choice))
        return found

    def ground(self) -> Ground:
        data = self.cleaned_data
        return Ground(data["reason"], data["order_number"], data["order_date"])


class MoveForm(forms.Form):
    date = day_field("На какой день")
    number = forms.IntegerField(
        label="Каким уроком",
        min_value=0,
        max_value=LAST_NUMBER,
        error_messages={
            "required": "Укажите номер урока.",
            "invalid": "Укажите номер урока числом.",
            "min_value": "Номер урока от 0 до 14.",
            "max_value": "Номер урока от 0 до 14.",
        },
    )
    reason = _text("Причина", 200)
    order_number = _text("Приказ №", 40, required=False)
    order_date = day_field("от", required=False)

    def ground(self) -> Ground:
        data = self.cleaned_data
        return Ground(data["reason"], data["order_number"], data["order_date"])


def decided(one: LessonToHold) -> str:
    if one.lesson.status == Lesson.Status.CANCELLED:
        return CANCELLED
    row = one.substitution
    return f"{row.kind}-{row.teacher_id}" if row else ""


def _in_words(one: LessonToHold) -> str:
    return dict(_flat(_choices(one)))[decided(one)]


def _flat(choices: Sequence[Any]) -> Iterable[tuple[str, str]]:
    for value, title in choices:
        yield from title if isinstance(title, list) else [(value, title)]


def _choices(one: LessonToHold) -> Sequence[Any]:
    free = [offer for offer in one.offers if offer.is_free]
    fit = [_choice(Substitution.Kind.INSTEAD, offer) for offer in free if offer.knows_subject]
    others = [
        _choice(Substitution.Kind.INSTEAD, offer) for offer in free if not offer.knows_subject
    ]
    joint = [_choice(Substitution.Kind.JOINT, offer) for offer in one.offers if not offer.is_free]
    groups = [
        ("Свободны и ведут предмет", fit),
        ("Свободны", others),
        ("Совмещение со своим уроком", joint),
    ]
    return [
        ("", "не решено"),
        *[(title, found) for title, found in groups if found],
        (CANCELLED, "урок отменяется"),
        *_chosen_now(one, [*fit, *others, *joint]),
    ]


def _chosen_now(one: LessonToHold, offered: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Who holds it already stays on the list, though he would not be offered anew."""
    row, value = one.substitution, decided(one)
    if row is None or value in dict(offered):
        return []
    return [(value, row.teacher.user.short_name)]


def _choice(kind: str, offer: Offer) -> tuple[str, str]:
    lessons = len(offer.colleague.hours)
    that_day = (
        f"{lessons} {plural(lessons, 'урок', 'урока', 'уроков')}" if lessons else "без уроков"
    )
    known = ", ".join([*([offer.told] if offer.told else []), that_day])
    return f"{kind}-{offer.colleague.pk}", f"{offer.colleague.name} ({known})"


def _decision(lesson: Lesson, choice: str) -> Decision:
    if choice in ("", CANCELLED):
        return Decision(lesson.pk, is_cancelled=choice == CANCELLED)
    kind, _, teacher = choice.partition("-")
    return Decision(lesson.pk, teacher=int(teacher), is_joint=kind == Substitution.Kind.JOINT)
