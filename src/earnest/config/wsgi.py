"""By which door does a web server come in? ``granian --interface wsgi earnest.config.wsgi``.

Programs that carry a key go a shorter way (``api.programs``); everybody else goes Django's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")

_people = get_wsgi_application()

from earnest.api.programs import Programs, is_program  # noqa: E402 - needs Django to be set up

_programs = Programs()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    answer = _programs if is_program(environ) else _people
    return answer(environ, start_response)
