"""The possible names of a table at its source, by its name in the pipeline."""

import re

_PART = re.compile(r'"(?:[^"]|"")+"|[^".]+')
_PARTS = re.compile(rf"({_PART.pattern})\.({_PART.pattern})")

Name = tuple[str | None, str]
"""A schema, or None for the search path, and a table, both as in the catalog."""


def names(written: str) -> list[Name]:
    """Return the possible meanings of `written`, the likeliest first.

    The exact name comes before the name in lower case, as SQL reads it.
    """
    found: list[Name] = []
    if _PART.fullmatch(written):
        found += [(None, _exact(written)), (None, _folded(written))]
    elif parts := _PARTS.fullmatch(written):
        schema, table = parts.groups()
        found += [(_exact(schema), _exact(table)), (_folded(schema), _folded(table))]
    elif '"' not in written:
        pieces = written.split(".")
        for place in range(1, len(pieces)):
            schema, table = ".".join(pieces[:place]), ".".join(pieces[place:])
            found += [(schema, table)] if schema and table else []
    return list(dict.fromkeys([*found, (None, written)]))


def _exact(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part


def _folded(part: str) -> str:
    """Return a part as PostgreSQL reads it: only ASCII letters become lower case."""
    if part.startswith('"'):
        return _exact(part)
    return re.sub("[A-Z]+", lambda capitals: capitals[0].lower(), part)
