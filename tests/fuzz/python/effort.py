"""The number of tries of a property: few in `npm test`, more in `npm run fuzz`."""

import os

from hypothesis import HealthCheck, settings


def runs(usual: int) -> settings:
    """Return settings for `usual` examples, multiplied by FUZZ_EFFORT."""
    return settings(
        max_examples=usual * int(os.environ.get("FUZZ_EFFORT", "1")),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
