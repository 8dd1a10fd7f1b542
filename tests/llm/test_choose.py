from __future__ import annotations

from pathlib import Path

import pytest
from fault_server import GOOD, FaultServer

from rag.errors import LlmUnavailableError, UsageError
from rag.llm import chat_factory as choose
from rag.llm.chat_factory import choose_model, describe
from rag.llm.local.weights import PINNED, find_model, hub_name, list_models, remove, usual_file
from rag.settings import Settings, load_settings

SECRET = "sk-0123456789abcdef"  # noqa: S105 - nobody's


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    """A file of the pinned model's name and size that takes no room."""
    path = tmp_path / "models" / PINNED.file
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(PINNED.size)
    return path


def test_with_nothing_there_are_quotes_and_a_line_that_helps() -> None:
    settings = load_settings()
    assert choose_model(settings) is None
    line = describe(settings)
    assert all(way in line for way in ("dateline models pull", "1.1 GB", "OPENAI_API_KEY", "DATELINE_LLM"))


def test_auto_takes_openai_before_the_local_model(pinned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _name(load_settings()) == f"local:{PINNED.name}"
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert _name(load_settings()) == f"{choose.OPENAI_MODEL}@api.openai.com"
    assert _name(load_settings(llm="local")) == f"local:{PINNED.name}"
    assert choose_model(load_settings(llm="none")) is None
    assert "DATELINE_LLM=none" in describe(load_settings(llm="none"))


def test_a_model_that_is_not_whole_is_not_there(pinned: Path) -> None:
    with pinned.open("r+b") as file:
        file.truncate(1000)
    assert choose_model(load_settings()) is None


@pytest.mark.parametrize(
    ("given", "kind", "says"),
    [
        ({"llm": "openai"}, UsageError, "OPENAI_API_KEY"),
        ({"llm": "local"}, LlmUnavailableError, "dateline models pull"),
        ({"llm": "local", "llm_model": "/nowhere/m.gguf"}, LlmUnavailableError, "/nowhere/m.gguf"),
    ],
)
def test_what_was_asked_for_and_is_not_there(given: dict[str, str], kind: type[Exception], says: str) -> None:
    settings = load_settings(**given)
    with pytest.raises(kind, match=says):
        choose_model(settings)
    assert says in describe(settings)


def test_openai_s_key_goes_to_openai_only(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.acts = [GOOD]
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    for given, key in (
        ({"llm": faults.url, "llm_model": "m"}, "none"),
        ({"llm": faults.url, "llm_model": "m", "llm_api_key": "own-key"}, "own-key"),
        ({"llm": "openai", "openai_base_url": faults.url}, SECRET),
    ):
        model = choose_model(load_settings(**given))
        assert model is not None
        assert "".join(model.stream([{"role": "user", "content": "Hm?"}], max_tokens=3)) == "All well."
        assert faults.keys[-1] == f"Bearer {key}"
        model.close()


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("DATELINE_LLM_API_KEY", SECRET)
    settings = load_settings(llm="http://localhost:11434", embeddings_api_key=SECRET)
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()} {describe(settings)}"
    assert SECRET not in f"{shown} {choose_model(settings)!r}"


def test_one_file_has_one_child_however_often_it_is_chosen(pinned: Path) -> None:
    settings = load_settings()
    assert choose.local_server(pinned, settings) is choose.local_server(pinned, settings)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"llm": "opnai"}, "DATELINE_LLM does not fit"),
        ({"llm": "ftp://there"}, "DATELINE_LLM does not fit"),
        ({"llm": f"http://me:{SECRET}@there/v1"}, "_API_KEY"),
        ({"embeddings": "fastembed:"}, "fastembed:NAME"),
        ({"llm_timeout": 0}, "DATELINE_LLM_TIMEOUT"),
    ],
)
def test_a_setting_that_does_not_fit(given: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        load_settings(**given)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value.__cause__)


