"""The protocol by which missed topics were passed, and the mark of each."""

from typing import Any

from django import forms

from journal.actions import Passed
from journal.screens.make_ups import MissedLesson, MissedScreen
from school.models import StaffMember
from school.words import date_dots

from .substitutions import day_field

MOST_MEMBERS = 5
LONGEST_MARK = 20


def _words(label: str, length: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=help_text,
        error_messages={"required": "Заполните.", "max_length": f"Не длиннее {length} знаков."},
    )


class ProtocolForm(forms.Form):
    """`screen` gives the lessons that may be passed and the staff."""

    number = _words("Номер протокола", 40)
    date = day_field("Дата протокола")
    way = _words("Форма", 120, "Например: устный ответ, контрольная работа.")

    def __init__(self, *args: Any, screen: MissedScreen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._screen = screen
        nobody = [("", "нет")]
        for place in range(1, MOST_MEMBERS + 1):
            self.fields[f"member{place}"] = forms.TypedChoiceField(
                label="Кто принимал" if place == 1 else f"Член комиссии, {place}-й",
                choices=[("", "выберите"), *screen.staff] if place == 1 else [*nobody, *screen.staff],
                coerce=int,
                empty_value=None,
                required=place == 1,
                error_messages={"required": "Укажите, кто принимал.", "invalid_choice": "Такого сотрудника нет."},
            )  # fmt: skip
        for one in self._open():
            day = date_dots(one.lesson.date)
            self.fields[f"mark-{one.lesson.pk}"] = forms.CharField(
                label=f"Отметка за урок {day}", required=False, max_length=LONGEST_MARK
            )
            if len(one.columns) > 1:
                self.fields[f"item-{one.lesson.pk}"] = forms.TypedChoiceField(
                    label=f"Работа на уроке {day}",
                    choices=[(column.pk, column.name) for column in one.columns],
                    coerce=int,
                    error_messages={"invalid_choice": "Такой работы на уроке нет."},
                )

    def _open(self) -> list[MissedLesson]:
        return [one for one in self._screen.lessons if one.may_be_passed]

    @property
    def rows(self) -> list[tuple[MissedLesson, Any, Any]]:
        """Each missed lesson with the fields of its mark and its work; None where there are none."""
        return [
            (one, self._field("mark", one), self._field("item", one))
            for one in self._screen.lessons
        ]

    def _field(self, name: str, one: MissedLesson) -> Any:
        key = f"{name}-{one.lesson.pk}"
        return self[key] if key in self.fields else None

    @property
    def facts(self) -> list[Any]:
        members = [f"member{place}" for place in range(1, MOST_MEMBERS + 1)]
        return [self[name] for name in ("number", "date", "way", *members)]

    def protocol(self) -> dict[str, Any]:
        """What the action asks for."""
        keys = [self.cleaned_data[f"member{place}"] for place in range(1, MOST_MEMBERS + 1)]
        found = StaffMember.objects.in_bulk([key for key in keys if key])
        return {
            "number": self.cleaned_data["number"],
            "date": self.cleaned_data["date"],
            "way": self.cleaned_data["way"],
            "members": [found[key] for key in keys if key],
            "passed": self._passed(),
        }

    def _passed(self) -> list[Passed]:
        return [
            Passed(one.lesson.pk, value, self.cleaned_data.get(f"item-{one.lesson.pk}") or None)
            for one in self._open()
            if (value := self.cleaned_data[f"mark-{one.lesson.pk}"])
        ]
