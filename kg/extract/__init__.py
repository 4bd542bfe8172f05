"""From an article's text to its facts: a cascade of layers, each a module, and the one call that runs them all.

    text -> phrases: metrics, cues -> quantities -> periods -> entities -> reading -> observations, roles, ...

The same text gives the same facts, byte for byte: no clock, no network, no randomness.
"""

from __future__ import annotations

from kg.extract.extraction import Extraction, Unread, extract

__all__ = ["Extraction", "Unread", "extract"]
