"""Users for ``bench/load.py``, by locust: those who ask, one after the other without a pause, and one who only reads.

locust starts this file by itself, as it changes how Python waits (gevent). ``LOAD`` names a file with the questions and
the articles' ids.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from locust import HttpUser, constant, task

_LOAD = json.loads(Path(os.environ["LOAD"]).read_text(encoding="utf-8"))


class Asking(HttpUser):
    """Asks one question after the other."""

    wait_time = constant(0)

    @task
    def ask(self) -> None:
        """A question."""
        self.client.post("/api/ask", json={"question": random.choice(_LOAD["questions"])}, name="ask")


class Reading(HttpUser):
    """Reads an article twenty times a second."""

    fixed_count = 1
    wait_time = constant(0.05)

    @task
    def read(self) -> None:
        """An article."""
        self.client.get(f"/api/articles/{random.choice(_LOAD['ids'])}", name="read")
