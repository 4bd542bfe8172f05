"""A knowledge graph of tech-giant financial facts, read from Dutch and English news."""

from __future__ import annotations

__version__ = "0.1.0"
