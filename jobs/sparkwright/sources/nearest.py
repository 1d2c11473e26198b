"""The likely meaning of a misspelled name, as in orchestrator/sources/nearest.ts."""

from collections.abc import Iterable


def nearest(written: str, names: Iterable[str]) -> str | None:
    """Return the first name with the fewest edits; None if none is near."""
    word = written.lower()
    near = min(
        ((_edits(word, name.lower()), place, name) for place, name in enumerate(names)),
        default=None,
    )
    return near[2] if near is not None and near[0] <= max(1, len(word) // 2) else None


def _edits(one: str, other: str) -> int:
    """Levenshtein's distance."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for place, against in enumerate(other, start=1):
            now.append(min(before[place] + 1, now[-1] + 1, before[place - 1] + (letter != against)))
        before = now
    return before[-1]
