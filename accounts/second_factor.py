"""The second factor: an application with codes or a passkey, beside the password."""

# Key of the session: the person has one, so that no page asks the database again.
SET_UP = "second_factor"

# What opens to one who has yet to set it up.
PAGES_OF_SETTING_UP = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
})  # fmt: skip
