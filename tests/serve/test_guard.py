"""What every request passes: names, origins, rates, sizes; and what every answer carries."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import serving

import kg
from kg.errors import InputError
from kg.serve import Settings
from kg.serve.guard import SECURITY_HEADERS, Rates, name_of, trusted


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "graph"
    kg.open(folder).close()
    with serving(folder, allowed_hosts=("kg.example",), rate=10_000, burst=10_000) as (address, _):
        yield urlsplit(address).netloc


def call(server, method="GET", path="/", headers=None, body=None):
    connection = http.client.HTTPConnection(server, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "KG.example", "kg.example:443"])
def test_own_names_pass(server, host):
    assert call(server, headers={"Host": host})[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.2", "",
                                  "[::2]", "[", "kg.example@evil.example", "169.254.169.254",
                                  "localhost:80@evil.example", "localhost:1/evil", 'localhost:">', "localhost#", "a b",
                                  "localhost, evil.example", "localhost:8000:8000", "[::1", "[localhost]"])
def test_other_names_are_refused_for_every_path(server, host):
    for path in ("/", "/sparql?query=ASK%7B%7D", "/static/style.css"):
        status, headers, text = call(server, path=path, headers={"Host": host})
        assert (status, "--allow-host" in text) == (400, True)
        assert headers["X-Frame-Options"] == "DENY"


def test_every_answer_carries_the_headers(server):
    for path in ("/", "/sparql", "/nothing", "/static/style.css", "/sparql?query=x"):
        headers = call(server, path=path)[1]
        assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_no_script_or_style_may_stand_in_a_page():
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py",
                                  "/static//etc/passwd", "/static/%2fetc/passwd"])
def test_only_static_files_are_files(server, path):
    assert call(server, path=path)[0] in (400, 404)


def test_a_page_elsewhere_cannot_send(server):
    body, form = "query=ASK%7B%7D", {"Content-Type": "application/x-www-form-urlencoded"}
    assert call(server, "POST", "/sparql", form | {"Origin": "https://evil.example"}, body)[0] == 403
    assert call(server, "POST", "/sparql", form | {"Origin": "null"}, body)[0] == 403
    assert call(server, "POST", "/sparql", form | {"Origin": f"http://{server}"}, body)[0] == 200
    assert call(server, "POST", "/sparql", form, body)[0] == 200


def test_sizes_that_lie(server):
    kind = {"Content-Type": "application/sparql-query"}
    assert call(server, "POST", "/sparql", kind | {"Content-Length": "99999999"})[0] == 413
    chunks = (b"ASK {}" + b" " * 100_000 for _ in range(30))
    assert call(server, "POST", "/sparql", kind, chunks)[0] == 413


def test_who_asks_too_often_waits(tmp_path):
    kg.open(tmp_path / "graph").close()
    with serving(tmp_path / "graph", rate=0.001, burst=3) as (address, _):
        place = urlsplit(address).netloc
        assert [call(place)[0] for _ in range(5)] == [200, 200, 200, 429, 429]
        assert int(call(place)[1]["Retry-After"]) > 900


def test_a_bucket_fills_again_and_each_client_has_one():
    now = [0.0]
    rates = Rates(2.0, 3, lambda: now[0])
    assert [rates.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert rates.wait("b") == 0
    now[0] = 0.5
    assert (rates.wait("a"), rates.wait("a") > 0) == (0, True)


@given(st.lists(st.tuples(st.floats(0, 2), st.sampled_from("abc"))))
def test_no_client_gets_more_than_its_rate(steps):
    now, passed = [0.0], {}
    rates = Rates(2.0, 3, lambda: now[0])
    for pause, client in steps:
        now[0] += pause
        passed[client] = passed.get(client, 0) + (rates.wait(client) == 0)
    assert all(count <= 3 + 2.0 * now[0] + 1e-6 for count in passed.values())


@given(st.text())
def test_no_host_or_origin_breaks_it(text):
    name_of(text)
    assert trusted(text, Settings(folder="x")) in (True, False)


@pytest.mark.parametrize(("host", "alone"), [
    ("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.1.2.3", True), ("0.0.0.0", False), ("::", False),
    ("192.168.1.2", False), ("a", False)])
def test_what_only_this_machine_reaches(host, alone):
    assert Settings(folder="x", host=host).only_here is alone


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"deadline": -1}, {"deadline": float("nan")},
                                   {"deadline": float("inf")}, {"rate": 0}, {"update_token": "short"}])
def test_settings_that_cannot_be(wrong):
    with pytest.raises(InputError):
        Settings(folder="x", **wrong)
