"""Who joins ports and adapters? Only this room.

``installation`` opens everything that one installation needs, ``desk`` is what every delivery
asks, ``clock`` the present instant, ``calendars`` the holidays as data.
"""

from earnest.rails.sandbox.bank import PayoutPlay, Play
from earnest.wiring.desk import Desk
from earnest.wiring.installation import close_desk, desk, letters_go_to, open_desk, use_desk

__all__ = [
    "Desk",
    "PayoutPlay",
    "Play",
    "close_desk",
    "desk",
    "letters_go_to",
    "open_desk",
    "use_desk",
]
