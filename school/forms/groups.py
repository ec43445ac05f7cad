"""Subjects of a class with hours, groups and streams, lists as columns."""

from decimal import Decimal

from django import forms

from accounts.keys import is_key
from school.actions.groups import HALVES, NOBODY, SEXES, Split
from school.actions.sections import SectionFacts
from school.marking import Marking, marking_choices, word_of
from school.models import CourseSection

from .cards import day_field, text_field
from .classes import RowChoice

Kind = CourseSection.Kind
MOST_HOURS = 20
GROUPS_LIMIT = 6
HOURS = {
    "invalid": "Напишите число: 2 или 0,5.",
    "max_value": "Больше часов, чем в учебной неделе.",
    "min_value": "Часов не меньше половины.",
    "max_decimal_places": "Доли часа – половины: 0,5.",
    "max_digits": "Напишите число: 2 или 0,5.",
    "max_whole_digits": "Больше часов, чем в учебной неделе.",
    "required": "Напишите, сколько часов в неделю.",
}


class HoursField(forms.DecimalField):
    """Hours a week; halves are taught in odd or even weeks."""

    def __init__(self, label="Часов в неделю", **kwargs):
        super().__init__(
            label=label, min_value=Decimal("0.5"), max_value=MOST_HOURS, max_digits=4, decimal_places=1,
            error_messages=HOURS,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 4, "autocomplete": "off"}), **kwargs,
        )  # fmt: skip

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def validate(self, value):
        super().validate(value)
        if value is not None and abs(value) <= MOST_HOURS and value * 2 % 1:
            raise forms.ValidationError(HOURS["max_decimal_places"])

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value


class SubjectsOfClassForm(forms.Form):
    """Hours a week beside each subject the class does not learn yet; an empty cell adds nothing."""

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = list(offered)
        for subject in self.offered:
            self.fields[f"h{subject.pk}"] = HoursField(subject.name, required=False)

    def hours(self):
        data = self.cleaned_data
        return [(one, data[f"h{one.pk}"]) for one in self.offered if data.get(f"h{one.pk}")]

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise forms.ValidationError("Напишите часы хотя бы одного предмета.")
        return data


GROUP_KINDS = [
    (kind.value, kind.label)
    for kind in (
        Kind.LANGUAGE, Kind.PROFILE, Kind.GROUP, Kind.ELECTIVE, Kind.STREAM, Kind.CIRCLE, Kind.PROJECT,
    )
]  # fmt: skip
CHOOSE = {"required": "Выберите.", "invalid_choice": "Выберите из списка."}


class GroupForm(forms.Form):
    """A group, a stream, an elective, a circle, a project over one or several classes."""

    subject = RowChoice(label="Предмет или курс", required=True)
    kind = forms.ChoiceField(
        label="Вид", choices=GROUP_KINDS, error_messages=CHOOSE,
        help_text="Кружок, секция и другие внеурочные занятия ведутся без отметок: присутствие и тема",
    )  # fmt: skip
    name = text_field(
        "Название группы", 120, required=False, help_text="Например: 1 группа. Для потока можно не писать"
    )  # fmt: skip
    classes = forms.TypedMultipleChoiceField(
        label="Классы",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте классы.", "invalid_choice": "Обновите страницу."},
    )
    hours = HoursField()
    starts_on = day_field("С какого дня")

    def __init__(self, *args, subjects, classes, **kwargs):
        super().__init__(*args, **kwargs)
        self._classes = {one.pk: one for one in classes}
        self.fields["subject"].offer(subjects)
        self.fields["classes"].choices = [(one.pk, one.name) for one in classes]

    def chosen(self):
        return [self._classes[key] for key in self.cleaned_data["classes"]]

    def facts(self):
        data = self.cleaned_data
        subject = self.fields["subject"].chosen(data["subject"])
        return SectionFacts(
            subject, data["kind"], data["name"], data["hours"], None, data["starts_on"]
        )


class SplitForm(forms.Form):
    kind = forms.ChoiceField(
        label="Вид групп",
        choices=[one for one in GROUP_KINDS if one[0] in (Kind.LANGUAGE, Kind.PROFILE, Kind.GROUP)],
        error_messages=CHOOSE,
    )
    names = forms.CharField(
        label="Группы",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=700,
        error_messages={"required": "Назовите группы, каждую с новой строки."},
        help_text="Каждая с новой строки",
        initial="1 группа\n2 группа",
    )
    share = forms.ChoiceField(
        label="Кто в какой",
        choices=[
            (HALVES, "поровну по алфавиту"),
            (SEXES, "девочки в первой, мальчики во второй"),
            (NOBODY, "отмечу сам"),
        ],
        error_messages=CHOOSE,
    )
    starts_on = day_field("С какого дня")

    def clean_names(self):
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = [name for name in names if name]
        if not 2 <= len(names) <= GROUPS_LIMIT:
            raise forms.ValidationError(f"Групп от двух до {GROUPS_LIMIT}, каждая с новой строки.")
        if len({name.lower() for name in names}) < len(names):
            raise forms.ValidationError("Назовите группы по-разному.")
        if max(map(len, names)) > 120:
            raise forms.ValidationError("Название группы длиннее 120 знаков. Сократите его.")
        return names

    def split(self):
        data = self.cleaned_data
        return Split(data["names"], data["kind"], data["starts_on"], data["share"])


class SectionForm(forms.Form):
    name = text_field("Название группы", 120, required=False)
    hours = HoursField(required=False)
    scale = forms.ChoiceField(label="Оценивание", error_messages=CHOOSE)

    def __init__(self, *args, systems=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scale"].choices = marking_choices(systems)

    @staticmethod
    def initial_of(section):
        scale = word_of(Marking(section.scale, section.grading_id))
        return {"name": section.name, "hours": section.weekly_hours, "scale": scale}


class ListsForm(forms.Form):
    """Ticks of the table «pupil × group» from a day on; a tick is «section-pupil»."""

    day = day_field("С какого дня")
    shown = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def wanted(self):
        pairs = (text[:40].partition("-") for text in self.data.getlist("in"))
        return {(int(a), int(b)) for a, _, b in pairs if is_key(a) and is_key(b)}
