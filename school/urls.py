from django.urls import path

from . import views
from .views import consents, grants, rights

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
    path("rights/", rights.people, name="rights"),
    path("rights/mine/", rights.my_rights, name="my_rights"),
    path("rights/people/<int:pk>/", rights.person, name="person_rights"),
    path("rights/people/<int:pk>/appoint/", rights.appoint, name="appoint"),
    path("rights/appointments/<int:pk>/end/", rights.end_appointment, name="end_appointment"),
    path("rights/roles/", rights.roles, name="role_rights"),
    path("rights/roles/<slug:role>/<slug:right>/", rights.right, name="role_right"),
    path("rights/grants/", grants.grants, name="grants"),
    path("rights/grants/new/", grants.new_grant, name="new_grant"),
    path("rights/grants/<slug:kind>/<int:pk>/", grants.withdraw_grant, name="withdraw_grant"),
]
