from django.urls import path

from .views import missing

app_name = "reports"
urlpatterns = [
    path("missing/", missing.missing, name="missing"),
    path("missing/xlsx/", missing.missing_xlsx, name="missing_xlsx"),
    path("missing/<int:section>/<slug:kind>/", missing.missing_lessons, name="missing_lessons"),
]
