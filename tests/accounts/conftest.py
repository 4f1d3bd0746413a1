"""Which people do the accounts' tests use?"""

from tests.people import ann, fresh_limits, published  # noqa: F401 (fixtures)
