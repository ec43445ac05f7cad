"""Who may have a file to homework: whoever may open its lesson, and of an assignment by name a pupil it is for."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from journal.models import Assignment, HomeworkFile

from .journals import lesson_to_see, pupils_of_lesson


def homework_file_to_see(user: User, pk: int, *, on: date) -> HomeworkFile:
    """404 to a stranger, and to a reader who sees none of the pupils the file is for by name."""
    file = get_object_or_404(HomeworkFile.objects.select_related("assignment"), pk=pk)
    lesson = lesson_to_see(user, file.lesson_id, on=on)
    task = file.assignment
    if task and task.audience == Assignment.Audience.PUPILS:
        among = pupils_of_lesson(lesson, user, on=on)
        if among is not None and not task.pupils.filter(student__in=among.values("pk")).exists():
            raise Http404
    return file
