"""The entry for application servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongzhuo.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what was loaded stays for good: looking through it again and again is a tenth of a page's time
