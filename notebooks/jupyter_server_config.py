"""Settings of `npm run notebook`; its address comes as arguments."""

import os
from pathlib import Path

from jupyter_server.auth import passwd

# Kernels inherit the environment, so the password is removed from it.
password_file = os.environ.pop("SPARKWRIGHT_NOTEBOOK_PASSWORD_FILE")
given = os.environ.pop("JUPYTER_NOTEBOOK_PASSWORD", "")
password = given or Path(password_file).read_text().strip()

c = get_config()  # noqa: F821
c.PasswordIdentityProvider.hashed_password = passwd(password)
c.IdentityProvider.token = ""
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
# It runs as the user that started the cluster, and listens on loopback.
c.ServerApp.allow_root = True
c.Application.log_level = "WARN"

# No requests to other servers.
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"
