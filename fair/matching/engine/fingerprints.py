"""Fingerprints of inputs: the same in every process for the same rows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from fair.matching.engine.text.types import TextProfile
from fair.matching.engine.types import Need, Offer, Rules

DIGESTS = 2**256


def fingerprint_of(rules: Rules, *, rows: int) -> str:
    """Return a SHA-256 of rules and the digest of rows, in hexadecimal."""
    digest = sha256(repr(rules.text.version if rules.text else None).encode())
    for relations in (rules.processes, rules.materials):
        digest.update(json.dumps(relations, sort_keys=True).encode())  # a hundred thousand
    others = replace(rules, text=None, processes={}, materials={})
    digest.update(repr(plain(others)).encode())
    digest.update(repr(rows).encode())
    return digest.hexdigest()


def digest_of_rows(rows: Iterable[Need | Offer]) -> int:
    """Return a number below DIGESTS for a set of rows, which is the sum of those of its parts."""
    digests = (sha256(repr((type(row).__name__, plain(row))).encode()).digest() for row in rows)
    return sum(int.from_bytes(digest) for digest in digests) % DIGESTS


def plain(value: Any) -> Any:
    """Return a value as something whose `repr` is the same in every process."""
    if value is None or isinstance(value, str | bytes | int | float | date):
        return value
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, TextProfile):
        # The key stands for words and reader. No sets inside, but thousands of quotes.
        return (value.key, value.vector, value.subject) if value.key else repr(value)
    if isinstance(value, Mapping):
        return [(key, plain(value[key])) for key in sorted(value)]
    if is_dataclass(value):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    return [plain(entry) for entry in value]
