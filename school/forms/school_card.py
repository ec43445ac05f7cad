"""How the school is named on the screen and in documents."""

from django import forms

from .cards import text_field


class SchoolCardForm(forms.Form):
    name = text_field(
        "Краткое название", 120, missing="Напишите название.", help_text="Стоит на каждой странице: «Школа № 12»"
    )  # fmt: skip
    full_name = text_field(
        "Полное название", 300, missing="Напишите название.", help_text="Как в уставе: стоит на документах"
    )  # fmt: skip
    locality = text_field(
        "Населённый пункт, район, область", 300, required=False, help_text="Стоит на титульном листе журнала"
    )  # fmt: skip

    def clean(self):
        return {key: " ".join(value.split()) for key, value in super().clean().items()}


def initial_of(school):
    if school is None:
        return {}
    return {"name": school.name, "full_name": school.full_name, "locality": school.locality}
