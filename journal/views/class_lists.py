"""Lists of a class's groups as columns: who is ticked is on the list, and its period does not close without his mark."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts.models import Right
from journal.actions.closing import let_onto_lists
from school import arranging as access
from school.actions import Refused, groups
from school.forms.groups import ListsForm
from school.screens.class_lists import lists_screen
from school.views.forms import UNPROCESSABLE, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
def class_lists(request, pk):
    reach = access.lists_to_edit(request.user, request.rights, pk, on=request.day)
    year = reach.school_class.year
    form = ListsForm(posted(request) or {"day": request.GET.get("day") or year.clamp(request.day)})
    has_day = form.is_valid() and year.starts_on <= form.cleaned_data["day"] <= year.ends_on
    day = form.cleaned_data["day"] if has_day else year.clamp(request.day)
    refusal = "" if has_day else "Выберите день этого учебного года."
    ticked = None
    screen = lists_screen(reach, day=day)
    if request.method == "POST":
        ticked = form.wanted() if hasattr(form.data, "getlist") else set()
        if has_day:
            refusal = _saved(request, screen, form, ticked)
            if not refusal:
                query = urlencode({"day": day.isoformat()})
                return redirect(f"{reverse('lists:class_lists', args=[pk])}?{query}")
        screen = lists_screen(reach, day=day, ticked=ticked)
    context = {"screen": screen, "refusal": refusal, "may_set": Right.YEAR in request.rights}
    status = UNPROCESSABLE if refusal else 200
    return render(request, "school/year/class_lists.html", context, status=status)


def _saved(request, screen, form, wanted):
    """Save the ticks; returns why not, or nothing."""
    lists = screen.lists(wanted, form.cleaned_data["shown"])
    signed = {"by": request.user, "now": request.now}
    try:
        put, taken = let_onto_lists(
            lambda: groups.save_lists(lists=lists, **signed), sections=lists.sections, **signed
        )
    except Refused as refusal:
        return str(refusal)
    messages.success(request, f"Списки сохранены: добавлено {put}, убрано {taken}.")
    return ""
