"""What a citizen's words ask for: the terms to look up, and how much each counts."""

from dataclasses import dataclass

from knowledgebase.policies.spoken import official_words, says_nothing
from knowledgebase.policies.terms import LONGEST_TERM, bigrams
from korean.dialect import standard
from korean.hangul import is_chosung
from korean.keyboard import as_hangul
from korean.morphemes import CONTENT_TAGS, Token, content_terms, content_tokens, tokens

LONGEST_QUERY = 2_000
LONGEST_READ_WHOLE, MOST_WORDS_READ, MOST_MEANINGS_READ = 60, 25, 12
OFFICIAL_WORD_WEIGHT = 0.6
BIGRAM_TAGS = CONTENT_TAGS | {"NNB", "MM", "MAG", "XPN", "XSN", "NP"}


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of one question with their weights (1 = said by the citizen, less = meant by an everyday word).

    `meaning` is the text whose vector is compared: what was said, and the words that articles use for it. `chosung`
    holds the typed first consonants when nothing else was typed; then there are no terms.
    """

    text: str
    morphemes: dict[str, float]
    bigrams: dict[str, float]
    meaning: str = ""
    chosung: str = ""


def understand(text: str) -> Query:
    """Return what to look for: wrong keyboard undone, dialect and politeness taken off, everyday words explained."""
    text = " ".join(text.split())[:LONGEST_QUERY]
    if is_chosung(text):
        return Query(text, {}, {}, chosung=text)
    typed = as_hangul(text)
    spoken = standard(typed or text)
    said = tuple(term for term in content_terms(spoken) if not says_nothing(term))
    meant = official_words(spoken, said)
    morphemes = {term[:LONGEST_TERM]: OFFICIAL_WORD_WEIGHT for term in meant} | dict.fromkeys(said, 1.0)
    pairs = {pair: OFFICIAL_WORD_WEIGHT for word in meant for pair in bigrams(word)}
    pairs |= dict.fromkeys(bigrams(_content_only(spoken)), 1.0)
    if typed:
        as_typed = bigrams(text)
        morphemes |= dict.fromkeys(as_typed, 1.0)
        pairs |= dict.fromkeys(as_typed, 1.0)
    return Query(spoken, morphemes, pairs, meaning=_to_compare(spoken, said, meant) if said else "")


def said_tokens(text: str) -> tuple[Token, ...]:
    """Return the morphemes of a text that say something, each form once."""
    return tuple({token.form: token for token in content_tokens(text) if not says_nothing(token.form)}.values())


def meant_tokens(query: Query) -> tuple[Token, ...]:
    """Return the morphemes of the words that articles use for what was said."""
    meant = [term for term, weight in query.morphemes.items() if weight < 1.0]
    return tuple(token for word in meant for token in content_tokens(word))


def _to_compare(spoken: str, said: tuple[str, ...], meant: tuple[str, ...]) -> str:
    """Return what the model reads: speech as it is, of long speech the words that say something."""
    said_shortly = spoken if len(spoken) <= LONGEST_READ_WHOLE else " ".join(said[:MOST_WORDS_READ])
    return " ".join([said_shortly, *meant[:MOST_MEANINGS_READ]])


def _content_only(text: str) -> str:
    """Blank out particles, endings and words that say nothing: pairs across them match articles by accident."""
    kept = [" "] * len(text)
    for token in tokens(text):
        if token.tag in BIGRAM_TAGS and not says_nothing(token.form):
            kept[token.start : token.end] = text[token.start : token.end]
    return "".join(kept)
