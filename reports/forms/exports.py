from django import forms

STAFF, ALL = "staff", "all"


class ExportForm(forms.Form):
    """Which list to take out: pupils with parents of a class or of all, or the staff."""

    def __init__(self, data=None, *, classes, with_staff):
        super().__init__(data)
        self.classes = list(classes)
        self.fields["list"] = forms.ChoiceField(
            label="Список",
            choices=[
                *((str(c.pk), f"Ученики и представители: {c.name}") for c in self.classes),
                *([(ALL, "Ученики и представители: все классы")] if self.classes else []),
                *([(STAFF, "Сотрудники")] if with_staff else []),
            ],
            error_messages={"invalid_choice": "Выберите список.", "required": "Выберите список."},
        )

    @property
    def is_staff(self):
        return self.cleaned_data["list"] == STAFF

    def chosen(self):
        wanted = self.cleaned_data["list"]
        return [c for c in self.classes if wanted in (ALL, str(c.pk))]
