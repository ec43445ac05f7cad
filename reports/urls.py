from django.urls import path

from .views import documents, missing

app_name = "reports"
urlpatterns = [
    path("missing/", missing.missing, name="missing"),
    path("missing/xlsx/", missing.missing_xlsx, name="missing_xlsx"),
    path("missing/<int:section>/<slug:kind>/", missing.missing_lessons, name="missing_lessons"),
    path("documents/", documents.documents, name="documents"),
    path("documents/order/<int:school_class>/", documents.order, name="order_document"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/file/", documents.download, name="download"),
]
