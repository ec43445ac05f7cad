"""A file that only one browser opens: closed with a key whose other half never comes to rest on the server. Pure.

The worker closes with the public half; the private one lies in a cookie of the browser that asked (X25519, HKDF,
ChaCha20-Poly1305; the construction of HPKE, RFC 9180, in its base mode without its framing).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
# The key of each envelope is its own, so its only message needs no other nonce.
NONCE = bytes(12)


def new_key() -> tuple[str, bytes]:
    """The private half for a cookie, and the public one to close with."""
    private = X25519PrivateKey.generate()
    return urlsafe_b64encode(private.private_bytes_raw()).decode(), _raw(private)


def closed(content: bytes, public: bytes) -> bytes:
    """The envelope: a public key of its own, then the content under a key that nobody here can make again."""
    own = X25519PrivateKey.generate()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    return _raw(own) + _cipher(shared, _raw(own) + public).encrypt(NONCE, content, None)


def opened(envelope: bytes, private: str) -> bytes | None:
    """The content; None where the key is not the one, or is none."""
    try:
        mine = X25519PrivateKey.from_private_bytes(urlsafe_b64decode(private.encode()))
        theirs, content = envelope[:KEY_BYTES], envelope[KEY_BYTES:]
        shared = mine.exchange(X25519PublicKey.from_public_bytes(theirs))
        return _cipher(shared, theirs + _raw(mine)).decrypt(NONCE, content, None)
    except (ValueError, InvalidTag):
        return None


def _raw(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def _cipher(shared: bytes, both: bytes) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"paper" + both).derive(shared)
    return ChaCha20Poly1305(derived)
