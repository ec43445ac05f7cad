from django.contrib.auth import views as auth_views
from django.urls import include, path

from . import views
from .look import look

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.sign_in, name="login"),
    path("look/", look, name="look"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("school/", include("school.urls")),
    path("journal/", include("journal.urls")),
    path("diary/", include("diary.urls")),
    path("reports/", include("reports.urls")),
    path("archive/", include("archive.urls")),
    path("exchange/", include("exchange.urls")),
]
