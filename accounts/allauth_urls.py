"""The pages that the library of sign-in knows by its own names; those not listed here do not exist."""

from django.urls import path

from .views import sign_in

urlpatterns = [
    path("login/", sign_in.sign_in, name="account_login"),
    path("logout/", sign_in.sign_out, name="account_logout"),
]
