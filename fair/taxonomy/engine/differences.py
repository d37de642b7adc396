"""What must be done to make one keyed set like another."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Differences(Generic[Key]):
    """Keys by what becomes of them, each in the order of its set."""

    added: tuple[Key, ...]
    changed: tuple[Key, ...]
    withdrawn: tuple[Key, ...]
    unchanged: int

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn)


def differences(
    current: Mapping[Key, object], wanted: Mapping[Key, object], *, present: set[Key] | None = None
) -> Differences[Key]:
    """Compare two sets; `present` are the keys of `current` that can still be withdrawn."""
    withdrawable = current.keys() if present is None else present
    changed = tuple(key for key in wanted if key in current and current[key] != wanted[key])
    added = tuple(key for key in wanted if key not in current)
    return Differences(
        added=added,
        changed=changed,
        withdrawn=tuple(k for k in current if k not in wanted and k in withdrawable),
        unchanged=len(wanted) - len(added) - len(changed),
    )
