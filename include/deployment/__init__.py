"""What a deployment has to hold before the workflows can run: connections, pools, Variables.

A new workflow adds its lines here. `scorebook.bootstrap` creates what is absent, `doctor` says what is wrong.
"""

from include.deployment.connections import (
    AWS_RETRIES,
    CONNECTIONS,
    LocalAddresses,
    LocalConnection,
    NeededConnection,
)
from include.deployment.pools import POOLS, NeededPool
from include.deployment.variables import VARIABLES, NeededVariable

__all__ = [
    "AWS_RETRIES",
    "CONNECTIONS",
    "POOLS",
    "VARIABLES",
    "LocalAddresses",
    "LocalConnection",
    "NeededConnection",
    "NeededPool",
    "NeededVariable",
]
