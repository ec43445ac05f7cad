"""Which year a page of set-up is about: the one in the address, else the current one."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import Right
from school.arranging import year_among, years_to_set


def chosen_year(request):
    """The year and all years, the last one first; 404 where the school has none yet."""
    years = years_to_set()
    asked = (request.POST.get("year") or request.GET.get("year", ""))[:18]
    return year_among(years, asked, request.year), years


def needs_year(view):
    """A page about a year: in a school that has none yet it leads to making one."""

    @wraps(view)
    def page(request, *args, **kwargs):
        if request.year is None:
            context = {"manages": Right.YEAR in request.rights}
            return render(request, "school/year/needs_year.html", context)
        return view(request, *args, **kwargs)

    return page


def done_in(request, year, text, page):
    """Told, and back to the page of that year."""
    messages.success(request, text)
    return redirect(f"{reverse(page)}?year={year.pk}")
