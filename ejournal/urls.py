from django.urls import include, path

from . import installed, views
from .look import look

urlpatterns = [
    path("", views.home, name="home"),
    path("look/", look, name="look"),
    path("state/", views.state, name="state"),
    path("help/", views.guide, name="help"),
    path("app.webmanifest", installed.manifest, name="manifest"),
    path("app-worker.js", installed.worker, name="worker"),
    path("offline/", installed.offline, name="offline"),
    path("", include("accounts.allauth_urls")),
    path("", include("accounts.entry_urls")),
    path("account/", include("accounts.urls")),
    path("school/year/", include("journal.year_urls")),
    path("school/timetable/", include("journal.timetable_urls")),
    path("school/", include("journal.ending_urls")),
    path("school/", include("journal.list_urls")),
    path("school/", include("school.urls")),
    path("school/year/", include("reports.hours_urls")),
    path("journal/", include("journal.urls")),
    path("diary/", include("diary.urls")),
    path("reports/plans/", include("reports.plan_urls")),
    path("reports/", include("reports.urls")),
    path("archive/", include("archive.urls")),
    path("exchange/plans/", include("exchange.plan_urls")),
    path("exchange/", include("exchange.urls")),
]

handler500 = "ejournal.failures.failed"
