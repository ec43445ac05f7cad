"""Teachers beside the journals of a class; one journal given, taken over, ended; last year's load."""

from django import forms

from accounts.keys import is_key
from school.actions.load import Given
from school.words import number

from .cards import day_field
from .classes import RowChoice
from .groups import HoursField


def named(member):
    return member.user.list_name


class ClassLoadForm(forms.Form):
    """A teacher beside each journal; an empty choice leaves it as it is."""

    starts_on = day_field("С какого дня")

    def __init__(self, *args, sections, teachers, hours, **kwargs):
        super().__init__(*args, **kwargs)
        self._sections = list(sections)

        def say(member):
            own = hours.get(member.pk)
            return f"{named(member)}, {number(own)} ч" if own else named(member)

        for section in self._sections:
            field = RowChoice(label=f"Новый учитель: {section.title}")
            self.fields[f"t{section.pk}"] = field
            field.offer(teachers, say)

    def cell(self, section):
        return self[f"t{section.pk}"]

    def given(self):
        data = self.cleaned_data
        found = []
        for section in self._sections:
            name = f"t{section.pk}"
            if data[name]:
                teacher = self.fields[name].chosen(data[name])
                found.append(Given(section, teacher, data["starts_on"]))
        return found

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.get(f"t{one.pk}") for one in self._sections):
            raise forms.ValidationError("Выберите учителя хотя бы у одного журнала.")
        return data


class GiveForm(forms.Form):
    teacher = RowChoice(label="Учитель", required=True)
    starts_on = day_field("С какого дня")
    how = forms.ChoiceField(
        label="Как",
        choices=[("instead", "вместо прежнего"), ("beside", "вместе с ним")],
        widget=forms.RadioSelect,
        initial="instead",
        error_messages={"required": "Выберите.", "invalid_choice": "Выберите."},
    )
    hours = HoursField("Часов в неделю, если не все", required=False)

    def __init__(self, *args, teachers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["teacher"].offer(teachers, named)

    def given(self, section):
        data = self.cleaned_data
        teacher = self.fields["teacher"].chosen(data["teacher"])
        return Given(section, teacher, data["starts_on"], data["how"] == "instead", data["hours"])


class CopyLoadForm(forms.Form):
    """Journals of last year to go on with; the unticked are left behind."""

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self._offered = {one.source.pk: one for one in offered}

    def ticked(self):
        if not self.is_bound:
            return set(self._offered)
        return {int(key) for key in self.data.getlist("take") if is_key(key)}

    def clean(self):
        if not self.chosen():
            raise forms.ValidationError("Отметьте хотя бы один журнал.")

    def chosen(self):
        return [self._offered[key] for key in self.ticked() if key in self._offered]
