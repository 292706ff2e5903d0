"""A language model behind an OpenAI-compatible address, as the evaluation asks it: the same each time."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from answer.writing.remote import LanguageModelChoice, trouble
from errors import LanguageModelError

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

PAUSES = (0.0, 0.5)
T = TypeVar("T")


def opened(choice: LanguageModelChoice, most_tokens: int) -> "OpenAILike":
    """Return the model at temperature 0 (llama-index's default is 0.1), its replies capped; it is not asked yet."""
    from llama_index.llms.openai_like import OpenAILike

    return OpenAILike(
        model=choice.model, api_base=choice.address, api_key=choice.key, is_chat_model=True,
        timeout=choice.timeout, max_retries=0, max_tokens=most_tokens, temperature=0.0,
    )  # fmt: skip


def tried(choice: LanguageModelChoice, ask: Callable[[], T]) -> T:
    """Ask, and once more where that failed, but not after a time-out; a `LanguageModelError` says what failed."""
    import httpx
    import openai

    failure: Exception | None = None
    for pause in PAUSES:
        time.sleep(pause)
        try:
            return ask()
        except (openai.APITimeoutError, httpx.TimeoutException) as error:
            waited = f"did not answer within {choice.timeout:g} s: allow it more time in the settings"
            raise LanguageModelError(f"The language model at {choice.address} {waited}") from error
        # The last four: llama-index reads replies without checking their shape.
        except (openai.OpenAIError, httpx.HTTPError, ValueError, TypeError, AttributeError, LookupError) as error:
            failure = error
    raise LanguageModelError(f"The language model at {choice.address} {trouble(failure)}") from failure
