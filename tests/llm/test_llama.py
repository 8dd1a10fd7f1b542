from __future__ import annotations

from pathlib import Path

import pytest
from fault_server import FaultServer, word

from rag.errors import LlmUnavailableError
from rag.llm.chat_factory import local_server
from rag.llm.llama_index_llm import as_llama_index
from rag.settings import load_settings


@pytest.mark.slow
def test_the_model_as_a_llama_index_component(faults: FaultServer, small: Path, tmp_path: Path) -> None:
    faults.acts = [word("All well.")]
    remote = as_llama_index(load_settings(llm=faults.url, llm_model="m", llm_api_key="own-key"))
    assert remote.complete("Hm?").text == "All well."
    assert faults.keys == ["Bearer own-key"]
    settings = load_settings(llm="local", llm_model=str(small), cache=tmp_path, llm_max_tokens=16)
    try:
        assert as_llama_index(settings).complete("Tell me a story.").text
    finally:
        local_server(small, settings).stop()
    with pytest.raises(LlmUnavailableError, match="dateline models pull"):
        as_llama_index(load_settings())
