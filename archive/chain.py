"""The chain of seals, by rules that a program without a database can follow (see `archive/verifier.py`).

A row's digest is SHA-256 of its text: the JSON object of its columns as PostgreSQL writes it in UTC. A seal's head is
SHA-256 of lines joined by newlines: the previous head, the seal's number, its transactions, the digests of its rows
in hexadecimal, ordered by transaction, table and history id.
"""

import hashlib
from collections.abc import Iterable

# What the first seal follows.
NOTHING = "0" * 64


def head_of(
    previous: str,
    number: int,
    first_transaction: int,
    next_transaction: int,
    digests: Iterable[str],
) -> str:
    """The head of a seal: 64 hexadecimal digits."""
    told = hashlib.sha256(f"{previous}\n{number}\n{first_transaction}\n{next_transaction}".encode())
    for digest in digests:
        told.update(b"\n")
        told.update(digest.encode())
    return told.hexdigest()


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
