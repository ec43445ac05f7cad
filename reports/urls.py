from django.urls import path

from .views import (
    consents,
    corrections,
    curricula,
    documents,
    exports,
    missing,
    papers,
    slips,
    why,
)

app_name = "reports"
urlpatterns = [
    path("missing/", missing.missing, name="missing"),
    path("missing/xlsx/", missing.missing_xlsx, name="missing_xlsx"),
    path("missing/<int:section>/<slug:kind>/", missing.missing_lessons, name="missing_lessons"),
    path("documents/", documents.documents, name="documents"),
    path("documents/order/<int:school_class>/", documents.order, name="order_document"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/file/", documents.download, name="download"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/file/", papers.paper_file, name="paper_file"),
    path("exports/", exports.exports, name="exports"),
    path("exports/people/", exports.export_people, name="export_people"),
    path("consents/pdf/", consents.consents_pdf, name="consents_pdf"),
    path("consents/xlsx/", consents.consents_xlsx, name="consents_xlsx"),
    path("consents/form/<int:number>/", consents.consent_form, name="consent_form"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/xlsx/", corrections.corrections_xlsx, name="corrections_xlsx"),
    path("corrections/pdf/", corrections.corrections_pdf, name="corrections_pdf"),
    path("curricula/<int:pk>/xlsx/", curricula.curriculum_xlsx, name="curriculum_xlsx"),
    path("curricula/<int:pk>/pdf/", curricula.curriculum_pdf, name="curriculum_pdf"),
    path("slips/", slips.slips, name="slips"),
    path("slips/staff/", slips.staff_slips, name="staff_slips"),
    path("slips/classes/<int:pk>/", slips.class_slips, name="class_slips"),
    path("slips/people/<int:pk>/", slips.entry_of, name="entry_of"),
    path("slips/people/<int:pk>/act/", slips.act_on_entry, name="act_on_entry"),
    path("why/", why.why, name="why"),
    path("grants/xlsx/", why.grants_xlsx, name="grants_xlsx"),
]
