"""What an OpenAI-compatible server turns out to understand, learnt from its refusals."""

from __future__ import annotations

from typing import Any

#: As many candidates as OpenAI gives; some servers give 5.
_MOST_LOGPROBS, _FEWER_LOGPROBS = 20, 5


class ServerCapabilities:
    """Which options a server takes. At most one step is taken back for each refusal."""

    def __init__(self) -> None:
        self._tokens = "max_tokens"
        self._temperature = True
        self._logprobs = _MOST_LOGPROBS

    def options(self, *, max_tokens: int, temperature: float, logprobs: bool = False) -> dict[str, Any]:
        """The options of a request that it takes."""
        chosen: dict[str, Any] = {self._tokens: max_tokens}
        if self._temperature:
            chosen["temperature"] = temperature
        if logprobs and self._logprobs:
            chosen |= {"logprobs": True, "top_logprobs": self._logprobs}
        return chosen

    def no_logprobs(self) -> None:
        """The server takes the option and gives none."""
        self._logprobs = 0

    def learn(self, refusal: str) -> bool:
        """Take back what a refusal names; True if the request is worth another try."""
        text = refusal.lower()
        if "max_completion_tokens" in text and self._tokens == "max_tokens":
            self._tokens = "max_completion_tokens"  # OpenAI's newer models
        elif "temperature" in text and self._temperature:
            self._temperature = False
        elif "logprobs" in text and self._logprobs:
            self._logprobs = _FEWER_LOGPROBS if self._logprobs > _FEWER_LOGPROBS else 0
        else:
            return False
        return True
