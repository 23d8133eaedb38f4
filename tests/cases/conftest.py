"""Fixtures of the case tests."""

from tests.forms.conftest import bench, con

__all__ = ["bench", "con"]
