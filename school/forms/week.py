from django import forms


class WeekChoice(forms.Form):
    """Whose week of the timetable to show: a class or a teacher."""

    def __init__(self, data, *, classes, teachers):
        super().__init__(data)
        listed = {
            "class": ("Класс", [(c.pk, c.name) for c in classes]),
            "teacher": ("Учитель", [(t.pk, t.user.short_name) for t in teachers]),
        }
        for name, (label, choices) in listed.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "—"), *choices],
                error_messages={"invalid_choice": f"{label}: такого в списке нет."},
            )

    def answers(self):
        self.is_valid()
        return {"class": None, "teacher": None, **self.cleaned_data}
