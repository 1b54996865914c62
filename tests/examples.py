"""How many inputs a property is tried with: few in every run, very many with ``--hypothesis-profile=thorough``."""

from hypothesis import HealthCheck, settings

THOROUGH = "thorough"
INPUTS = 20_000
"""Inputs for each property of the profile."""


def register() -> None:
    """Make the profile known; before the tests are collected. No test is about how long an input takes."""
    settings.register_profile("usual", deadline=None)
    settings.load_profile("usual")
    settings.register_profile(THOROUGH, max_examples=INPUTS, deadline=None, suppress_health_check=list(HealthCheck))


def examples(usual: int, thorough: int = INPUTS) -> settings:
    """So many examples; in the profile ``thorough`` so many, where one takes long."""
    is_thorough = settings.default is not None and settings.default.max_examples == INPUTS
    return settings(
        max_examples=thorough if is_thorough else usual, deadline=None, suppress_health_check=list(HealthCheck)
    )
