from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import behind
from school import access, screens
from school.forms import WeekChoice
from school.versions import must_see_timetable


@require_safe
@behind(access.must_see_classes, "Классы")
def classes(request):
    screen = screens.classes_screen(request.user, year=request.year, on=request.day)
    return render(request, "school/classes.html", {"screen": screen})


@require_safe
def school_class(request, pk):
    found = access.class_to_see(request.user, pk, on=request.day)
    screen = screens.class_screen(found, user=request.user, on=request.day)
    return render(request, "school/school_class.html", {"screen": screen})


@require_safe
@behind(must_see_timetable, "Расписание")
def timetable(request):
    choices = screens.timetable_choices(request.user, year=request.year, on=request.day)
    form = WeekChoice(request.GET, classes=choices.classes, teachers=choices.teachers)
    answers = form.answers()
    whose = choices.chosen(answers["class"], answers["teacher"])
    screen = screens.timetable_screen(whose, choices.classes, year=request.year, on=request.day)
    return render(request, "school/timetable.html", {"screen": screen, "form": form})
