from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.names import alphabetical
from accounts.records import DatedRecord, Record, RecordQuerySet


class StaffMember(Record):
    """A person employed by the school. Teaching, homeroom and appointments are facts of their own."""

    user = models.OneToOneField(User, models.PROTECT, related_name="staff_member")
    position = models.CharField("должность", max_length=120, blank=True)
    hired_on = models.DateField(null=True, blank=True)
    dismissed_on = models.DateField(null=True, blank=True)
    # From this moment nothing of the staff opens to the person, whatever loads and orders say (B 12).
    access_closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.user.full_name


class StudentQuerySet(RecordQuerySet):
    def by_name(self):
        return self.order_by(*alphabetical("user__"))


class Student(Record):
    """A pupil. `file_number` is the number of the personal file and of the alphabetical register («К-37»)."""

    class Sex(models.TextChoices):
        MALE = "male", "мужской"
        FEMALE = "female", "женский"

    user = models.OneToOneField(User, models.PROTECT, related_name="student")
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex, blank=True)
    file_number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)

    objects = StudentQuerySet.as_manager()

    class Meta:
        permissions = [("read_pupil", "читать дневник ученика")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sex__in=["", "male", "female"]), name="student_sex_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name


class GuardianLink(DatedRecord):
    """This person is the legal representative of this pupil for this term."""

    guardian = models.ForeignKey(User, models.PROTECT, related_name="guardian_links")
    student = models.ForeignKey(Student, models.PROTECT, related_name="guardian_links")
    relation = models.CharField("кем приходится", max_length=40, blank=True)

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["guardian", "student", "starts_on"], name="guardian_link_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} → {self.student}"
