"""Where settings come from, and what the files of a folder may not set: the folder may be a stranger's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import annotated_types
import openai
import pytest
from cli_runs import call, run
from fault_server import FaultServer, status

from rag import UsageError, load_settings
from rag.errors import EmbeddingError, LlmError
from rag.llm.chat_factory import choose_model
from rag.llm.llama_index_llm import as_llama_index
from rag.settings import Settings
from rag.store.vectors.embedder_factory import choose_embedder

SECRET = "sk-the-users-own-secret"  # noqa: S105 - made up


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def shared() -> dict[str, str]:
    """What a set-up that is shared by a file's tests sees: it comes before what each test gets of its own."""
    return {name: value for name, value in os.environ.items() if name.startswith(("DATELINE_", "OPENAI_"))}


def test_what_tests_share_has_nothing_of_the_user(
    shared: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert set(shared) == {"DATELINE_ARCHIVE", "DATELINE_CACHE", "DATELINE_MODELS", "DATELINE_LLM_KEEP"}
    own = tmp_path_factory.getbasetemp()
    assert all(own in Path(value).parents for name, value in shared.items() if name != "DATELINE_LLM_KEEP")


@pytest.fixture
def stranger() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


#: A line of dateline.toml, and the same in .env.
LOOSENING = [
    ('openai_base_url = "https://stranger.example/v1"', "OPENAI_BASE_URL=https://stranger.example/v1"),
    ('dateline_openai_base_url = "https://stranger.example"', "DATELINE_OPENAI_BASE_URL=https://stranger.example"),
    ('llm = "http://stranger.example"', "DATELINE_LLM=http://stranger.example"),
    ('llm = "http://127.0.0.1:9"', "dateline_llm=HTTP://127.0.0.1:9"),
    ('embeddings = "https://stranger.example/v1"', "DATELINE_EMBEDDINGS=https://stranger.example/v1"),
    ('reader = "https://stranger.example/v1"', "DATELINE_READER=http://127.0.0.1:9/v1/rerank"),
    ('reader = "mine.onnx"', "DATELINE_READER=../Mine.ONNX"),
    ('llm_model = "mine.gguf"', "DATELINE_LLM_MODEL=./Mine.GGUF"),
    ('llm_model = "/tmp/mine"', "DATELINE_JUDGE_MODEL=../mine"),
    ("fetch_private = true", "DATELINE_FETCH_PRIVATE=yes"),
    ("fetch_private = 1", "export DATELINE_FETCH_PRIVATE='1'"),
    ('fetch_allow = ["192.168.1.1"]', "DATELINE_FETCH_ALLOW=192.168.1.1"),
    ('fetch_allow = "router"', 'DATELINE_FETCH_ALLOW="router"'),
    ('host = "0.0.0.0"', "DATELINE_HOST=0.0.0.0"),
    ('host = "[::1].stranger.example"', "DATELINE_HOST=::"),
    ('host = "127.0.0.1.stranger.example"', "DATELINE_HOST=192.168.1.5"),
    ('hosts = ["stranger.example"]', "DATELINE_HOSTS=stranger.example"),
    ('password = "the strangers own"', "DATELINE_PASSWORD=the-strangers-own"),
    ('mcp = "write"', "DATELINE_MCP=write"),
]


@pytest.mark.parametrize("kind", ["toml", "env"])
@pytest.mark.parametrize("lines", LOOSENING, ids=lambda lines: lines[0])
def test_a_folder_does_not_loosen_safety(lines: tuple[str, str], kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "dateline.toml" if kind == "toml" else ".env"
    Path(name).write_text(lines[0] if kind == "toml" else lines[1])
    with pytest.raises(UsageError, match=rf"{name} in this folder sets .*DATELINE_TRUST_FOLDER=1") as caught:
        load_settings()
    assert str(caught.value).count("\n") == 0
    monkeypatch.setenv("DATELINE_TRUST_FOLDER", "0")
    with pytest.raises(UsageError, match="DATELINE_TRUST_FOLDER"):
        load_settings()
    monkeypatch.setenv("DATELINE_TRUST_FOLDER", "1")
    changed = load_settings().model_dump(exclude={"archive", "cache", "trust_folder"})
    Path(name).unlink()
    assert changed != load_settings().model_dump(exclude={"archive", "cache", "trust_folder"})


@pytest.mark.parametrize(
    "text",
    [
        'llm = "none"\nembeddings = "local"\nport = 7999\nhost = "localhost"\nfetch_private = false\nfetch_allow = []',
        'host = "::1"\nlimit_text_mb = 3\nopenai_base_url = "https://api.openai.com/v1/"\nfetch_delay = 2.0',
        'mcp = "read"',
        'mcp = "off"',
        'host = "[::1]"\narchive = "here"\nllm = "local"\nllm_model = "qwen/small"\nembeddings = "fastembed:a/b"',
    ],
)
def test_what_loosens_nothing_needs_no_word(text: str) -> None:
    Path("dateline.toml").write_text(text)
    load_settings()


@pytest.mark.parametrize("name", ["llm", "embeddings"])
@pytest.mark.parametrize(
    "address", [r"http:/\t/stranger.example/v1", r"h\nttps:/\r/stranger.example", r"\thttp://[::1]"]
)
def test_an_address_written_with_tabs_and_line_ends_is_one(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``urlsplit`` leaves them out, so what looks for "://" alone does not see the address."""
    for file, text in (("dateline.toml", f'{name} = "{address}"'), (".env", f'DATELINE_{name.upper()}="{address}"')):
        Path(file).write_text(text)
        with pytest.raises(UsageError, match="says where texts and keys are sent"):
            load_settings()
        Path(file).unlink()
    with pytest.raises(UsageError, match="must be one of"):
        load_settings(**{name: "http:/\t/gateway.example/v1"})


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 5_000, "port = " + "9" * 5_000, "\xff", "x" * 1_000_001],
    ids=["deep", "long", "bytes", "big"],
)
def test_a_file_of_settings_that_cannot_be_read_is_one_sentence(text: str) -> None:
    Path("dateline.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=r"dateline\.toml .*in this folder"):
        load_settings()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("name", ["dateline.toml", ".env"])
def test_a_pipe_is_not_waited_for(name: str) -> None:
    os.mkfifo(name)
    with pytest.raises(UsageError, match="no plain file"):
        load_settings()


@pytest.mark.parametrize("text", ["DATELINE_TRUST_FOLDER=1\nDATELINE_FETCH_PRIVATE=1", "DATELINE_TRUST_FOLDER=0"])
def test_a_folder_does_not_call_itself_trusted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(text)
    with pytest.raises(UsageError, match=r"\.env in this folder sets DATELINE_TRUST_FOLDER, which only"):
        load_settings()
    monkeypatch.setenv("DATELINE_TRUST_FOLDER", "1")
    with pytest.raises(UsageError, match="only the environment"):
        load_settings()


def test_what_the_environment_says_goes_before_the_folder_under_any_of_its_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATELINE_OPENAI_BASE_URL", "https://gateway.example/v1")
    monkeypatch.setenv("DATELINE_HOST", "127.0.0.1")
    for name, text in (
        ("dateline.toml", 'openai_base_url = "https://stranger.example/v1"\nhost = "0.0.0.0"'),
        (".env", "OPENAI_BASE_URL=https://stranger.example/v1\nDATELINE_HOST=0.0.0.0"),
    ):
        Path(name).write_text(text)
        found = load_settings()
        assert (found.openai_base_url, found.host) == ("https://gateway.example/v1", "127.0.0.1")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("OPENAI_BASE_URL", "OPENAI_API_KEY"),
        ("OPENAI_BASE_URL", "DATELINE_LLM_API_KEY"),
        ("OPENAI_BASE_URL", "DATELINE_EMBEDDINGS_API_KEY"),
        ("DATELINE_LLM", "DATELINE_LLM_API_KEY"),
        ("DATELINE_EMBEDDINGS", "DATELINE_EMBEDDINGS_API_KEY"),
        ("DATELINE_READER", "DATELINE_READER_API_KEY"),
    ],
)
def test_a_key_goes_only_where_its_own_source_says(address: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"{key}={SECRET}")
    load_settings()  # for OpenAI
    monkeypatch.setenv(address, "https://gateway.example/v1")
    with pytest.raises(UsageError, match=f"{key} comes from .env .*{address} from the environment") as caught:
        load_settings()
    assert SECRET not in str(caught.value)
    monkeypatch.setenv(key, SECRET)  # both from one source
    load_settings()
    monkeypatch.delenv(key)
    monkeypatch.setenv("DATELINE_TRUST_FOLDER", "1")
    load_settings()


def test_a_key_for_the_reader_is_none_of_openais(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"DATELINE_READER_API_KEY={SECRET}")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://gateway.example/v1")
    load_settings()


@pytest.mark.parametrize("value", ["Judge", " evidence ", "https://rerank.example/v1", "~/models/reader.ONNX"])
def test_a_reader(value: str) -> None:
    words = value.strip()
    assert load_settings(reader=value).reader == (words if ":" in words or "/" in words else words.lower())


@pytest.mark.parametrize(
    "value", ["jugde", "reader.gguf", "ftp://rerank.example", "https://rerank.example/model.onnx x"]
)
def test_a_wrong_reader_gets_one_sentence(value: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(reader=value)
    assert str(caught.value) == (
        "the setting DATELINE_READER does not fit: it must be one of auto, judge, evidence, an address that begins "
        "with http:// or https:// or fastembed:NAME, or a file that ends with .onnx"
    )


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("PORT", "x", "a whole number"),
        ("PORT", "70000", "at most 65,535"),
        ("LIMIT_SECONDS", "0", "more than 0"),
        ("LIMIT_SECONDS", "inf", "at most 31,536,000"),
        ("FETCH_DELAY", "1e300", "at most 86,400"),
        ("LIMIT_MEMORY_MB", "9" * 30, "at most 1,000,000,000"),
        ("LIMIT_TEXT_MB", "9" * 30, "at most 1,000,000,000"),
        ("CHROMA_SYNC_THRESHOLD", "9" * 30, "at most 1,000,000,000"),
        ("FETCH_READ", "soon", "a number"),
        ("MERGE_COPIES", "perhaps", "true or false"),
        ("MCP", "all", "'read', 'write' or 'off'"),
        ("TRUSTED_PROXIES", "10.0.0.1,\udcff", "text in UTF-8"),
        ("LOG", "\udcff", "text in UTF-8"),
    ],
)
def test_a_value_that_does_not_fit_gets_one_sentence(
    name: str, value: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DATELINE_{name}", value)
    with pytest.raises(UsageError) as caught:
        load_settings()
    assert str(caught.value) == f"the setting DATELINE_{name} does not fit: it must be {wanted}"


def test_no_number_is_without_an_end() -> None:
    """What is handed on to clocks, systems and stores has to be something that they can take."""
    numbers = {
        name: field
        for name, field in Settings.model_fields.items()
        if {int, float} & {field.annotation, *get_args(field.annotation)}
    }
    assert len(numbers) > 20
    for name, field in numbers.items():
        assert any(isinstance(bound, annotated_types.Le) for bound in field.metadata), f"{name} has no upper bound"


@pytest.mark.parametrize("name", ["LLM_API_KEY", "READER_API_KEY", "EMBEDDINGS_API_KEY", "VECTORS_TOKEN"])
@pytest.mark.parametrize("sign", ["\n", "\t", "\u043a", "\u00fc"])
def test_a_key_that_no_request_can_carry_is_shown_to_nobody(
    name: str, sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DATELINE_{name}", f"{SECRET}{sign}{SECRET}")
    with pytest.raises(UsageError, match=f"DATELINE_{name} does not fit: it has signs that no key has") as caught:
        load_settings()
    assert SECRET not in str(caught.value)


def test_a_key_is_read_without_the_end_of_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_LLM_API_KEY", f"{SECRET}\n")
    monkeypatch.setenv("DATELINE_VECTORS_TOKEN", "anna:größer")
    settings = load_settings()
    assert settings.llm_api_key and settings.llm_api_key.get_secret_value() == SECRET
    assert settings.vectors_token and settings.vectors_token.get_secret_value() == "anna:größer"


def test_env_files_do_not_reach_into_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    Path(".env").write_text("DATELINE_LLM_MODEL=${OPENAI_API_KEY}\n")
    assert load_settings().llm_model == "${OPENAI_API_KEY}"


def test_what_the_environment_holds_for_openai_goes_to_no_other_server(
    stranger: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The openai package sends these wherever it is pointed at."""
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_ADMIN_KEY", SECRET)
    monkeypatch.setenv("OPENAI_ORG_ID", SECRET)
    monkeypatch.setenv("OPENAI_PROJECT_ID", SECRET)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"Authorization: Bearer {SECRET}\nX-Gateway-Auth: {SECRET}")
    seen: list[str] = []
    stranger.acts = [lambda handler, _: (seen.append(str(handler.headers)), handler.send_error(500))[1]]
    settings = load_settings(llm=stranger.url, llm_model="m", embeddings=stranger.url, embeddings_model="m")
    with pytest.raises(EmbeddingError):
        choose_embedder(settings).embed_query("ferry")
    model = choose_model(settings)
    assert model is not None
    with pytest.raises(LlmError):
        list(model.stream([{"role": "user", "content": "ferry"}], max_tokens=5))
    with pytest.raises(openai.InternalServerError):
        as_llama_index(settings).complete("ferry")
    assert len(seen) >= 3 and SECRET not in "".join(seen)


@pytest.mark.parametrize("code", [301, 307])
def test_a_server_of_models_does_not_send_texts_on(code: int, stranger: FaultServer) -> None:
    """Whoever answers at the address that was set may not hand what is sent there to another host."""
    with FaultServer() as set_up:
        set_up.acts = [status(code, Location=f"{stranger.url}/chat/completions")]
        settings = load_settings(llm=set_up.url, llm_model="m", embeddings=set_up.url, embeddings_model="m")
        with pytest.raises(EmbeddingError, match=rf"another address \({code}\)"):
            choose_embedder(settings).embed_query("ferry")
        model = choose_model(settings)
        assert model is not None
        with pytest.raises(LlmError, match=rf"another address \({code}\)"):
            list(model.stream([{"role": "user", "content": "ferry"}], max_tokens=5))
        with pytest.raises(openai.APIStatusError):
            as_llama_index(settings).complete("ferry")
        assert set_up.requests and not stranger.requests


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dateline.toml", ".env"])
def test_a_strangers_folder_gets_no_key_and_no_text(
    name: str, folder: Path, stranger: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    (folder / "a.txt").write_text("The ferry stops\n\nThe ferry to Harrow Bay will stop at nine, said the operator.\n")
    with monkeypatch.context() as adding:
        adding.setenv("DATELINE_LLM", "none")
        assert call("add", "a.txt").returncode == 0
    line = f'openai_base_url = "{stranger.url}"' if name == "dateline.toml" else f"OPENAI_BASE_URL={stranger.url}"
    Path(name).write_text(line)
    done = run("ask", "When will the ferry stop?", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "OPENAI_BASE_URL" in done.stderr and "DATELINE_TRUST_FOLDER=1" in done.stderr
    assert "Traceback" not in done.stderr and SECRET not in done.stderr
    assert not stranger.requests and not stranger.keys
