"""Finds a browser for the tests, and installs one where that is allowed.

Run as a program (`make test` does), it installs Debian's Chromium as root, or Playwright's own
elsewhere; where neither can be had it says plainly that browser tests are left out.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-liberation")


def find() -> str | None:
    """Give the path of a browser, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    found = sorted(cache.glob("chromium*/chrome-*/chrome*"))
    return next((str(path) for path in found if os.access(path, os.X_OK) and path.is_file()), None)


def install() -> None:
    """Install a browser in the way that this machine allows."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "env": environment}
        subprocess.run([*apt, "update"], check=False, **quiet)  # type: ignore[call-overload]
        install = [*apt, "install", "-y", "--no-install-recommends", *PACKAGES]
        subprocess.run(install, check=False, **quiet)  # type: ignore[call-overload]
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        sys.stderr.write("There is no browser here yet. Installing one ...\n")
        install()
    if find() is None:
        sys.stderr.write(
            "No browser could be had, so the tests that need one are left out. "
            "Install Chromium to run them.\n"
        )
