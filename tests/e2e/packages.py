"""Python packages that only tests want, fetched when they run; never part of the tree."""

import os
import subprocess
import sys

AXE = "axe-playwright-python==0.1.8"  # carries axe.min.js of Deque (MPL 2.0); of it only that file is used


def fetch(package, folder, *options):
    """Installs `package` into `folder` (once). False, and a loud line, where pip cannot."""
    if os.path.isdir(folder) and os.listdir(folder):
        return True
    fetched = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, *options, package],
                             capture_output=True, text=True)
    if fetched.returncode != 0:
        print(f"SKIPPED: pip could not fetch {package}: {fetched.stderr.strip()[-300:]}")
    return fetched.returncode == 0
