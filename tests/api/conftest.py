"""Which installation do the API's tests ask, and who asks it?"""

from tests.api.callers import house  # noqa: F401 (fixture)
from tests.people import fresh_limits, published  # noqa: F401 (fixtures)
