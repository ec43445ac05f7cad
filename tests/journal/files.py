"""A file to the homework of a lesson, as tests keep it."""

from journal.actions import attach_files, set_homework
from journal.homework_files import read_upload
from journal.models import Homework
from tests.factories import NOW, teacher_of

PDF = b"%PDF-1.7\n" + "Карточка с примерами".encode()


def kept_homework_file(lesson, name="Карточка.pdf", content=PDF):
    """One more file to what the lesson sets to all; homework is given where there is none."""
    signed = {"lesson": lesson, "by": teacher_of(lesson.section), "now": NOW}
    if not Homework.objects.filter(lesson=lesson, is_none=False).exists():
        set_homework(text="Решить примеры карточки", **signed)
    attach_files(files=[read_upload(name, content)], **signed)
    return lesson.homework_files.last()
