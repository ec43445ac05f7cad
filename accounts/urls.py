from django.urls import path

from .views import breaches, rules, security

app_name = "accounts"

urlpatterns = [
    path("rules/", rules.rules_page, name="rules"),
    path("rules/register/", rules.rules_register, name="rules_register"),
    path("sessions/end/", security.end_session, name="end_session"),
    path("breach/", breaches.report_breach, name="report_breach"),
]
