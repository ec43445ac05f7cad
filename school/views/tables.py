"""A page that is one table: shown, refused with the errors beside the cells, or saved whole."""

from django.shortcuts import render

from school.actions import Refused

from .forms import UNPROCESSABLE


def save_table_form(request, table, save, **kwargs):
    """Save the posted table; returns whether it is done. A refusal is told above the table."""
    if not (table.is_bound and table.is_valid()):
        return False
    try:
        save(lines=table.lines(), shown=table.shown, by=request.user, now=request.now, **kwargs)
    except Refused as error:
        table.refusal = str(error)
        return False
    return True


def table_page(request, table, template, **context):
    status = UNPROCESSABLE if table.is_bound else 200
    return render(request, template, {"table": table} | context, status=status)
