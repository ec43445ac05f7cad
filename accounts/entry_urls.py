"""Ways in beside name and password: the address of the slip is printed on paper, so it is short."""

from django.urls import path

from .views import outside, slips

app_name = "entry"

urlpatterns = [
    path("slip/", slips.enter, name="slip"),
    path("slip/password/", slips.own_password, name="own_password"),
    path("outside/", outside.start, name="outside"),
    path("outside/callback/", outside.callback, name="outside_callback"),
    path("outside/first/", outside.unknown, name="outside_unknown"),
]
