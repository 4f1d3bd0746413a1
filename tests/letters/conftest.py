"""Which installation do the letters' tests use? The one that the API's tests call."""

from tests.api.callers import house  # noqa: F401 (fixture)
from tests.people import fresh_limits, published  # noqa: F401 (fixtures)
