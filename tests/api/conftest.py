"""Which installation do the API's tests ask, and who asks it?"""

from tests.api.callers import house  # noqa: F401 (fixture)
from tests.browser import browser, open_page  # noqa: F401 (fixtures)
from tests.people import fresh_limits, published  # noqa: F401 (fixtures)
