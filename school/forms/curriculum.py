"""Forms of curricula: a new one, its classes, a copy, a new edition."""

from django import forms

from school.federal_plan import FIRST, GRADES, OTHER, SECONDARY, UNIVERSAL
from school.models import Curriculum

from .cards import day_field, text_field

PROFILES = (
    "технологический",
    "естественно-научный",
    "гуманитарный",
    "социально-экономический",
    "универсальный",
)


def chosen_of(rows, key):
    """The row with that key as text, or None: keys of an address may be anything."""
    return next((row for row in rows if str(row.pk) == key), None)


class YearChoice(forms.Form):
    def __init__(self, data, *, years, current):
        super().__init__(data)
        self.years, self.current = years, current

    def year(self):
        """The year asked for; the one that is shown where it is none."""
        return chosen_of(self.years, self.data.get("year", "")) or self.current


class NewCurriculumForm(forms.Form):
    year = forms.TypedChoiceField(
        label="Учебный год", coerce=int, error_messages={"invalid_choice": "Такого года нет."}
    )
    kind = forms.ChoiceField(
        label="Чей план", widget=forms.RadioSelect, initial=Curriculum.Kind.SCHOOL,
        choices=[(Curriculum.Kind.SCHOOL, "школы"), (Curriculum.Kind.PROFILE, "профиля")],
        error_messages={"required": "Выберите, чей это план."},
    )  # fmt: skip
    profile = text_field("Профиль", 60, required=False, help_text="Для плана профиля")
    level = forms.ChoiceField(label="Уровень", choices=Curriculum.Level)
    grade_from = forms.TypedChoiceField(
        label="С класса", coerce=int, required=False, empty_value=None,
        choices=[("", "с первого на уровне"), *((n, n) for n in range(1, 13))],
    )  # fmt: skip
    grade_to = forms.TypedChoiceField(
        label="По класс", coerce=int, required=False, empty_value=None,
        choices=[("", "по последний"), *((n, n) for n in range(1, 13))],
    )  # fmt: skip
    days_a_week = forms.TypedChoiceField(
        label="Учебная неделя", coerce=int, choices=[(5, "пять дней"), (6, "шесть дней")]
    )
    variant = forms.ChoiceField(
        label="Образец", initial="federal",
        choices=[
            ("federal", "федеральный учебный план: предметы и часы появятся сразу"),
            (OTHER, "другой вариант: начать с пустой таблицы, часы по предметам не сверять"),
        ],
    )  # fmt: skip
    title = text_field("Название", 160, required=False, help_text="Пустое составится само")

    def __init__(self, data=None, *, years, **kwargs):
        super().__init__(data, **kwargs)
        self.years = years
        self.fields["year"].choices = [(year.pk, year.title) for year in years]
        self.fields["profile"].widget.attrs["list"] = "profiles"

    def clean(self):
        data = super().clean()
        if data.get("kind") == Curriculum.Kind.PROFILE and not data.get("profile"):
            self.add_error("profile", "Назовите профиль.")
        if data.get("kind") == Curriculum.Kind.SCHOOL:
            data["profile"] = ""
        if data.get("level"):
            self._clean_grades(data)
        return data

    def _clean_grades(self, data):
        first, last = GRADES[data["level"]]
        low, high = data.get("grade_from") or first, data.get("grade_to") or last
        # Evening schools have a twelfth grade.
        most = 12 if data["level"] == SECONDARY else last
        if not first <= low <= high <= most:
            self.add_error(
                "grade_to",
                f"На этом уровне классы с {first} по {last}, первый не больше последнего.",
            )
        data["grades"] = (low, high)

    def curriculum(self):
        """Arguments of the action."""
        data = self.cleaned_data
        federal = UNIVERSAL if data["level"] == SECONDARY else FIRST
        is_federal = data["variant"] == "federal"
        return {
            "year": chosen_of(self.years, str(data["year"])),
            "title": data["title"] or self._title(),
            "kind": data["kind"],
            "level": data["level"],
            "grades": data["grades"],
            "variant": federal if is_federal else OTHER,
            "days_a_week": data["days_a_week"],
            "profile": data["profile"],
            "from_federal": is_federal,
        }

    def _title(self):
        data = self.cleaned_data
        low, high = data["grades"]
        grades = f"{low}–{high} классов" if low != high else f"{low} класса"
        week = "пятидневная неделя" if data["days_a_week"] == 5 else "шестидневная неделя"
        profile = f", {data['profile']} профиль" if data["profile"] else ""
        return f"Учебный план {grades}{profile}, {week}"


class ClassesForm(forms.Form):
    """Which classes learn by the plan from a day."""

    classes = forms.MultipleChoiceField(
        label="Классы", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Такого класса для этого плана нет."},
    )  # fmt: skip
    starts_on = day_field("С какого дня")

    def __init__(self, data=None, *, suited, **kwargs):
        super().__init__(data, **kwargs)
        self.suited = suited
        self.fields["classes"].choices = [(str(one.pk), one.name) for one in suited]

    def chosen(self):
        wanted = set(self.cleaned_data["classes"])
        return [one for one in self.suited if str(one.pk) in wanted]


class CopyForm(forms.Form):
    year = forms.TypedChoiceField(
        label="На учебный год", coerce=int, error_messages={"invalid_choice": "Такого года нет."}
    )
    title = text_field("Название", 160, missing="Напишите название плана.")

    def __init__(self, data=None, *, years, **kwargs):
        super().__init__(data, **kwargs)
        self.years = years
        self.fields["year"].choices = [(year.pk, year.title) for year in years]

    def target(self):
        return chosen_of(self.years, str(self.cleaned_data["year"]))


class ReviseForm(forms.Form):
    starts_on = day_field("С какого дня")
    title = text_field("Название новой редакции", 160, missing="Напишите название.")
