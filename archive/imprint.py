"""What is said of the last seal on paper and in letters."""

from django.utils import timezone

from .models import Seal


def words_of(seal: Seal) -> str:
    """«Печать истории № 12 от 15.09.2025, 14:05: 9f86d0…», the whole head."""
    return f"Печать истории № {seal.number} от {timezone.localtime(seal.made_at):%d.%m.%Y, %H:%M}: {seal.head}"


def last_words() -> str:
    """Of the last seal; empty where none is made. Printed on the last page of a volume (settings.IMPRINT)."""
    seal = Seal.objects.only("number", "made_at", "head").order_by("number").last()
    return words_of(seal) if seal else ""
