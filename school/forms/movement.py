"""Forms of the movement of pupils: coming, moving to another class, leaving, and a class that goes on by one order."""

from django import forms

from school.groups import SHARING, group_of, shared_units
from school.models import EnrollmentEvent

from .cards import NewPersonFields, OrderFields, day_field, near, text_field
from .pupils import SLIP_IN_YEAR, FactsFields, class_field

NO_GROUP = "none"
UNDECIDED, FINISHED = "", "finished"
Kind = EnrollmentEvent.Kind


def area_field(label):
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", "не указано"), *EnrollmentEvent.Area.choices],
        error_messages={"invalid_choice": f"{label}: такого в списке нет."},
    )


class Placed(forms.Form):
    """A class, a day, and the groups of the class the pupil joins; the whole class's journals go without asking.

    Of groups that share a subject one is chosen, or said to come later; others are ticked. `inside` are keys of
    groups the pupil is in already.
    """

    starts_on = day_field("С какого дня")

    def __init__(self, *args, classes, groups=(), inside=frozenset(), **kwargs):
        super().__init__(*args, **kwargs)
        self.classes = {c.pk: c for c in classes}
        self.groups = {section.pk: section for section in groups}
        self.fields["class"] = class_field("Класс", classes)
        self.units = []
        others = [section for section in groups if not self._is_shared(section)]
        for section in groups:
            if self._is_shared(section):
                self._offer_group(section, inside)
        if others:
            self.fields["groups"] = forms.TypedMultipleChoiceField(
                label="Курсы и кружки",
                required=False,
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                choices=[(s.pk, _called(s)) for s in others],
                initial=[s.pk for s in others if s.pk in inside],
                error_messages={"invalid_choice": "Такой группы в этом классе нет."},
            )
        if self.initial.get("class"):
            self.fields["class"].widget = forms.HiddenInput()

    def _is_shared(self, section):
        shared = shared_units(group_of(one) for one in self.groups.values())
        group = group_of(section)
        return section.kind in SHARING and (group.unit, str(group.kind)) in shared

    def _offer_group(self, section, inside):
        """One more choice among the groups of its subject."""
        group = group_of(section)
        name = f"unit_{group.unit}_{group.kind}"
        if name not in self.fields:
            self.units.append(name)
            self.fields[name] = forms.ChoiceField(
                label=section.subject.name,
                choices=[("", "выберите группу")],
                error_messages={
                    "required": f"{section.subject.name}: выберите группу или «пока без группы».",
                    "invalid_choice": "Такой группы в этом классе нет.",
                },
            )
        field = self.fields[name]
        known = [choice for choice in field.choices if choice[0] != NO_GROUP]
        field.choices = [*known, (str(section.pk), _called(section)), (NO_GROUP, "пока без группы")]
        if section.pk in inside:
            field.initial = str(section.pk)

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day

    def clean(self):
        data = super().clean()
        chosen, day = self.classes.get(data.get("class")), data.get("starts_on")
        if chosen and day and day > chosen.year.ends_on:
            self.add_error("starts_on", "Этот день позже конца учебного года класса.")
        elif chosen and day and day < chosen.year.starts_on:
            self.add_error("starts_on", "Этот день раньше начала учебного года класса.")
        return data

    def school_class(self):
        return self.classes[self.cleaned_data["class"]]

    def chosen_groups(self):
        chosen = [self.cleaned_data.get(name, "") for name in self.units]
        keys = [int(key) for key in chosen if key not in ("", NO_GROUP)]
        return [self.groups[key] for key in [*keys, *self.cleaned_data.get("groups", ())]]


def _called(section):
    return f"{section.subject.name} ({section.name})" if section.name else section.subject.name


class EnrolForm(Placed, FactsFields, OrderFields, NewPersonFields):
    place = text_field("Откуда прибыл", 200, required=False)
    area = area_field("Где прежняя школа")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([
            "form", "class", "last_name", "first_name", "middle_name", "same", *self.units, "groups", "birth_date", "sex",
            "file_number", "address", "phone", "email", "place", "area", "starts_on", "order_number", "order_date",
        ])  # fmt: skip


class TransferForm(Placed, OrderFields):
    note = text_field("Основание", 200, required=False, help_text="Например: заявление матери")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.order_fields(
            ["class", *self.units, "groups", "starts_on", "note", "order_number", "order_date"]
        )


class LeavingForm(OrderFields):
    last_day = day_field("Последний день в школе")
    reason = forms.ChoiceField(
        label="Причина",
        choices=EnrollmentEvent.Reason.choices,
        error_messages={"required": "Выберите причину.", "invalid_choice": "Такой причины нет."},
    )
    place = text_field("Куда выбыл", 200, required=False)
    area = area_field("Где новая школа")
    note = text_field("Документ", 200, required=False, help_text="Например: заявление, справка № 5")
    field_order = ["last_day", "reason", "place", "area", "note", "order_number", "order_date"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if not near(day, self.today):
            raise forms.ValidationError(SLIP_IN_YEAR)
        return day


class PromotionForm(OrderFields):
    """What the council has decided of each pupil: a kind and, where he goes on, a class of the next year."""

    note = text_field(
        "Решение педсовета", 200, required=False, help_text="Например: протокол № 7 от 22.05.2026"
    )
    field_order = ["order_number", "order_date", "note"]  # fmt: skip

    def __init__(self, *args, pupils, classes, **kwargs):
        super().__init__(*args, **kwargs)
        self.pupils = {row.student.pk: row for row in pupils}
        self.classes = {one.pk: one for one in classes}
        for row in pupils:
            self.fields[f"p{row.student.pk}"] = forms.ChoiceField(
                label=row.student.user.full_name,
                required=False,
                choices=row.choices,
                initial=row.proposed,
                error_messages={
                    "invalid_choice": f"{row.student.user.full_name}: выберите из списка."
                },
            )

    def clean(self):
        data = super().clean()
        if not self.errors and not self.decisions():
            self.add_error(None, "Не выбрано ни одного ученика.")
        return data

    def decisions(self):
        """(pupil, kind, class or None for who has finished) of everybody decided on."""
        found = []
        for key, row in self.pupils.items():
            kind, _, target = self.cleaned_data.get(f"p{key}", "").partition(":")
            if kind == FINISHED:
                found.append((row.student, Kind.WITHDRAWAL, None))
            elif kind:
                found.append((row.student, kind, self.classes[int(target)]))
        return found

    def lines(self):
        """Rows of the page: what is known of the pupil, and the field."""
        return [(row, self[f"p{key}"]) for key, row in self.pupils.items()]
