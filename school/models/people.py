from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.names import alphabetical
from accounts.records import DatedRecord, Record, RecordQuerySet


class PersonCard(Record):
    """What the school officially knows of a person: who wrote it, when and why is in its history.

    The account (`User`) carries the same names for every page to show; actions.cards writes both. A person who came
    with a list and was never edited by hand has no card yet.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="card")
    last_name = models.CharField("фамилия", max_length=150)
    first_name = models.CharField("имя", max_length=150)
    middle_name = models.CharField("отчество", max_length=150, blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    # «Сведения сверены» with documents (B 17).
    verified_on = models.DateField("сведения сверены", null=True, blank=True)
    # The form the person was entered by: the same form sent twice enters nobody twice.
    form = models.UUIDField(null=True, blank=True, unique=True)

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"


class StaffMember(Record):
    """A person employed by the school. Teaching, homeroom and appointments are facts of their own."""

    user = models.OneToOneField(User, models.PROTECT, related_name="staff_member")
    position = models.CharField("должность", max_length=120, blank=True)
    hired_on = models.DateField("принят с", null=True, blank=True)
    hire_order_number = models.CharField("номер приказа о приёме", max_length=40, blank=True)
    hire_order_date = models.DateField("дата приказа о приёме", null=True, blank=True)
    # The last day of work. After it nothing of the staff opens, whether or not a worker has closed the access.
    dismissed_on = models.DateField("последний рабочий день", null=True, blank=True)
    dismissal_order_number = models.CharField(
        "номер приказа об увольнении", max_length=40, blank=True
    )
    dismissal_order_date = models.DateField("дата приказа об увольнении", null=True, blank=True)
    # From this moment nothing of the staff opens to the person, whatever loads and orders say (B 12).
    access_closed_at = models.DateTimeField("доступ закрыт", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dismissed_on=None)
                | Q(hired_on=None)
                | Q(dismissed_on__gte=F("hired_on")),
                name="staff_is_dismissed_after_hiring",
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name

    def is_at_work(self, today: date) -> bool:
        """As the conditions of school.work, of the row in hand."""
        is_over = self.dismissed_on is not None and self.dismissed_on < today
        return self.access_closed_at is None and not is_over


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
    # The document that gave the right and the one that ended it.
    basis = models.CharField("основание", max_length=200, blank=True)
    ended_by = models.CharField("основание прекращения", max_length=200, blank=True)

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["guardian", "student", "starts_on"], name="guardian_link_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} → {self.student}"
