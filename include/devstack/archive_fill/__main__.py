"""Fills a local bucket from the command line: `python -m include.devstack.archive_fill --games 1000 ...`."""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Sequence

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from include.devstack.archive_fill.fill import fill
from include.devstack.archive_fill.kinds import ALL_KINDS
from include.devstack.archive_fill.truth import FilledGame
from include.devstack.aws import LocalAws
from include.espn.keys import EspnPrefixes


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill the bucket, say what lies in it now, and return 0."""
    wishes = _parser().parse_args(arguments)
    client = boto3.client(
        "s3",
        endpoint_url=wishes.endpoint,
        region_name=LocalAws.region,
        aws_access_key_id=LocalAws.access_key,
        aws_secret_access_key=LocalAws.secret_key,
        config=Config(max_pool_connections=16),
    )
    try:
        client.head_bucket(Bucket=wishes.bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        client.create_bucket(Bucket=wishes.bucket)
    started = time.monotonic()
    filled = fill(
        client,
        wishes.bucket,
        EspnPrefixes(),
        wishes.games,
        seed=wishes.seed,
        kinds=dict(wishes.kind) if wishes.kind else None,
        workers=wishes.workers,
        lean=wishes.lean,
    )
    _report(filled, time.monotonic() - started)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m include.devstack.archive_fill", description=__doc__)
    parser.add_argument("--games", type=int, required=True)
    parser.add_argument("--bucket", required=True, help="made when it is not there")
    parser.add_argument("--endpoint", required=True, help="address of the local S3 server")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes that make games (default 2)")
    parser.add_argument("--lean", action="store_true", help="leave out what nobody reads: half the bytes")
    parser.add_argument(
        "--kind",
        type=_share,
        action="append",
        metavar="NAME=SHARE",
        help=f"only these kinds, can be repeated: {', '.join(ALL_KINDS)}",
    )
    return parser


def _share(text: str) -> tuple[str, float]:
    name, _, share = text.partition("=")
    return name, float(share or 1)


def _report(filled: Sequence[FilledGame], seconds: float) -> None:
    counts = Counter(game.kind for game in filled)
    sizes: dict[str, int] = defaultdict(int)
    for game in filled:
        sizes[game.kind] += game.size
    for kind, count in counts.most_common():
        print(f"{kind:24} {count:6} games {sizes[kind] / count / 1000:9.1f} kB a game")
    objects, size = sum(len(game.keys) for game in filled), sum(sizes.values())
    print(
        f"games={len(filled)} objects={objects} bytes={size} seconds={seconds:.1f} "
        f"games_per_second={len(filled) / max(seconds, 1e-9):.1f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
