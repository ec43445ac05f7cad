"""A letter to families, an answer to it, its withdrawal."""

from uuid import uuid4

from django import forms

from diary.letters.actions import Words
from diary.letters.models import OF_A_PUPIL, Kind
from school.forms.cards import day_field, text_field
from school.forms.classes import RowChoice

LONGEST = 4000
PARENTS, PUPILS, BOTH = "parents", "pupils", "both"
TO = [(PARENTS, "родителям"), (BOTH, "родителям и ученикам"), (PUPILS, "ученикам")]
CHOOSE = {"required": "Выберите.", "invalid_choice": "Выберите из списка."}
MOST_NAMES, LONGEST_NAME = 100, 100


def words_field(label, *, rows, missing):
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": missing,
            "max_length": f"Слишком длинно: не больше {LONGEST} знаков.",
        },
    )


class LetterForm(forms.Form):
    """`pupils` are those of the list; `first`, `last` the days a remark may stand on; of a lesson there is no day."""

    kind = forms.ChoiceField(label="Что", choices=Kind.choices, error_messages=CHOOSE)
    pupil = RowChoice(label="О ком")
    day = day_field("День", help_text="К какому дню дневника это относится")
    to = forms.ChoiceField(label="Кому", choices=TO, error_messages=CHOOSE)
    text = words_field("Текст", rows=6, missing="Напишите текст.")
    is_urgent = forms.BooleanField(label="Срочно: показать сразу, и в тихие часы", required=False)
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, pupils, first, last, of_lesson, may_be_urgent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pupil"].offer(pupils, lambda one: one.user.list_name, "весь список")
        self.first, self.last = first, last
        if of_lesson:
            del self.fields["day"]
        if not may_be_urgent:
            del self.fields["is_urgent"]
        self.answered = frozenset()
        if self.is_bound:
            sent = self.data.getlist("not_names")[:MOST_NAMES]
            self.answered = frozenset(one[:LONGEST_NAME] for one in sent)
        # What may be ticked: words found in the text that may be other children's surnames.
        self.asked = ()

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(
                f"Не раньше {self.first:%d.%m.%Y} и не позже {self.last:%d.%m.%Y}."
            )
        return day

    def clean(self):
        data = super().clean()
        if data.get("kind") in OF_A_PUPIL and "pupil" not in self.errors and not data.get("pupil"):
            self.add_error("pupil", "Выберите ученика: это об одном, а не о всём списке.")
        return data

    def words(self):
        data = self.cleaned_data
        return Words(
            kind=data["kind"],
            text=data["text"],
            day=data.get("day") or self.last,
            student=self.fields["pupil"].chosen(data["pupil"]),
            to_parents=data["to"] != PUPILS,
            to_pupils=data["to"] != PARENTS,
            is_urgent=data.get("is_urgent", False),
            not_names=self.answered,
        )

    def ask_about(self, found):
        """The words to be ticked, as they stand in the text; `found` are Named."""
        self.asked = tuple((one, one.word in self.answered) for one in found if not one.is_certain)


class AnswerForm(forms.Form):
    text = words_field("Ответ", rows=3, missing="Напишите ответ.")


class WithdrawalForm(forms.Form):
    reason = text_field("Почему отзывается", 300, missing="Напишите, почему.")


class BackForm(forms.Form):
    """The week the family came from."""

    week = forms.DateField(required=False)

    def day(self, usual):
        return (self.is_valid() and self.cleaned_data["week"]) or usual
