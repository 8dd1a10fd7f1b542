from __future__ import annotations

import ipaddress
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import UsageError, load_settings
from rag.ingest.web.address_guard import FetchError, Guard, RefusedAddressError, parse_address
from rag.ingest.web.addresses import objection
from rag.ingest.web.robots import host_of

PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "11.0.0.1",
          "223.255.255.255", "2606:4700::1111", "2a00:1450::8", "2001:4860:4860::8888"]  # fmt: skip
NEAR = ["127.0.0.1", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd12:3456::1", "fec0::1"]  # fmt: skip
NOWHERE = ["0.0.0.1", "0.1.2.3", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
           "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "ff02::1", "2001:db8::1",
           "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001:0:1::1",
           "3fff::1", "100::1", "4000::1", "::7f00:1", "::8.8.8.8", "nonsense", ""]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert objection(address) is None


@pytest.mark.parametrize("address", NEAR)
def test_addresses_near_by_pass_only_where_allowed(address: str) -> None:
    assert objection(address) is not None
    assert objection(address, near_allowed=True) is None


@pytest.mark.parametrize("address", NOWHERE)
def test_nobodys_addresses_never_pass(address: str) -> None:
    assert objection(address) is not None
    assert objection(address, near_allowed=True) is not None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_passes_exactly_when_it_is_global(address: ipaddress.IPv4Address) -> None:
    # 192.88.99.0/24 (the old 6to4 relays) and two hosts of 192.0.0.0/24 are global by the registry; nobody serves news
    # there.
    apart = address in ipaddress.ip_network("192.88.99.0/24") or address in ipaddress.ip_network("192.0.0.0/24")
    if not apart:
        assert (objection(str(address)) is None) == (address.is_global and not address.is_multicast)
    assert objection(f"::ffff:{address}") is not None, "IPv4 in disguise never passes unless allowed"
    assert objection(str(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80)))) is not None
    assert objection(str(ipaddress.IPv6Address((0x64FF9B << 96) | int(address)))) is not None


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_that_is_not_global_never_passes(address: ipaddress.IPv6Address) -> None:
    if objection(str(address)) is None:
        assert address.is_global
        assert not address.is_multicast and not address.is_private
        assert address.ipv4_mapped is None and address.sixtofour is None and address.teredo is None


@given(st.sampled_from([ipaddress.ip_network(net) for net in
                        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
                         "100.64.0.0/10", "224.0.0.0/4", "240.0.0.0/4", "0.0.0.0/8", "fc00::/7", "fe80::/10",
                         "ff00::/8")]), st.data())  # fmt: skip
def test_no_address_of_a_special_range_passes(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network, data: st.DataObject
) -> None:
    address = data.draw(st.ip_addresses(network=network))
    assert objection(str(address)) is not None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("http://user:secret@example.org/", "password"),
        ("http://user@example.org/", "password"),
        ("http:///path", "complete"),
        ("http://example.org:0/", "complete"),
        ("http://example.org:99999/", "complete"),
        ("http://[::1/", "complete"),
        ("http://exa mple.org/", "not a name"),
        ("http://example.org\\@127.0.0.1/", "complete"),
        ("http://a\x01b.org/", "complete"),
        ("http://2130706433/", "hides"),
        ("http://0x7f000001/", "hides"),
        ("http://0x7f.0.0.1/", "hides"),
        ("http://0177.0.0.1/", "hides"),
        ("http://017700000001/", "hides"),
        ("http://127.1/", "hides"),
        ("http://127.0.1/", "hides"),
        ("http://127.0.0.0x1/", "hides"),
        ("http://0/", "hides"),
        ("http://0x/", "hides"),
        ("http://1.2.3.4.5/", "hides"),
        ("http://256.1.1.1/", "hides"),
        ("http://127%2e0.0.1/", "hides"),
        ("http://-example.org/", "not a name"),
        ("http://" + "a" * 64 + ".org/", "not a name"),
        ("http://example.org/" + "a" * 5000, "longer than"),
    ],
)
def test_an_address_that_is_written_so_is_refused(url: str, reason: str) -> None:
    with pytest.raises(RefusedAddressError) as caught:
        parse_address(url)
    assert reason in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "host", "plain"),
    [
        ("HTTP://Example.ORG/A?b=c#d", "example.org", "http://example.org/A?b=c"),
        ("https://example.org", "example.org", "https://example.org/"),
        ("https://example.org.:443/", "example.org", "https://example.org/"),
        (
            "http://bücher.example/ö ü?q=ä",
            "xn--bcher-kva.example",
            "http://xn--bcher-kva.example/%C3%B6%20%C3%BC?q=%C3%A4",
        ),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "127.0.0.1", "http://127.0.0.1/"),
        ("http://[2606:4700:0::1111]:8080/x", "2606:4700::1111", "http://[2606:4700::1111]:8080/x"),
        ("http://my_host.example/a%20b", "my_host.example", "http://my_host.example/a%20b"),
    ],
)
def test_an_address_is_brought_into_one_form(url: str, host: str, plain: str) -> None:
    address = parse_address(url)
    assert (address.host, address.url) == (host, plain)


