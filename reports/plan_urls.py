"""Addresses under /reports/plans/: calendar-thematic plans in a spreadsheet and on paper."""

from django.urls import path

from .views import plans

app_name = "plan_papers"
urlpatterns = [path("<int:pk>/", plans.plan_paper, name="plan")]
