"""How often a property is tried: a few times in `npm test`, more by `npm run fuzz`."""

import os

from hypothesis import HealthCheck, settings


def runs(usual: int) -> settings:
    """Return settings for `usual` examples, times FUZZ_EFFORT."""
    return settings(
        max_examples=usual * int(os.environ.get("FUZZ_EFFORT", "1")),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
