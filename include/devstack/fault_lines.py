"""The faults that are in force at the simulated sources, for `make status`: they explain what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import requests

SECONDS = 3.0


def faults_in_force(source_urls: Mapping[str, str]) -> Iterator[str]:
    """One line a rule, by source; a source that does not answer has none (its part says that it is down)."""
    with requests.Session() as session:
        session.trust_env = False
        for source, url in source_urls.items():
            try:
                answer = session.get(f"{url}/_control/faults", timeout=SECONDS)
                answer.raise_for_status()
            except requests.RequestException:
                continue
            for rule in answer.json():
                never = f": {rule['note']}" if "note" in rule else ""
                used = ", used up" if rule["count"] == 0 else ""
                yield (
                    f"fault at {source}: {rule['kind']} for {rule['match']!r}, "
                    f"matched {rule['matched']}, acted {rule['acted']}{used}{never}"
                )
