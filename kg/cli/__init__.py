"""The command line: parses, calls, prints; a module a group of commands."""

from kg.cli import (  # each adds its commands to the app
    articles,
    care,
    extracting,
    facts,
    figures,
    importing,
    networks,
    queries,
    remote,
    serving,
    writing,
)
from kg.cli.app import app, main, run

__all__ = [
    "app",
    "articles",
    "care",
    "extracting",
    "facts",
    "figures",
    "importing",
    "main",
    "networks",
    "queries",
    "remote",
    "run",
    "serving",
    "writing",
]
