"""Read a citizen's words once: what says where, and what says what the matter is."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from korean.morphemes import Token
from routing.policies.mentions import Gazetteer, Mention

LONGEST_READ = 2_000
BESIDE_A_STATION = re.compile(r"(지하철|전철)\s?역?\s?(\d+번\s?)?(앞|근처|입구|출구|옆|뒤|쪽|주변)")

POLITENESS = re.compile(
    r"(안녕하세요|안녕하십니까|수고(가)?\s?많(으십니다|으세요)|수고하십니다|수고하세요|실례(지만|합니다)|감사합니다|고맙습니다|부탁드(립니다|려요|릴게요)"
    r"|죄송(한데요|합니다|하지만)|바쁘신데|선생님|담당자님|여보세요|네\s?네)[.,!~\s]*"
)


Tokenise = Callable[[str], Sequence[Token]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its places. `matter` is the text with the places blanked out: they say where, not what."""

    text: str
    mentions: tuple[Mention, ...]
    matter: str
    matter_tokens: tuple[Token, ...]


def readable(text: str) -> str:
    """Return the text as it is read: composed Hangul, without control characters, at most 2,000 characters.

    The places of evidence count characters of this text.
    """
    composed = unicodedata.normalize("NFC", text[: LONGEST_READ * 3])[:LONGEST_READ]
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in composed)


def read(text: str, *, gazetteer: Gazetteer, tokenise: Tokenise) -> Reading:
    """Return the text read: greetings and thanks left out, its places found, its matter apart from them."""
    kept = without_politeness(readable(text))
    tokens = tokenise(kept)
    mentions = tuple(gazetteer.find(kept, tokens))
    spans = [(mention.start, mention.end) for mention in mentions]
    spans += [found.span() for found in BESIDE_A_STATION.finditer(kept)]
    matter = kept
    for start, end in spans:
        matter = matter[:start] + " " * (end - start) + matter[end:]
    of_matter = tuple(
        token for token in tokens if not any(start < token.end and token.start < end for start, end in spans)
    )
    return Reading(kept, mentions, matter, of_matter)


def without_politeness(text: str) -> str:
    """Return the text with greetings, thanks and apologies blanked out; every other character keeps its place."""
    return POLITENESS.sub(lambda found: " " * len(found[0]), text)
