"""Text that spreadsheets would run as a formula is written so that they do not, and read back as it was. Pure."""

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
# An apostrophe before such a text, or before another apostrophe, is ours; before anything else it is the person's.
MARK = "'"


def neutral(text: str) -> str:
    """As a cell of CSV holds it: «=1+1» is «'=1+1»."""
    return MARK + text if text.startswith((*FORMULA_BEGINS, MARK)) else text


def restored(cell: str) -> str:
    """What `neutral` was given."""
    is_ours = cell[:1] == MARK and cell[1:2] and cell[1:].startswith((*FORMULA_BEGINS, MARK))
    return cell[1:] if is_ours else cell
