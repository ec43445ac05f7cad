from django.db import models
from django.db.models import F, Q

from accounts.records import Record, RecordQuerySet

from .calendar import BellSchedule, SchoolYear
from .classes import SchoolClass
from .sections import CourseSection

# Exactly one of these says for whom the regime is.
_GRADES = Q(grade_from__isnull=False, grade_to__isnull=False)
_NO_GRADES = Q(grade_from__isnull=True, grade_to__isnull=True)
_CLASS, _SECTION, _BELLS = (
    Q(**{f"{name}__isnull": False}) for name in ("school_class", "section", "instead_of")
)
FOR_WHOM = (
    (_GRADES & ~_CLASS & ~_SECTION & ~_BELLS)
    | (_NO_GRADES & _CLASS & ~_SECTION & ~_BELLS)
    | (_NO_GRADES & ~_CLASS & _SECTION & ~_BELLS)
    | (_NO_GRADES & ~_CLASS & ~_SECTION & _BELLS)
)


class WorkingRegimeQuerySet(RecordQuerySet):
    def in_order(self):
        return self.order_by("starts_on", "grade_from", "weekday", "pk")


class WorkingRegime(Record):
    """By which bells somebody learns other than the usual ones of the class (режим занятий, A 10).

    For grades, a class, or a group, stream or individual plan (`section`); or for everybody who would learn by
    certain bells (`instead_of`): the shorter lessons of a Monday, a shortened day. Terms include both ends.
    """

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="regimes")
    bells = models.ForeignKey(BellSchedule, models.PROTECT, related_name="regimes")
    starts_on = models.DateField()
    ends_on = models.DateField()
    # 1 is Monday; empty is every day.
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    grade_from = models.PositiveSmallIntegerField(null=True, blank=True)
    grade_to = models.PositiveSmallIntegerField(null=True, blank=True)
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="regimes"
    )
    section = models.ForeignKey(
        CourseSection, models.PROTECT, null=True, blank=True, related_name="regimes"
    )
    instead_of = models.ForeignKey(
        BellSchedule, models.PROTECT, null=True, blank=True, related_name="replacements"
    )
    reason = models.CharField(max_length=120, blank=True)

    objects = WorkingRegimeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="regime_starts_before_it_ends"
            ),
            models.CheckConstraint(condition=FOR_WHOM, name="regime_says_for_whom"),
            models.CheckConstraint(
                condition=Q(grade_from=None) | Q(grade_from__lte=F("grade_to")),
                name="regime_grades_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__range=(1, 7)),
                name="regime_weekday_is_from_1_to_7",
            ),
            models.CheckConstraint(
                condition=Q(instead_of=None) | ~Q(instead_of=F("bells")),
                name="regime_changes_the_bells",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bells}, с {self.starts_on:%d.%m.%Y} по {self.ends_on:%d.%m.%Y}"
