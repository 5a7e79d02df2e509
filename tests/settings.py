"""Settings of the test run: the product's own, on a folder that vanishes, with cheap password hashing.

Playwright's synchronous interface runs an event loop in the test's thread; Django would refuse database calls there,
although nothing is shared between the two, so the guard is switched off for tests.
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="lianxin-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("LIANXIN_")]:
    del os.environ[_name]  # an installation's settings must not decide what the tests see
os.environ["LIANXIN_VAR"] = _folder
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from lianxin.settings import *  # noqa: E402, F403
from lianxin.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
