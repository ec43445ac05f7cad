"""Which year a page of set-up is about: the one in the address, else the current one."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from school.arranging import year_among, years_to_set


def chosen_year(request):
    """The year and all years, the last one first; 404 where the school has none yet."""
    years = years_to_set()
    asked = (request.POST.get("year") or request.GET.get("year", ""))[:18]
    return year_among(years, asked, request.year), years


def done_in(request, year, text, page):
    """Told, and back to the page of that year."""
    messages.success(request, text)
    return redirect(f"{reverse(page)}?year={year.pk}")
