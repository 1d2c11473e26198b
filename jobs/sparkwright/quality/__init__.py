"""Expectations, quarantine and suites of Great Expectations."""
