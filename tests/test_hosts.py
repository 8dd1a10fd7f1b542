"""What only this machine reaches: one rule for the page, its settings files and the servers of models; and how
long a server asks to wait."""

from __future__ import annotations

import pytest

from rag.settings.endpoints import BusyWait, is_loopback, retry_after
from rag.settings.hosts import is_this_machine
from ui.page.security.hosts import Hosts

HOSTS = {
    "127.0.0.1": True, "127.9.9.9": True, "::1": True, "[::1]": True, "::ffff:127.0.0.1": True,
    "[::ffff:127.0.0.1]": True, "localhost": True, "localhost.": True, "LOCALHOST": True,
    "[::1].evil.example": False, "127.0.0.1.evil.example": False, "localhost.evil.example": False,
    "evil.localhost": False, "[localhost]": False, "0.0.0.0": False, "::": False, "0": False, "": False,  # noqa: S104
    "127.1": False, "2130706433": False, "::ffff:10.0.0.1": False, "::ffff:0.0.0.0": False, "10.0.0.1": False,
}  # fmt: skip


@pytest.mark.parametrize(("host", "own"), HOSTS.items())
def test_what_only_this_machine_reaches(host: str, own: bool) -> None:
    assert is_this_machine(host) is own
    assert Hosts(listens_on=host).private is own


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::ffff:127.0.0.1]:8080/v1", True),
        ("http://LocalHost.:8080/v1", True),
        ("http://models.localhost/v1", True),
        ("http://localhost@models.example/v1", False),
        ("http://127.0.0.1.models.example/v1", False),
        ("http://[::ffff:10.0.0.1]/v1", False),
        ("localhost", False),
    ],
)
def test_which_servers_are_asked_past_any_proxy(address: str, own: bool) -> None:
    assert is_loopback(address) is own


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), ("0", 0.0), ("999999999999999999999", 86_400.0), ("Tue, 02 Sep 2025 08:00:00 GMT", 0.0),
     ("Tue, 02 Sep 2099 08:00:00 GMT", 86_400.0), ("Tue, 02 Sep 2099 08:00:00 -0000", 86_400.0), ("9" * 4000, 86_400.0),
     ("soon", None), ("-5", None), ("", None), (None, None)],
)  # fmt: skip
def test_how_long_a_server_asks_to_wait(header: str | None, seconds: float | None) -> None:
    assert retry_after({} if header is None else {"retry-after": header}) == seconds


@pytest.mark.parametrize(("header", "seconds"), [("1500", 1.5), ("-5", 0.0), ("nan", 0.0), ("soon", None)])
def test_a_wait_in_milliseconds_comes_first(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after-ms": header, "retry-after": "7"}) == seconds


def test_a_busy_server_is_waited_for_as_it_asks_or_ever_longer_but_not_for_ever() -> None:
    busy = BusyWait(8.0)
    assert [busy.pause(None) for _ in range(4)] == [1.0, 2.0, 4.0, None]
    assert BusyWait(8.0).pause(8.0) == 8.0
    assert BusyWait(8.0).pause(8.1) is None
    busy = BusyWait(1.0)
    assert [busy.pause(0.0) for _ in range(9)] == [0.0] * 9
    assert [busy.pause(0.0), busy.pause(1.0)] == [0.0, None], "also what asks for no wait comes to an end"
