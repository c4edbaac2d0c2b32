import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference() -> Path:
    """The published tables and the files that users have, where this machine has them."""
    folder = os.environ.get("WARDMOTE_REFERENCE_DATA")
    if not folder:
        pytest.skip("WARDMOTE_REFERENCE_DATA is not set")
    return Path(folder) / "caf"
