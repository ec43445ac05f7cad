"""Words of personal cards: names, contacts, who it is if a namesake is known, orders and days."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from django import forms

from accounts.models import User
from school.actions.grants import Order
from school.cards import Person

FIRST_DAY = date(1920, 1, 1)
FAR = timedelta(days=366)
NEW = "new"


def day_field(label, **kwargs):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": "Напишите дату: 15.09.2025.",
            "required": "Укажите день.",
        },
        **kwargs,
    )


def text_field(label, length, *, required=True, missing="Заполните.", **kwargs):
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        error_messages={"required": missing},
        **kwargs,
    )


def near(day, today):
    """Nobody is hired or leaves a century from now: a slip in the year is told at once."""
    return day is None or FIRST_DAY <= day <= today + FAR


class PersonFields(forms.Form):
    """Names and contacts."""

    last_name = text_field("Фамилия", 150, missing="Напишите фамилию.")
    first_name = text_field("Имя", 150, missing="Напишите имя.")
    middle_name = text_field("Отчество", 150, required=False)
    phone = text_field("Телефон", 40, required=False)
    email = forms.EmailField(
        label="Электронная почта",
        required=False,
        max_length=254,
        error_messages={"invalid": "Это не похоже на адрес почты."},
    )

    def clean(self):
        data = super().clean()
        for name in ("last_name", "first_name", "middle_name"):
            data[name] = " ".join(data.get(name, "").split())
        return data

    def person(self):
        names = ("last_name", "first_name", "middle_name", "phone", "email")
        return Person(**{name: self.cleaned_data[name] for name in names})


class EditFields(forms.Form):
    """Why the card is changed, and what it was when the page was shown."""

    reason = text_field(
        "Основание правки",
        200,
        missing="Напишите, почему меняются сведения: документ или заявление.",
        help_text="Например: свидетельство о браке, заявление от 12.09.2025",
    )
    shown = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def show_now(self, seal):
        """After somebody else's edit was told, the next saving goes over it."""
        self.data = self.data.copy()
        self.data["shown"] = seal


class OrderFields(forms.Form):
    order_number = text_field("Номер приказа", 40, missing="Укажите номер приказа.")
    order_date = day_field("Дата приказа")

    def clean_order_number(self):
        return self.cleaned_data["order_number"].removeprefix("№").strip()

    def order(self):
        return Order(self.cleaned_data["order_number"], self.cleaned_data["order_date"])

    def order_words(self):
        """As lists of classes keep it: «№ 81-у от 29.08.2025»."""
        order = self.order()
        return f"№ {order.number} от {order.date:%d.%m.%Y}"


class NewPersonFields(PersonFields):
    """A person to enter, or one of those with the same name: nobody is entered twice in silence.

    `form` tells the same form sent twice. `known` are people of that name, found by the view.
    """

    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    same = forms.ChoiceField(
        label="В журнале уже есть человек с таким именем",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Выберите одного из списка."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known: Sequence[tuple[User, str]] = ()
        self._offer()

    def meet(self, known):
        """`known`: people of this name and who each of them is. Returns whether it is decided who is meant."""
        self.known = list(known)
        self._offer()
        if not self.known:
            return True
        choice = self.data.get("same", "")
        if choice in {key for key, _ in self.fields["same"].choices}:
            return True
        self.add_error("same", "Выберите, тот же это человек или другой.")
        return False

    def existing(self):
        """The known person meant, or None for a new one."""
        people = {str(user.pk): user for user, _ in self.known}
        return people.get(self.data.get("same", ""))

    def is_met(self, find):
        """Valid, and it is decided who is meant; `find(last, first, form)` gives people of that name."""
        is_valid, data = self.is_valid(), self.cleaned_data
        if not (data.get("last_name") and data.get("first_name")):
            return False
        known = find(data["last_name"], data["first_name"], data.get("form"))
        return self.meet(known) and is_valid

    def _offer(self):
        choices = [(str(user.pk), f"{user.full_name}, {who}") for user, who in self.known]
        self.fields["same"].widget = forms.RadioSelect() if choices else forms.HiddenInput()
        self.fields["same"].choices = [*choices, (NEW, "другой человек")] if choices else []
        # Who is meant is judged when the people of that name are known.
        self.fields["same"].validate = lambda value: None
