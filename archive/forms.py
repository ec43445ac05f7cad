"""What the pages of the archive ask."""

from typing import Any

from django import forms

from accounts.breaches import earlier_moment, literal_moment
from accounts.forms import MomentField
from accounts.keys import is_key
from accounts.models import BreachIncident

from .operations import Key
from .screens.history import Filters, kinds


class HistoryFilters(forms.Form):
    """Which changes to show; an answer that is not understood is refused and asks for everything."""

    author = forms.CharField(label="Кто", required=False, max_length=100)
    kind = forms.ChoiceField(label="Что", required=False)
    first = forms.DateField(
        label="С", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label="По",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=200, widget=forms.HiddenInput)

    def __init__(self, data, *, asked):
        super().__init__(data)
        self.fields["kind"].choices = [("", "всё"), *kinds(asked)]
        self.fields["kind"].error_messages["invalid_choice"] = "Таких записей в списке нет."

    def filters(self) -> Filters:
        self.is_valid()
        told = self.cleaned_data
        return Filters(
            author=told.get("author") or "",
            kind=told.get("kind") or "",
            first=told.get("first"),
            last=told.get("last"),
        )

    def number(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("page") or 1


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def _text(label: str, longest: int, *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


class NoticesForm(forms.Form):
    director_at = MomentField(label="Директор извещён", required=False)
    director = _text("Кто и как сообщил директору", 200)
    support_at = MomentField(label="Служба поддержки извещена", required=False)
    support = _text("Кто и как сообщил службе поддержки", 200)

    @staticmethod
    def initial_of(incident: BreachIncident) -> dict[str, Any]:
        return {
            "director_at": incident.director_notified_at,
            "director": incident.director_notified,
            "support_at": incident.support_notified_at,
            "support": incident.support_notified,
        }


class MomentForm(forms.Form):
    """T: by the words of B 4.3, the earlier notice, or another moment; since when operations are looked through."""

    LITERAL, EARLIER, OTHER = "literal", "earlier", "other"

    choice = forms.ChoiceField(
        label="Момент",
        choices=[(LITERAL, "по п. 4.3"), (EARLIER, "раньше"), (OTHER, "другой")],
        error_messages={"required": "Выберите момент."},
    )
    moment = MomentField(label="Другой момент", required=False)
    reason = _text("Почему не по п. 4.3", 300)
    doubtful_since = MomentField(label="Проверить операции с", required=False)

    def __init__(self, *args: Any, incident: BreachIncident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident

    @staticmethod
    def initial_of(incident: BreachIncident) -> dict[str, Any]:
        notices = incident.director_notified_at, incident.support_notified_at
        by_choice = {
            MomentForm.LITERAL: literal_moment(*notices),
            MomentForm.EARLIER: earlier_moment(*notices),
        }
        other = MomentForm.OTHER if incident.moment else MomentForm.LITERAL
        is_so = [c for c, at in by_choice.items() if at and at == incident.moment]
        return {
            "choice": is_so[0] if is_so else other,
            "moment": incident.moment,
            "reason": incident.moment_reason,
            "doubtful_since": incident.doubtful_since,
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        notices = self.incident.director_notified_at, self.incident.support_notified_at
        if told.get("choice") == self.LITERAL:
            told["moment"] = literal_moment(*notices)
        elif told.get("choice") == self.EARLIER:
            told["moment"] = earlier_moment(*notices)
        if not self.errors and told.get("moment") is None:
            self.add_error(
                "choice", "Этого момента ещё нет: запишите извещения или укажите другой момент."
            )
        told.pop("choice", None)
        return told


SEATS = range(1, 6)


class CommissionForm(forms.Form):
    act_number = _text("Номер акта", 40)
    place = _text("Место составления", 200)
    measures = _text("Принятые меры", 2000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for seat in SEATS:
            self.fields[f"position_{seat}"] = _text(f"Должность {seat}", 120)
            self.fields[f"name_{seat}"] = _text(f"Фамилия, имя, отчество {seat}", 120)

    def seats(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"position_{seat}"], self[f"name_{seat}"]) for seat in SEATS]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        return {
            **{name: told.get(name, "") for name in ("act_number", "place", "measures")},
            "commission": [
                (told.get(f"position_{seat}", ""), told.get(f"name_{seat}", "")) for seat in SEATS
            ],
        }

    @staticmethod
    def initial_of(incident: BreachIncident, proposed: list[tuple[str, str]]) -> dict[str, Any]:
        seats = {}
        for seat, (position, name) in enumerate(incident.commission or proposed, start=1):
            seats |= {f"position_{seat}": position, f"name_{seat}": name}
        return {
            "act_number": incident.act_number,
            "place": incident.place,
            "measures": incident.measures,
        } | seats


class RegulatorForm(forms.Form):
    first_on = _day("О нарушении, дата")
    first_number = _text("№ уведомления о нарушении", 60)
    inquiry_on = _day("Об итогах, дата")
    inquiry_number = _text("№ уведомления об итогах", 60)
    not_needed = _text("Уведомление не нужно, потому что", 300)

    @staticmethod
    def initial_of(incident: BreachIncident) -> dict[str, Any]:
        return {
            "first_on": incident.first_notice_on,
            "first_number": incident.first_notice_number,
            "inquiry_on": incident.inquiry_on,
            "inquiry_number": incident.inquiry_number,
            "not_needed": incident.no_notice_because,
        }


def keys_in(values: list[str]) -> set[Key]:
    """Operations ticked in a list: «journal_mark:15»; what is none is left out."""
    pairs = [value.rpartition(":") for value in values[:2000]]
    return {(table, int(number)) for table, _, number in pairs if is_key(number)}
