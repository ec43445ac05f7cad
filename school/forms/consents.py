"""Filters of the register; the sheet of a class after a meeting; a withdrawal; a scan."""

from django import forms

from accounts.actions.consents import Ballot, Paper
from accounts.consents import ASKED, Medium, Status
from accounts.scans import NotAScan, read_scan
from school.screens.consents import EXPIRED, EXPIRES, MISSING, Filters, purpose_words

YES, NO = "yes", "no"


class RegisterFilters(forms.Form):
    """What to show of the register. An answer out of the lists is refused, and says so."""

    purpose = forms.ChoiceField(
        label="Цель",
        required=False,
        choices=[("", "все"), *((str(n), purpose_words(*asked)) for n, asked in enumerate(ASKED))],
    )
    state = forms.ChoiceField(
        label="Решение",
        required=False,
        choices=[
            ("", "все"),
            (Status.GIVEN, "согласие"),
            (Status.REFUSED, "отказ"),
            (Status.WITHDRAWN, "отозвано"),
            (MISSING, "не оформлено"),
            (EXPIRES, "срок истекает в ближайшие 30 дней"),
            (EXPIRED, "срок истёк"),
        ],
    )

    def __init__(self, data, *, classes):
        super().__init__(data)
        self.fields["class"] = forms.TypedChoiceField(
            label="Класс",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", "все"), *((c.pk, c.name) for c in classes)],
        )
        self.order_fields(["class", "purpose", "state"])
        for field in self.fields.values():
            field.widget.attrs["data-submit-on-change"] = True
            field.error_messages["invalid_choice"] = f"{field.label}: такого в списке нет."

    def filters(self):
        """Cleaned answers; those that were refused are as if not given."""
        self.is_valid()
        given = self.cleaned_data
        purpose = given.get("purpose")
        return Filters(
            given.get("class"), ASKED[int(purpose)] if purpose else None, given.get("state", "")
        )


class BlankChoice(forms.Form):
    """For which class the forms to sign are filled in; for none they stay empty."""

    def __init__(self, data, *, classes):
        super().__init__(data)
        self.classes = {c.pk: c for c in classes}
        self.fields["class"] = forms.TypedChoiceField(
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", ""), *((c.pk, c.name) for c in classes)],
        )

    def chosen(self):
        self.is_valid()
        found = self.classes.get(self.cleaned_data.get("class"))
        return [found] if found else []


def _day(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        widget=widget,
        error_messages={"invalid": "Напишите дату: 15.09.2025."},
        **kwargs,
    )


class ScanField(forms.FileField):
    """A PDF, JPEG or PNG by what is in it, not by its name."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return read_scan(file.read())
        except NotAScan as error:
            raise forms.ValidationError(str(error)) from error


class MeetingForm(forms.Form):
    """Papers collected from a class: the day and the medium once, and a choice for each family and purpose."""

    given_on = _day("Дата на бумаге")
    valid_until = _day("Действует по", required=False)
    medium = forms.ChoiceField(
        label="Носитель",
        choices=[(Medium.PAPER, "бумага"), (Medium.SIGNED, "документ с электронной подписью")],
    )

    def __init__(self, data=None, *, families, **kwargs):
        super().__init__(data, **kwargs)
        self.families = list(families)
        for family in self.families:
            for number, asked in enumerate(ASKED):
                self.fields[f"{family.key}-{number}"] = self._choice(family, asked)

    def _choice(self, family, asked):
        field = forms.ChoiceField(
            label=f"{family.student.user.list_name}, {family.representative.short_name}: {purpose_words(*asked)}",
            required=False,
            choices=[("", "—"), (YES, "согласен"), (NO, "не согласен")],
        )
        field.error_messages["invalid_choice"] = "Выберите из списка."
        return field

    def lines(self):
        """(family, [(what is recorded now, the choice)]), for the page."""
        for family in self.families:
            yield (
                family,
                [
                    (family.consents.get(asked), self[f"{family.key}-{number}"])
                    for number, asked in enumerate(ASKED)
                ],
            )

    def ballots(self):
        return [
            Ballot(family.student.user, family.representative, *asked, agrees=answer == YES)
            for family in self.families
            for number, asked in enumerate(ASKED)
            if (answer := self.cleaned_data[f"{family.key}-{number}"])
        ]

    def paper(self):
        given = self.cleaned_data
        return Paper(given["given_on"], given["medium"], given["valid_until"])


class WithdrawalForm(forms.Form):
    withdrawn_on = _day("Дата отзыва")
    basis = forms.CharField(label="Основание", max_length=300)


class ScanForm(forms.Form):
    scan = ScanField(label="Скан подписанного листа")
