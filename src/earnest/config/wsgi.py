"""By which door does a web server come in? ``granian --interface wsgi earnest.config.wsgi``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")

application = get_wsgi_application()
