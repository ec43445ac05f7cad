"""Subjects and rooms: tables that are typed and saved whole."""

from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from school.actions import subjects as actions
from school.forms.subjects import FederalForm, RoomsForm, SubjectsForm
from school.screens.subjects import rooms_screen, subjects_screen

from .forms import done, form_page, posted
from .tables import save_table_form, table_page

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
@behind(having(Right.YEAR), "Предметы")
def subjects(request):
    screen = subjects_screen()
    table = SubjectsForm(
        posted(request), rows=screen.rows, shown=screen.shown, form_kwargs={"parents": screen.parents}
    )  # fmt: skip
    if save_table_form(request, table, actions.save_subjects):
        return done(request, "Предметы сохранены.", "school:subjects")
    return table_page(request, table, "school/year/subjects.html", screen=screen)


@READ_AND_SEND
@behind(having(Right.YEAR), "Предметы федерального плана")
def federal_subjects(request):
    screen = subjects_screen()
    form = FederalForm(posted(request), offered=screen.offered)
    if form.is_valid():
        actions.add_federal_subjects(
            names=form.cleaned_data["names"], by=request.user, now=request.now
        )
        return done(request, "Предметы добавлены.", "school:subjects")
    return form_page(request, form, "school/year/federal_subjects.html", screen=screen)


@READ_AND_SEND
@behind(having(Right.YEAR), "Кабинеты")
def rooms(request):
    screen = rooms_screen()
    table = RoomsForm(posted(request), rows=screen.rows, shown=screen.shown)
    if save_table_form(request, table, actions.save_rooms):
        return done(request, "Кабинеты сохранены.", "school:rooms")
    return table_page(request, table, "school/year/rooms.html", screen=screen)
