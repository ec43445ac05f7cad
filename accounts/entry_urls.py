"""Ways in beside name and password: the address of the slip is printed on paper, so it is short."""

from django.urls import path

from .views import slips

app_name = "entry"

urlpatterns = [
    path("slip/", slips.enter, name="slip"),
    path("slip/password/", slips.own_password, name="own_password"),
]
