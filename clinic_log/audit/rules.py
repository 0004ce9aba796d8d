"""How an entry is put into words for its hash, and how a chain is checked."""

import hashlib
import hmac
import json
from collections.abc import Mapping

FIRST_HASH = "0" * 64


def entry_hash(key: bytes, *, previous_hash: str, content: Mapping[str, object]) -> str:
    """HMAC-SHA256 over the hash before and the entry's fields in a fixed order (hexadecimal, 64 characters)."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, f"{previous_hash}\n{text}".encode("ascii"), hashlib.sha256).hexdigest()


def head_seal(key: bytes, *, sequence: int, head_hash: str) -> str:
    """Proof that an exported head was written by this installation."""
    return hmac.new(key, f"head {sequence} {head_hash}".encode("ascii"), hashlib.sha256).hexdigest()
