from django.urls import path

from . import views

app_name = "exchange"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", views.preview, name="preview"),
    path("<int:pk>/status/", views.status, name="status"),
    path("<int:pk>/apply/", views.apply, name="apply"),
    path("templates/<slug:kind>/", views.template, name="template"),
    path("oneroster/", views.export_oneroster, name="export_oneroster"),
    path("timetables/<int:pk>/fet/", views.export_timetable, name="export_timetable"),
]
