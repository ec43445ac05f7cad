"""The pages that the library of sign-in knows by its own names; those not listed here do not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, reverse_lazy

from .views import security, sign_in

remove_app = security.back_if_gone(totp.deactivate_totp)
remove_passkey = security.back_if_gone(
    passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))
)
view_codes = security.back_if_gone(codes.view_recovery_codes)

urlpatterns = [
    path("login/", sign_in.sign_in, name="account_login"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("login/key/", sign_in.sign_in_by_key, name="mfa_login_webauthn"),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("account/", security.security, name="mfa_index"),
    path("account/password/", security.change_password, name="account_change_password"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/again/key/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path("account/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", remove_app, name="mfa_deactivate_totp"),
    path("account/keys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("account/codes/", view_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
