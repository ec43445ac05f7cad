from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports import access
from reports.screens.summary import summary_screen


@require_safe
@never_cache
def summary_sheet(request, school_class):
    """For whoever may see the printed one; `?of=` shows one period, the year, the exam or the end alone."""
    found = access.class_with_documents(request.user, school_class, on=request.day)
    of = request.GET.get("of", "")
    screen = summary_screen(found, user=request.user, of=of, now=request.now, on=request.day)
    return render(request, "reports/summary_sheet.html", {"screen": screen})
