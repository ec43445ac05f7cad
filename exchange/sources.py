"""Files of a folder or of a zip, read within limits: a bundle comes from outside and may be anything."""

import gzip
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .problems import Problem, Unreadable, size_of

MAX_UPLOAD = 50_000_000  # bytes of one file on the disk
MAX_TOTAL = 100_000_000  # bytes of all files once unpacked
MAX_RATIO = 100  # unpacked to packed; real lists stay below 20
MAX_FILES = 100
RATIO_MATTERS_FROM = 1_000_000
ALWAYS_SKIPPED = ("__macosx", ".ds_store", "thumbs.db")


@dataclass(frozen=True)
class Source:
    """Contents by file name as written; folders inside a zip are already taken off."""

    name: str
    files: dict[str, bytes]

    def find(self, name: str) -> str | None:
        """The real name of a file whatever the case of its letters."""
        return next((real for real in self.files if real.lower() == name.lower()), None)


def open_source(path: Path, *, name: str = "") -> Source:
    """Every .csv of a folder or a zip; `name` is what the person called the file."""
    name = name or path.name
    if path.is_dir():
        return _folder(path, name)
    refuse_large(path, name)
    if not zipfile.is_zipfile(path):
        raise Unreadable(Problem(name, None, "", _not_a_zip(path)))
    try:
        with zipfile.ZipFile(path) as archive:
            return _zip(archive, name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(Problem(name, None, "", BROKEN_ZIP)) from error


BROKEN_ZIP = "архив повреждён и не открывается. Выгрузите его заново и загрузите ещё раз."


def refuse_large(path: Path, name: str) -> None:
    """Says so when there is no such file, or it is too large to be a school's list."""
    try:
        size = path.stat().st_size
    except OSError as error:
        text = "такого файла или папки нет. Проверьте путь."
        raise Unreadable(Problem(name, None, "", text)) from error
    if size > MAX_UPLOAD:
        raise Unreadable(Problem(name, None, "", _too_large(size, MAX_UPLOAD)))
    if size == 0:
        raise Unreadable(Problem(name, None, "", "файл пуст. Выгрузите его заново."))


def read_xml(path: Path, *, name: str = "") -> bytes:
    """A plain or gzipped file (told by its first bytes), unpacked within the same limits."""
    name = name or path.name
    refuse_large(path, name)
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if not packed:
            return file.read(MAX_UPLOAD + 1)
        try:
            with gzip.open(file) as unpacked:
                data = unpacked.read(MAX_UPLOAD + 1)
        except (OSError, EOFError, zlib.error) as error:
            text = "сжатый файл повреждён. Сохраните его заново и загрузите ещё раз."
            raise Unreadable(Problem(name, None, "", text)) from error
    if len(data) > MAX_UPLOAD:
        raise Unreadable(Problem(name, None, "", _too_large(len(data), MAX_UPLOAD, more=True)))
    return data


def _folder(path: Path, name: str) -> Source:
    found = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv")
    total = 0
    for file in found:
        total += file.stat().st_size
        if file.stat().st_size > MAX_UPLOAD:
            raise Unreadable(
                Problem(file.name, None, "", _too_large(file.stat().st_size, MAX_UPLOAD))
            )
    _refuse_totals(name, len(found), total)
    return Source(name, {file.name: file.read_bytes() for file in found})


def refuse_packed(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Members of an archive that keeps within the limits; a member never unpacks to more than it says."""
    members = [info for info in archive.infolist() if not info.is_dir() and not _is_skipped(info)]
    _refuse_totals(name, len(members), sum(info.file_size for info in members))
    for info in members:
        _refuse_member(info, name)
    return members


def _zip(archive: zipfile.ZipFile, name: str) -> Source:
    files: dict[str, bytes] = {}
    for info in refuse_packed(archive, name):
        short = PurePosixPath(info.filename).name
        if not short.lower().endswith(".csv"):
            continue
        if any(short.lower() == known.lower() for known in files):
            text = f"в архиве два файла {short}. Оставьте один и загрузите архив снова."
            raise Unreadable(Problem(name, None, "", text))
        files[short] = _unpack(archive, info, name)
    return Source(name, files)


def _is_skipped(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").lower().split("/")
    return parts[0] in ALWAYS_SKIPPED or parts[-1] in ALWAYS_SKIPPED


def _refuse_totals(name: str, count: int, total: int) -> None:
    if count > MAX_FILES:
        text = f"внутри {count} файлов, а в наборе списков их не больше {MAX_FILES}."
        raise Unreadable(Problem(name, None, "", f"{text} Проверьте, тот ли это архив."))
    if total > MAX_TOTAL:
        text = f"после распаковки файлы займут {size_of(total)}, можно не больше "
        raise Unreadable(Problem(name, None, "", f"{text}{size_of(MAX_TOTAL)}."))


def _refuse_member(info: zipfile.ZipInfo, name: str) -> None:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]:
        text = f"имя «{info.filename}» внутри архива ведёт за его пределы. Такой архив не читается."
        raise Unreadable(Problem(name, None, "", text))
    if info.flag_bits & 0x1:
        text = f"файл {path} закрыт паролем. Сделайте архив без пароля."
        raise Unreadable(Problem(name, None, "", text))
    if info.file_size > MAX_UPLOAD:
        raise Unreadable(Problem(path, None, "", _too_large(info.file_size, MAX_UPLOAD)))
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > RATIO_MATTERS_FROM and ratio > MAX_RATIO:
        text = f"файл {path} сжат в {ratio:.0f} раз: это не похоже на списки школы."
        raise Unreadable(Problem(name, None, "", f"{text} Выгрузите архив заново."))


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """The size in the header is only a promise: reading stops at the limit."""
    try:
        with archive.open(info) as member:
            data = member.read(MAX_UPLOAD + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        text = f"файл {info.filename} в архиве повреждён. Выгрузите архив заново."
        raise Unreadable(Problem(name, None, "", text)) from error
    if len(data) > MAX_UPLOAD:
        raise Unreadable(
            Problem(info.filename, None, "", _too_large(len(data), MAX_UPLOAD, more=True))
        )
    return data


def _too_large(size: int, limit: int, *, more: bool = False) -> str:
    told = f"больше {size_of(limit)}" if more else size_of(size)
    return f"файл слишком большой: {told}, можно не больше {size_of(limit)}."


def _not_a_zip(path: Path) -> str:
    with path.open("rb") as file:
        looks_packed = file.read(4) == b"PK\x03\x04"
    if looks_packed:
        return BROKEN_ZIP
    return "это не архив ZIP. Загрузите архив со списками школы (users.csv, classes.csv и другие)."
