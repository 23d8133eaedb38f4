"""The frame of every step: it replaces each error of the step's body by the error's own message."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from pipelines.state.session import Session
from warehouse import disk
from warehouse.errors import HgtError, plain


def step(body: Callable[[Session], Iterable[Any]]) -> Callable[[dg.OpExecutionContext], Iterator[Any]]:
    """The function of a step: it yields what `body` returns for the session of the run."""

    def run(context: dg.OpExecutionContext) -> Iterator[Any]:
        session: Session = context.resources.session
        with _told(session):
            results = list(body(session))
        yield from results

    run.__name__, run.__doc__ = body.__name__, body.__doc__
    return run


@contextmanager
def _told(session: Session) -> Iterator[None]:
    """Replace an error by its message, without its causes: Dagster's history keeps them for good."""
    try:
        with disk.watched(session.paths.data, disk.STANDS):
            yield
    except Exception as error:
        said = str(error) if isinstance(error, HgtError) else plain(error)
        raise dg.Failure(description=said, allow_retries=False) from None
