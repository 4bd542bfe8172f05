"""The exceptions of the package.

    KgError
      InputError        a file, text or option that cannot be used
        ArticleError      an article that cannot be read
        QueryError        a query or a parameter of one
          QueryStopped    a query that took more time or memory than it may
      StoreError        a graph that cannot be opened, read or written
        TextMissing       the graph does not keep the text of an article
        StoreInUse        another process holds the graph for writing
        RemoteError       an endpoint that cannot be asked, or does not answer as it should
      BuildError        articles could not be read on in processes
      BusyError         a server or its workers have more to do than they can take
      DefectError       the program's own promise is broken: please report

Each message is one line that names the place, the cause and the cure.
"""

from __future__ import annotations


class KgError(Exception):
    """The root of all exceptions that this package raises on purpose."""


class InputError(KgError):
    """A file, text or option that cannot be used."""


class ArticleError(InputError):
    """An article that cannot be read."""


class QueryError(InputError):
    """A query, or a parameter of one, that cannot be used."""


class QueryStopped(QueryError):
    """A query that took more time or memory than it may; what came of its result until then is not whole."""


class BusyError(KgError):
    """There are more queries than can be answered or wait; `after` is in how many seconds to ask again."""

    def __init__(self, message: str, after: int = 1) -> None:
        super().__init__(message)
        self.after = after


class StoreError(KgError):
    """A graph that cannot be opened, read or written."""


class TextMissing(StoreError):
    """The graph does not keep the text of an article, as where its facts came from a file or an endpoint."""


class StoreInUse(StoreError):
    """Another process holds the graph for writing."""


class RemoteError(StoreError):
    """An endpoint that cannot be asked, or does not answer as it should; `status` is HTTP's, 0 if there is none."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class BuildError(KgError):
    """The processes that read articles keep ending of themselves."""


class DefectError(KgError):
    """A promise of the program itself is broken: please report it."""
