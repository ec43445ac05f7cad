"""A OneRoster bundle as bytes: tables of CSV in a zip, the same bundle always the same bytes."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

from exchange.lists.writing import csv_bytes

from .columns import FILES

V11, V12 = "1.1", "1.2"
VERSIONS = (V11, V12)
METADATA = "metadata."
# A zip remembers when its files were written; ours are told by what is in them.
EPOCH = (1980, 1, 1, 0, 0, 0)
# What 1.2 has moved into roles.csv, and what 1.1 does not know yet.
ONLY_IN_11 = {"users": ("role", "orgSourcedIds")}
ONLY_IN_12 = {
    "users": (
        "userMasterIdentifier", "preferredGivenName", "preferredMiddleName", "preferredFamilyName",
        "primaryOrgSourcedId", "pronouns",
    ),
}  # fmt: skip
ABSENT = (
    "categories", "classResources", "courseResources", "lineItems", "resources", "results",
)  # fmt: skip
Row = Mapping[str, str]


def write_bundle(tables: Mapping[str, Sequence[Row]], *, version: str = V12) -> bytes:
    """The zip; `tables` are rows by file, of the columns of `FILES` and `metadata.*`, without the manifest."""
    file = BytesIO()
    files = {kind: rows for kind, rows in tables.items() if version == V12 or kind != "roles"}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "manifest", ["propertyName", "value"], _manifest(files, version))
        for kind, rows in files.items():
            head = _head(kind, rows, version)
            _put(archive, kind, head, [[row.get(name, "") for name in head] for row in rows])
    return file.getvalue()


def _put(
    archive: zipfile.ZipFile, kind: str, head: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    info = zipfile.ZipInfo(f"{kind}.csv", EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, csv_bytes(head, rows))


def _head(kind: str, rows: Sequence[Row], version: str) -> list[str]:
    left_out = (ONLY_IN_11 if version == V12 else ONLY_IN_12).get(kind, ())
    known = [name for name in FILES[kind].known if name not in left_out]
    extra = {name for row in rows for name in row if name.startswith(METADATA)}
    return [*known, *sorted(extra)]


def _manifest(files: Mapping[str, Sequence[Row]], version: str) -> list[list[str]]:
    own = [kind for kind in FILES if kind != "manifest" and (version == V12 or kind != "roles")]
    told = {f"file.{kind}": "bulk" if kind in files else "absent" for kind in (*own, *ABSENT)}
    return [
        ["manifest.version", "1.0"],
        ["oneroster.version", version],
        *([name, value] for name, value in sorted(told.items())),
        ["source.systemName", "Электронный журнал"],
        ["source.systemCode", "ejournal"],
    ]
