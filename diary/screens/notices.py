"""What the family has been told and this person has not read yet."""

from accounts.models import User
from diary.models import Notice
from school.models import Student


def unread_notices(student: Student, reader: User) -> list[Notice]:
    """Newest first. One query."""
    found = Notice.objects.filter(student=student).unread_by(reader)
    return list(found.newest_first())
