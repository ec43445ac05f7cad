"""What the family has been told and this person has not read yet."""

from accounts.models import User
from accounts.prepared import Prepared
from diary.models import Notice
from school.models import Student

# As diary.screens.lessons.
_UNREAD = """\
SELECT n.id, n.student_id, n.text, n.told_at FROM diary_notice n
WHERE n.student_id = %(student)s AND NOT EXISTS (
    SELECT 1 FROM diary_noticereading r WHERE r.notice_id = n.id AND r.reader_id = %(reader)s)
ORDER BY n.told_at DESC, n.id DESC
"""
UNREAD = Prepared("unread_notices", _UNREAD, student="bigint", reader="bigint")


def unread_notices(student: Student, reader: User) -> list[Notice]:
    """Newest first. One query."""
    return UNREAD.objects(Notice, student=student.pk, reader=reader.pk)
