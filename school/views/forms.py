"""A page that is one form: shown, refused with the errors beside the fields, or done."""

from django.contrib import messages
from django.shortcuts import redirect, render

from school.actions import Refused

UNPROCESSABLE = 422


def posted(request):
    """What was sent, or None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(form, act):
    """Do it; a refusal is told in the form. Returns what the action made, or None."""
    try:
        return act()
    except Refused as error:
        form.add_error(None, str(error))
        return None


def form_page(request, form, template="school/form.html", **context):
    """With an `effect` nothing is wrong: what the change does is shown to be confirmed."""
    status = UNPROCESSABLE if form.is_bound and not context.get("effect") else 200
    return render(request, template, {"form": form} | context, status=status)


def done(request, text, page, *args):
    messages.success(request, text)
    return redirect(page, *args)
