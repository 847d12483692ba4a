"""Memory of a worker's processes: what the first one has loaded stays shared with those it forks.

A full run of the garbage collector writes into every object it looks at, and whoever writes gets a copy of the page.
Celery runs one before each fork, which separates the first process from the children it already has; and a child runs
one of its own sooner or later.
"""

import gc
from typing import Any

from celery import signals


@signals.worker_before_create_process.connect
def keep_what_is_loaded_out_of_collections(**_details: Any) -> None:
    gc.freeze()
