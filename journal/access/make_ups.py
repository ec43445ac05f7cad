"""Missed topics and their protocols, marks put off: who records them, who reads them (B 2.6, ЭД 5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.keys import key_or_404
from accounts.models import Right, User
from accounts.names import alphabetical
from journal.models import MakeUpProtocol
from school.access import (
    classes_read_by,
    section_to_see,
    sections_by_right,
    sections_granted_to,
    sections_taught_by,
    sections_visible_to,
    students_visible_in,
)
from school.models import (
    FILL_JOURNAL,
    READ_JOURNAL,
    CourseSection,
    SectionEnrollment,
    StaffMember,
    Student,
)


@dataclass(frozen=True)
class PupilsInJournal:
    """Pupils of a journal that the person sees; `may_record`: protocols, as its teacher or as the deputy."""

    section: CourseSection
    pupils: Collection[Student]
    may_record: bool

    def chosen(self, key: str) -> Student | None:
        """By the key in the address; 404 where it is none of them."""
        if not key:
            return None
        for pupil in self.pupils:
            if str(pupil.pk) == key:
                return pupil
        raise Http404


def journal_of_missed(user: User, pk: int, *, on: date) -> PupilsInJournal:
    """404 to a stranger. Pupils of the whole year's list, by alphabet."""
    section = section_to_see(user, pk, on=on)
    among = students_visible_in(section, user, on=on)
    listed = Student.objects.filter(section_enrollments__section=section)
    if among is not None:
        listed = listed.filter(pk__in=among.values("pk"))
    pupils = listed.select_related("user").distinct().order_by(*alphabetical("user__"))
    return PupilsInJournal(section, list(pupils), may_record_in(user, section, on=on))


def must_record(journal: PupilsInJournal) -> None:
    """403 to a reader."""
    if not journal.may_record:
        raise PermissionDenied


def may_record_in(user: User, section: CourseSection, *, on: date) -> bool:
    """The journal's teacher of today, who writes in it by an order, the deputy of its grades (B 2.6)."""
    return any(
        sections.filter(pk=section.pk).exists()
        for sections in (
            sections_taught_by(user, on=on),
            sections_granted_to(user, FILL_JOURNAL, on=on),
            sections_by_right(user, Right.CORRECTIONS, on=on),
        )
    )


def journals_of_pupil(user: User, pk: int, *, on: date) -> tuple[Student, QuerySet[CourseSection]]:
    """The pupil, and those of his journals in which the person sees him; 404 where there are none."""
    pupil = get_object_or_404(Student.objects.select_related("user"), pk=pk)
    read = classes_read_by(user, on=on).filter(enrollments__student=pupil)
    listed = SectionEnrollment.objects.filter(student=pupil)
    own = CourseSection.objects.filter(pk__in=listed.values("section"))
    if read.exists():
        found = own.filter(pk__in=sections_visible_to(user, on=on).values("pk"))
    else:
        granted = sections_granted_to(user, READ_JOURNAL, FILL_JOURNAL, on=on)
        taught = sections_taught_by(user, on=on)
        found = own.filter(Q(pk__in=taught.values("pk")) | Q(pk__in=granted.values("pk")))
    if not found.exists():
        raise Http404
    return pupil, found


def protocol_to_see(user: User, pk: int, *, on: date) -> MakeUpProtocol:
    """404 where the person does not see the pupil in the journal."""
    protocols = MakeUpProtocol.objects.filter(withdrawn_at=None)
    protocol = get_object_or_404(protocols.select_related("student__user", "section"), pk=pk)
    section = section_to_see(user, protocol.section_id, on=on)
    among = students_visible_in(section, user, on=on)
    if among is not None and not among.filter(pk=protocol.student_id).exists():
        raise Http404
    return protocol


def protocol_among(journal: PupilsInJournal, student: Student, key: str) -> MakeUpProtocol:
    """A protocol of that pupil in that journal, to be withdrawn."""
    protocols = MakeUpProtocol.objects.filter(section=journal.section, student=student)
    return get_object_or_404(protocols, pk=key_or_404(key), withdrawn_at=None)


def staff_key(user: User) -> int | None:
    """The person's own place among the staff: who takes what was passed, unless told otherwise."""
    member = StaffMember.objects.filter(user=user).first()
    return member.pk if member else None
