"""The two queues of tasks, where Celery runs them; other executors take no notice.

A task that waits for a source or a store costs memory and no CPU: many of them share a worker of `fetch`, the
queue of every task that names no other. A task that parses, computes or writes in bulk keeps a core busy for
minutes: `heavy` has few slots, and neither waits behind downloads nor slows them down.
"""

FETCH = "fetch"
HEAVY = "heavy"
