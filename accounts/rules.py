"""The rules of use that everybody accepts before anything opens (ACC-14; A 27–28, B 4.1–4.2).

A text that has been accepted is never edited: a new text is a new file and a new version, and everybody is
asked anew.
"""

VERSION = "1"
# Key of the session: the version accepted, so that no page asks the database again.
ACCEPTED = "rules_accepted"


def text_of(version: str) -> str:
    """Template with that version's text."""
    return f"accounts/rules/{version}.html"
