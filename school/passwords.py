"""Words of this school that nobody takes for a password."""

from collections.abc import Iterable

from accounts.passwords import NotGuessed, words_of

from .models import School


class NotGuessedHere(NotGuessed):
    def words(self) -> Iterable[str]:
        school = School.objects.first()
        if school is None:
            return ()
        return words_of(f"{school.name} {school.full_name} {school.locality}")
