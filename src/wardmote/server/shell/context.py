"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Give the layout who asks, the CSP nonce and whether this is a demonstration."""
    return {
        "actor": getattr(request, "actor", None),
        "cspNonce": str(getattr(request, "csp_nonce", "")),
        "is_demo": settings.IS_DEMO,
        "assetPath": "/static/vendor/assets",
        "themeColor": "#1f5f5b",
    }
