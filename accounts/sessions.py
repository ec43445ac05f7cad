"""How long a sign-in lasts."""

# Key of the session: the person said that the computer is not his own.
SHARED = "shared_computer"
