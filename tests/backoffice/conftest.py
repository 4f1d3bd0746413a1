"""Who opens the back office in tests?"""

from tests.people import fresh_limits, published  # noqa: F401 (fixtures)
