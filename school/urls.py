from django.urls import path

from . import views
from .views import consents

app_name = "school"
urlpatterns = [
    path("classes/", views.classes, name="classes"),
    path("classes/<int:pk>/", views.school_class, name="school_class"),
    path("timetable/", views.timetable, name="timetable"),
    path("consents/", consents.consents, name="consents"),
    path("consents/paper/", consents.paper_list, name="paper_list"),
    path("consents/class/<int:pk>/", consents.class_consents, name="class_consents"),
    path("consents/class/<int:pk>/save/", consents.save_class_consents, name="save_class_consents"),
    path("consents/<int:pk>/", consents.consent, name="consent"),
    path("consents/<int:pk>/withdraw/", consents.withdraw_consent, name="withdraw_consent"),
    path("consents/<int:pk>/scan/", consents.consent_scan, name="consent_scan"),
    path("consents/<int:pk>/scan/attach/", consents.attach_scan, name="attach_scan"),
]
