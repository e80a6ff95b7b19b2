"""Uploads an archive: games are made in worker processes and put into the bucket by threads."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING

from include.devstack.archive_fill.bodies import MadeGame, make_game
from include.devstack.archive_fill.plan import PlannedGame, plan_games
from include.devstack.archive_fill.truth import FilledGame
from include.espn.keys import EspnPrefixes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_BATCH = 10
_UPLOADS_AT_ONCE = 8
_WAITING_GAMES = 64


def fill(
    client: S3Client,
    bucket: str,
    prefixes: EspnPrefixes,
    games: int,
    *,
    seed: int,
    kinds: Mapping[str, float] | None = None,
    workers: int = 1,
    lean: bool = False,
) -> tuple[FilledGame, ...]:
    """Put an archive into a bucket and return what is true of its games, in order of their ids.

    A second call with the same arguments writes the same objects again. Nothing else in the bucket changes.

    :param client: its connection pool should hold 8 connections or more.
    :param kinds: share by kind; without them the usual mix of whole games.
    :param workers: processes that make games; with 1 they are made in this process.
    :param lean: leave out what nobody reads.
    :raises FillError: such an archive cannot be made.
    """
    planned = plan_games(games, seed, kinds)
    truths: list[FilledGame] = []
    running: deque[Future[FilledGame]] = deque()
    with ThreadPoolExecutor(_UPLOADS_AT_ONCE, thread_name_prefix="fill") as pool:
        for made in _made(planned, seed, prefixes, lean=lean, workers=workers):
            running.append(pool.submit(_upload, client, bucket, made))
            if len(running) > _WAITING_GAMES:
                truths.append(running.popleft().result())
        truths.extend(future.result() for future in running)
    return tuple(truths)


def _upload(client: S3Client, bucket: str, made: MadeGame) -> FilledGame:
    for key, body in made.objects:
        client.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")
    return made.truth


def _made(
    planned: list[PlannedGame], seed: int, prefixes: EspnPrefixes, *, lean: bool, workers: int
) -> Iterator[MadeGame]:
    batches = [planned[at : at + _BATCH] for at in range(0, len(planned), _BATCH)]
    if workers == 1:
        for batch in batches:
            yield from _make_batch(batch, seed, prefixes, lean)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        running: deque[Future[list[MadeGame]]] = deque()
        for batch in batches:
            running.append(pool.submit(_make_batch, batch, seed, prefixes, lean))
            if len(running) > 2 * workers:
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()


def _make_batch(batch: list[PlannedGame], seed: int, prefixes: EspnPrefixes, lean: bool) -> list[MadeGame]:
    return [make_game(planned, seed, prefixes, lean=lean) for planned in batch]
