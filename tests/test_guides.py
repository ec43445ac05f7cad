"""Guides by role: they name pages and words that are on the screen, and lead only where the reader may go (HLP-1)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from accounts.doors import doorway_of
from accounts.models import Role
from ejournal.guides import FOLDER, LINK, NAMES, WORDS, guide_of, guides
from tests.factories import appointed, school_year

pytestmark = pytest.mark.requirement("HLP-1")

APPS = ("accounts", "archive", "exchange", "journal", "reports", "school")


def texts():
    return {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in NAMES}


def test_every_guide_of_the_folder_is_listed_and_has_parts_with_steps():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(NAMES)
    for guide in guides():
        assert guide.title
        assert all(part.steps for part in guide.parts[1:])


def test_every_link_of_a_guide_leads_to_a_page_that_has_a_door():
    for text in texts().values():
        for _, address in LINK.findall(text):
            assert doorway_of(resolve(address).func), address
        assert text.count("](") == len(LINK.findall(text))


def test_words_in_bold_are_on_the_screen():
    root = Path(settings.BASE_DIR)
    sources = [*(root / "templates").rglob("*.html"), root / "ejournal" / "navigation.py"]
    sources += [path for app in APPS for path in (root / app).rglob("*.py")]
    screen = "\n".join(path.read_text("utf-8") for path in sources)
    bold = {words for text in texts().values() for words in WORDS.findall(text)}
    assert {words for words in bold if words not in screen} == set()


def test_a_guide_is_text_with_bold_words_and_links_that_open():
    guide = guide_of(
        "new",
        "# Год\n\nВам <b>.\n\n## Шаги\n1. Нажмите **Создать**.\n2. [Год](/year/), [Люди](/people/)\n",
    )
    shown = guide.shown(lambda address: address == "/year/")
    assert (shown.title, shown.parts[0].paragraphs) == ("Год", ("Вам &lt;b&gt;.",))
    assert shown.parts[1].steps == (
        "Нажмите <b>Создать</b>.", '<a href="/year/">Год</a>, Люди',
    )  # fmt: skip


def test_the_page_of_guides_leads_the_reader_to_own_pages(as_user):
    school_year()
    page = reverse("help")
    clerk = as_user(appointed(Role.CLERK)).get(page, {"guide": "office"}).content.decode()
    assert 'href="/school/pupils/enrol/"' in clerk
    assert f'href="{reverse("exchange:imports")}"' not in clerk
    deputy = as_user(appointed(Role.DEPUTY))
    ready = deputy.get(reverse("reports:readiness")).content.decode()
    [address] = re.findall(r'href="([^"]+)">Как подготовить год', ready)
    assert "<h1>Как подготовить год</h1>" in deputy.get(address).content.decode()
