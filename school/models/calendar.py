from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from accounts.prepared import Columns, Prepared
from accounts.records import Record, RecordQuerySet
from school.rulebook import VALUES, VERSIONS, book_from

from .bases import SourcedRecord, once_for_a_grade


class School(Record):
    """The one school of this database, as its charter names it."""

    name = models.CharField("краткое наименование", max_length=120)
    full_name = models.CharField("полное наименование", max_length=300)
    locality = models.CharField("населённый пункт, район, субъект РФ", max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)
    # Only a demo school lives at another time than the wall clock: on a day of its own year.
    clock_shift = models.DurationField(default=timedelta)
    # Nobody of the staff works by a password alone; a demo school, whose passwords stand on the page, does not ask.
    second_factor_for_staff = models.BooleanField(default=True)
    sourced_id = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_demo=True) | Q(clock_shift=timedelta()),
                name="only_demo_shifts_its_clock",
            ),
        ]

    def __str__(self) -> str:
        return self.name


# Asked on every page, so it is said once in SQL. A year that has begun goes before one to come, the nearest first.
_CURRENT = f"""\
SELECT y.id, y.school_id, y.title, y.starts_on, y.ends_on,
    s.id, s.name, s.full_name, s.locality, s.is_demo, s.clock_shift,
    s.second_factor_for_staff, {VALUES}, {VERSIONS}
FROM school_schoolyear y JOIN school_school s ON s.id = y.school_id
ORDER BY y.starts_on <= %(day)s DESC, abs(y.starts_on - %(day)s) LIMIT 1
"""  # noqa: S608 - put together of constants
CURRENT = Prepared("current_year", _CURRENT, day="date")


class SchoolYearQuerySet(RecordQuerySet):
    def current(self, day):
        """The year of that day, with its school and its rule book; before the first one the first, in the summer the one that has ended."""
        row = next(iter(CURRENT.rows(day=day)), None)
        if row is None:
            return None
        # Columns stand in the order of the model's fields.
        year = self.model.from_db(
            self.db, ["id", "school_id", "title", "starts_on", "ends_on"], row[:5]
        )
        of_school = [
            "id", "name", "full_name", "locality", "is_demo", "clock_shift", "second_factor_for_staff"
        ]  # fmt: skip
        year.school = School.from_db(self.db, of_school, row[5:-2])
        year.book = book_from(*row[-2:])
        return year


class SchoolYear(SourcedRecord):
    school = models.ForeignKey(School, models.PROTECT, related_name="years")
    title = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = SchoolYearQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        constraints = [
            *SourcedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="year_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clamp(self, day):
        """The nearest day of this year: what people were on its last day they stay in the summer."""
        return min(max(day, self.starts_on), self.ends_on)


class GradingPeriodQuerySet(RecordQuerySet):
    def for_grade(self, grade: int):
        return self.filter(grade_from__lte=grade, grade_to__gte=grade).order_by("starts_on")

    def of_grade(self, grade: int, *, year: int) -> list["GradingPeriod"]:
        """The same of one year, said once in SQL for the pages of journals. One query."""
        of = PERIODS.rows(grade=grade, year=year)
        return [_PERIOD.object(row) for row in of]


class GradingPeriod(SourcedRecord):
    """A quarter, trimester, half-year or module of some grades; `ends_on` is its last school day."""

    class Kind(models.TextChoices):
        QUARTER = "quarter", "четверть"
        TRIMESTER = "trimester", "триместр"
        HALF_YEAR = "half_year", "полугодие"
        MODULE = "module", "модуль"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    grade_from = models.PositiveSmallIntegerField(default=1)
    grade_to = models.PositiveSmallIntegerField(default=12)
    # What the school itself says it counted, by the length of the week; the dates may say otherwise.
    stated_days_5 = models.PositiveSmallIntegerField(null=True, blank=True)
    stated_days_6 = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = GradingPeriodQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        constraints = [
            *SourcedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="period_starts_before_it_ends"
            ),
            # Judged at the end: two quarters may change numbers in one save.
            models.UniqueConstraint(
                fields=["year", "kind", "number", "grade_from"],
                name="period_number_is_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title


_PERIOD = Columns(GradingPeriod, "p")
_PERIODS = f"""\
SELECT {_PERIOD} FROM school_gradingperiod p
WHERE p.year_id = %(year)s AND p.grade_from <= %(grade)s AND p.grade_to >= %(grade)s ORDER BY p.starts_on
"""  # noqa: S608 - put together of constants
PERIODS = Prepared("periods_of_grade", _PERIODS, year="bigint", grade="int")


class HolidayBreak(Record):
    """Holidays of some grades, first and last day included."""

    class Kind(models.TextChoices):
        AUTUMN = "autumn", "осенние"
        WINTER = "winter", "зимние"
        SPRING = "spring", "весенние"
        SUMMER = "summer", "летние"
        EXTRA = "extra", "дополнительные"
        OTHER = "other", "другие"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="breaks")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    title = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    grade_from = models.PositiveSmallIntegerField(default=1)
    grade_to = models.PositiveSmallIntegerField(default=12)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="break_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["autumn", "winter", "spring", "summer", "extra", "other"]),
                name="break_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarDay(Record):
    """A day that is not what its weekday says: a public day off, a suspended or a transferred day.

    It is so for its grades: frost suspends lessons of the youngest first. A day has one meaning for a grade and a
    length of the week.
    """

    class Kind(models.TextChoices):
        DAY_OFF = "day_off", "нерабочий день"
        SUSPENDED = "suspended", "актированный день"
        WORKING = "working", "учебный день по переносу"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=100, blank=True)
    # 1 is Monday; a transferred day is taught by the timetable of that weekday.
    follows_weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    grade_from = models.PositiveSmallIntegerField(default=1)
    grade_to = models.PositiveSmallIntegerField(default=12)
    # Of a five- or a six-day week only, empty for both: a day off moved from a Saturday is no day off for six days.
    days_a_week = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            once_for_a_grade("year", "date", name="calendar_day_is_unique_for_a_grade"),
            models.CheckConstraint(
                condition=Q(grade_from__lte=F("grade_to")), name="calendar_day_grades_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(days_a_week=None) | Q(days_a_week__in=[5, 6]),
                name="calendar_day_week_is_5_or_6",
            ),
            models.CheckConstraint(
                condition=Q(follows_weekday=None) | Q(follows_weekday__range=(1, 7)),
                name="calendar_day_follows_a_weekday",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["day_off", "suspended", "working"]),
                name="calendar_day_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}: {self.get_kind_display()}"


class BellSchedule(Record):
    """Bells of a shift in a building; when the names of two buildings differ, their bells may."""

    name = models.CharField(max_length=60, unique=True)
    shift = models.PositiveSmallIntegerField(default=1)
    building = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name


class TimeSlot(Record):
    """The lesson of that number: from bell to bell, by the school's wall clock."""

    schedule = models.ForeignKey(BellSchedule, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="slot_number_is_unique"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="slot_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}-й урок, {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
