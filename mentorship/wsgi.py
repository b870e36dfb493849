"""The WSGI application that gunicorn serves: `gunicorn mentorship.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

application = get_wsgi_application()

# Each worker process keeps the mentors' rows in memory: it reads them now, beside its first requests.
from matching import store  # noqa: E402  (its models need the apps that the line above has loaded)

store.warm()

# What is loaded by now stays as long as the process does. Looking through all of it for garbage took as long as a page, once in twenty pages.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
