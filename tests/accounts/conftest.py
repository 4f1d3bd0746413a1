"""Which people do the accounts' tests use?"""

from tests.people import ann, published  # noqa: F401 (fixtures)
