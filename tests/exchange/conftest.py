import pytest

from exchange.actions import import_oneroster
from exchange.oneroster import read_bundle
from exchange.sources import Source
from tests.exchange.bundles import SCHOOL
from tests.factories import NOW


@pytest.fixture
def load(clerk):
    """`load()` imports the small school; `load({**SCHOOL, …})` one with changed files."""

    def run(files=SCHOOL, **options):
        data = {name: text.encode() for name, text in files.items()}
        bundle = read_bundle(Source("списки.zip", data))
        return import_oneroster(bundle=bundle, by=clerk, now=NOW, **options)

    return run