@pytest.mark.parametrize("url", ["http://[::1", "http://[1:2", "http://a.example:x/", "ftp://a.example/", "http://"])
def test_no_address_has_a_host_to_be_patient_with(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        host_of(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [("HTTP://News.example:80/a", "news.example"), ("https://a.example:8443", "a.example:8443"),
     ("http://[::1]:8080/x", "[::1]:8080")],
)  # fmt: skip
def test_the_host_to_be_patient_with(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.1.2.3", "[::1]", "[fe80::1%25eth0]",
                                  "[::ffff:127.0.0.1]", "169.254.169.254", "①②⑦.⓪.⓪.①"])  # fmt: skip
def test_a_host_of_this_network_is_refused_in_one_sentence(host: str) -> None:
    url = f"http://{host}/"
    guard = Guard(resolver=lambda name, port: ["127.0.0.1"])
    address = parse_address(url)
    with pytest.raises(RefusedAddressError) as caught:
        guard.places(url, address.host, address.port, 1.0)
    sentence = str(caught.value)
    assert sentence.startswith(url) and "is not fetched" in sentence and "\n" not in sentence
    assert "DATELINE_FETCH_ALLOW" in sentence


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    guard = Guard(resolver=lambda name, port: ["8.8.8.8", "192.168.1.1"])
    with pytest.raises(RefusedAddressError, match=r"192\.168\.1\.1"):
        guard.places("http://news.example/", "news.example", 80, 1.0)


def test_only_the_hosts_that_are_named_may_lie_near_by() -> None:
    guard = Guard(allowed=frozenset({"intranet.example"}), resolver=lambda name, port: ["10.0.0.5"])
    assert guard.places("http://intranet.example/", "intranet.example", 80, 1.0) == ["10.0.0.5"]
    with pytest.raises(RefusedAddressError):
        guard.places("http://other.example/", "other.example", 80, 1.0)


@pytest.mark.parametrize(
    ("allowed", "host", "port", "passes"),
    [
        ("intranet.example:8080", "intranet.example", 8080, True),
        ("intranet.example:8080", "intranet.example", 80, False),
        ("intranet.example", "intranet.example", 8080, True),
        ("Intranet.Example.:08080", "intranet.example", 8080, True),
        ("10.0.0.5:8080", "10.0.0.5", 8080, True),
        ("10.0.0.5:8080", "10.0.0.5", 22, False),
        ("[fd00::5]:8080", "fd00::5", 8080, True),
        ("[fd00::5]:8080", "fd00::5", 22, False),
        ("fd00::5", "fd00::5", 22, True),
        ("[fd00::5]", "fd00::5", 22, True),
    ],
)
def test_a_host_is_named_with_the_one_port_that_is_meant(allowed: str, host: str, port: int, passes: bool) -> None:
    hosts = load_settings(fetch_allow=allowed).fetch_allow
    guard = Guard(allowed=frozenset(hosts), resolver=lambda name, port: ["10.0.0.5"])
    if passes:
        assert guard.places(f"http://{host}/", host, port, 1.0)
    else:
        with pytest.raises(RefusedAddressError):
            guard.places(f"http://{host}/", host, port, 1.0)


@pytest.mark.parametrize(
    "wrong", ["intranet:", "intranet:http", "intranet:0", "intranet:70000", "http://intranet", "http://[::1", "../.."]
)
def test_a_port_that_is_none_is_said(wrong: str) -> None:
    with pytest.raises(UsageError, match="must be a host, or a host with a port"):
        load_settings(fetch_allow=wrong)


def test_a_name_that_is_nowhere_and_a_resolver_that_is_slow_are_said() -> None:
    def fails(name: str, port: int) -> list[str]:
        raise OSError("no such host")

    def slow(name: str, port: int) -> list[str]:
        time.sleep(1)
        return ["8.8.8.8"]

    with pytest.raises(FetchError, match="there is no host"):
        Guard(resolver=fails).places("http://a.example/", "a.example", 80, 1.0)
    with pytest.raises(FetchError, match="took too long"):
        Guard(resolver=slow).places("http://a.example/", "a.example", 80, 0.05)