@pytest.mark.parametrize("where", ["environment", ".env", "dateline.toml"])
def test_a_misspelt_setting_is_named(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if where == "environment":
        monkeypatch.setenv("DATELINE_LLM_APIKEY", SECRET)
    elif where == ".env":
        Path(".env").write_text(f"OTHER=1\nDATELINE_LLM_APIKEY={SECRET}\n")
    else:
        Path("dateline.toml").write_text(f'llm_apikey = "{SECRET}"\n')
    with pytest.raises(UsageError, match=r"DATELINE_LLM_APIKEY.*did you mean DATELINE_LLM_API_KEY") as caught:
        load_settings()
    assert SECRET not in f"{caught.value} {caught.value.__cause__!s}"


def test_the_nearer_source_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dateline.toml").write_text('llm_context = 501\nllm_model = "toml"\nllm_threads = 1\nllm = "none"\n')
    Path(".env").write_text("DATELINE_LLM_CONTEXT=502\nDATELINE_LLM_MODEL=env-file\nDATELINE_LLM_THREADS=2\nOTHER=x\n")
    monkeypatch.setenv("DATELINE_LLM_CONTEXT", "503")
    monkeypatch.setenv("DATELINE_LLM_MODEL", "environment")
    found = load_settings(llm_context=504)
    assert (found.llm_context, found.llm_model, found.llm_threads, found.llm) == (504, "environment", 2, "none")


def test_a_file_of_settings_that_cannot_be_read() -> None:
    Path("dateline.toml").write_text("llm = [")
    with pytest.raises(UsageError, match=r"dateline\.toml"):
        load_settings()


def test_which_file_the_settings_mean(tmp_path: Path, pinned: Path) -> None:
    models = tmp_path / "models"
    other = tmp_path / "other.gguf"
    pulled = models / "Some" / "Repo-GGUF" / "m-q4_k_m.gguf"
    pulled.parent.mkdir(parents=True)
    for path in (other, pulled, models / "mine.gguf"):
        path.write_bytes(b"GGUF")
    for given, found in (
        (None, pinned),
        (str(other), other),
        ("mine", models / "mine.gguf"),
        ("mine.gguf", models / "mine.gguf"),
        ("Some/Repo-GGUF", pulled),
        ("Some/Repo-GGUF:m-q4_k_m.gguf", pulled),
        ("Some/Repo-GGUF:another.gguf", None),
        ("Some/Other", None),
        ("../../etc", None),
    ):
        assert find_model(load_settings(llm_model=given)) == found, given
    listed = {model.name: model for model in list_models(load_settings())}
    assert set(listed) == {PINNED.name, "mine", "Some/Repo-GGUF/m-q4_k_m"}
    assert [name for name, model in listed.items() if model.in_use] == [PINNED.name]


def test_removing(pinned: Path, tmp_path: Path) -> None:
    settings = load_settings()
    assert remove(settings) == PINNED.size
    assert not pinned.exists()
    other = tmp_path / "other.gguf"
    other.write_bytes(b"GGUF")
    for name in (None, "nothing", str(other)):
        with pytest.raises(UsageError, match="there is no model"):
            remove(load_settings(llm_model=str(other)), name)
    assert other.exists()


@pytest.mark.parametrize("text", ["", "owner", "a/b/c", "../x", "a/b:c.bin", "/etc/passwd", "models/my.gguf", "a/../b"])
def test_what_is_no_name_of_the_hub(text: str) -> None:
    assert hub_name(text) is None


def test_the_usual_file_of_a_repository() -> None:
    assert usual_file(["README.md", "m-q8_0.gguf", "m-q4_k_m.gguf"]) == "m-q4_k_m.gguf"
    assert usual_file(["only.gguf"]) == "only.gguf"
    assert usual_file(["a-q8_0.gguf", "b-q2_k.gguf"]) is None
    assert usual_file(["m-q4_k_m-00001-of-00002.gguf"]) is None


def _name(settings: Settings) -> str | None:
    model = choose_model(settings)
    return model.name if model else None
