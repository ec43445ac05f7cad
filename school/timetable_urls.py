"""Addresses of the timetable's versions, its editor and its audit; part of school.urls."""

from django.urls import path

from .views import versions

urlpatterns = [
    path("timetable/week/", versions.whole_week, name="whole_week"),
    path("timetable/versions/", versions.versions, name="versions"),
    path("timetable/versions/<int:pk>/", versions.edit_version, name="edit_version"),
    path(
        "timetable/versions/<int:pk>/class/<int:school_class>/<int:day>/<int:number>/",
        versions.put_in_slot,
        name="put_in_slot",
    ),
    path("timetable/versions/entries/<int:pk>/clear/", versions.clear_slot, name="clear_slot"),
    path("timetable/versions/<int:pk>/drop/", versions.drop_version, name="drop_version"),
    path("timetable/versions/<int:pk>/audit/", versions.audit_version, name="audit_version"),
]
