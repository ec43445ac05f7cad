from django.urls import path

from .views import breaches, readings, rules, security

app_name = "accounts"

urlpatterns = [
    path("rules/", rules.rules_page, name="rules"),
    path("rules/register/", rules.rules_register, name="rules_register"),
    path("readings/", readings.readings, name="readings"),
    path("readings/all/", readings.all_readings, name="all_readings"),
    path("sessions/end/", security.end_session, name="end_session"),
    path("breach/", breaches.report_breach, name="report_breach"),
]
