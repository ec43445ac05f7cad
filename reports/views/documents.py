from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import behind
from reports import access, actions, tasks
from reports.forms.documents import OrderForm
from reports.screens.documents import documents_screen


@require_GET
@behind(access.must_see_documents, "Печать")
def documents(request):
    seen = access.documents_to_see(
        request.user, roles=request.roles, rights=request.rights, on=request.day
    )
    classes = access.classes_to_print(request.user, year=request.year, on=request.day)
    return render(request, "reports/documents.html", {"screen": documents_screen(classes, seen)})


@require_POST
def order(request, school_class):
    school_class = access.class_to_print(request.user, school_class, on=request.day)
    form = OrderForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Выберите, что напечатать: классный журнал или сводную ведомость.")
        return redirect("reports:documents")
    document = actions.request_document(
        kind=form.cleaned_data["kind"], school_class=school_class, by=request.user, now=request.now
    )
    tasks.hand_over(document)
    return redirect("reports:document", document.pk)


@require_GET
def document(request, pk):
    """A page of its own, and for htmx the fragment that is polled while the worker is at it."""
    document = access.document_to_see(
        request.user, pk, roles=request.roles, rights=request.rights, on=request.day
    )
    template = "reports/_document.html" if request.htmx else "reports/document.html"
    return render(request, template, {"document": document})


@require_GET
def download(request, pk):
    """Always an attachment: nothing that was uploaded or made is shown inside the site."""
    document = access.document_to_see(
        request.user, pk, roles=request.roles, rights=request.rights, on=request.day
    )
    path = Path(settings.MEDIA_ROOT) / document.path
    if not document.path or not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, document.file_name)
    response["Digest"] = f"sha-256={document.sha256}"
    response["Cache-Control"] = "private, no-store"
    return response
