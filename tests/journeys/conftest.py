"""Which people and browsers do the journeys use?"""

from tests.browser import browser, open_page  # noqa: F401 (fixtures)
from tests.people import ann, fresh_limits, published  # noqa: F401 (fixtures)
from tests.web.trading import desk, trade  # noqa: F401 (fixtures)
