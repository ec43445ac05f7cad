"""Who opened whose card: a person's own page, and the whole log for those who answer for personal data."""

from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.models import CardReading, User

NOTES_A_PAGE = 50


def readings_of(person: User, number: str) -> Page[CardReading]:
    """Two queries."""
    return Paginator(CardReading.objects.of(person).newest_first(), NOTES_A_PAGE).get_page(number)


def all_readings(words: str, number: str) -> Page[CardReading]:
    """Notes in which every word is in the name of the reader or of the person. Two queries."""
    found = CardReading.objects.select_related("person").newest_first()
    for word in words.replace("\0", "").split()[:5]:
        found = found.filter(
            Q(reader_name__icontains=word)
            | Q(person__last_name__icontains=word)
            | Q(person__first_name__icontains=word)
        )
    return Paginator(found, NOTES_A_PAGE).get_page(number)
