"""Vendored files are what VENDOR.lock says, nothing comes from elsewhere, and no template breaks the strict CSP."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
# What is made into a PDF never reaches a browser.
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "print" not in path.parts[:-1]
)
LICENCES = {
    "@tabler/core": "vendor/tabler.LICENSE.txt",
    "htmx.org": "vendor/htmx.LICENSE.txt",
    "@fontsource/pt-sans": "fonts/pt-sans-woff2.LICENSE.txt",
    "fonts-paratype (Debian)": "fonts/PT-ttf.LICENSE.txt",
}


def locked():
    lines = (STATIC / "vendor" / "VENDOR.lock").read_text().splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def sha384(path):
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def test_every_vendored_file_has_the_hash_of_the_lock():
    assert {file: sha384(STATIC / file) for _, _, file, _, _ in locked()} == {
        file: digest for _, _, file, digest, _ in locked()
    }


def test_the_lock_names_every_vendored_file_and_every_licence_lies_beside():
    shipped = {
        str(path.relative_to(STATIC))
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).iterdir()
        if not path.name.endswith("LICENSE.txt") and path.name != "VENDOR.lock"
    }
    assert {file for _, _, file, _, _ in locked()} == shipped
    assert {name for name, *_ in locked()} == set(LICENCES)
    assert [path for path in LICENCES.values() if not (STATIC / path).read_text().strip()] == []


def test_no_vendored_file_asks_for_a_source_map():
    found = [
        file for _, _, file, _, _ in locked() if b"sourceMappingURL" in (STATIC / file).read_bytes()
    ]
    assert found == []


def test_every_font_of_the_style_sheet_is_shipped():
    css = (STATIC / "css" / "ejournal.css").read_text()
    asked = set(re.findall(r'url\("\.\./([^"]+)"\)', css))
    assert asked == {file for _, _, file, _, _ in locked() if file.endswith(".woff2")}


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
def test_templates_hold_no_inline_code_and_nothing_from_elsewhere(template):
    text = template.read_text()
    bad = [
        r"<style\b",
        r"\sstyle=",
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
        r"\son[a-z]+=",
        r"javascript:",
        r"(?:src|href)=[\"']?(?:https?:)?//",
        r"\shx-[a-z-]+=",
    ]
    assert [pattern for pattern in bad if re.search(pattern, text)] == []


def test_no_module_imports_one_that_listens():
    """A browser would run it twice: once by its hashed name from the page, once by its plain name.

    Listening inside a function or a class, which the importer calls, is no harm.
    """
    scripts = {path.name: path.read_text() for path in (STATIC / "js").glob("*.js")}
    imports = {
        (name, what)
        for name, text in scripts.items()
        for what in re.findall(r'from "\./([^"]+)"', text)
    }
    listens = re.compile(r"^(?:\w+\.)*addEventListener\(", re.MULTILINE)
    assert [pair for pair in sorted(imports) if listens.search(scripts[pair[1]])] == []
