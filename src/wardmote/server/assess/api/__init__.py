"""Endpoints of assessments."""

from wardmote.server.assess.api.assessments import router

__all__ = ["router"]
