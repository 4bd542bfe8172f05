"""The command line: parses, calls, prints; a module a group of commands."""

from kg.cli import articles, care, facts, importing, queries, serving, writing  # each adds its commands to the app
from kg.cli.app import app, main, run

__all__ = ["app", "articles", "care", "facts", "importing", "main", "queries", "run", "serving", "writing"]
