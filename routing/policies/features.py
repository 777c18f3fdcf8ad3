"""What of a text speaks for a field of work or a handling: morphemes, neighbours, pieces of words, ways of ending."""

import re
from collections.abc import Sequence
from itertools import pairwise

from districts.types import TopicInfo
from korean.morphemes import EMPTY_STEMS, NOUN_TAGS, STEM_TAGS, Token

PIECES = (2, 3, 4)
LONGEST_WORD = 12
COUNTED = 3

ASKS = re.compile(
    r"(어떻게|어디|언제|얼마|얼만|며칠|몇\s|무슨|무엇|뭐가|뭘|왜\s|어느|누가\s?담당|가능한가|되나요|돼요\?|되나|될까|되는지|있나요|있을까|없나요|인가요|인지|는지|은지|할까|하나요|할\s?수\s?있"
    r"|나요|가요\?|까요|ㄹ까|을까|죠\?|죠$|알려|알고\s?싶|궁금|문의|물어|여쭤|안내|방법|절차|서류|자격|기한|조회|발급|신청하려|신청하고\s?싶|하려고요|하려면|받으려|떼려|떼러|버리려|내려면|바꿔\s?주|연결|예약"
    r"|환불|전화번호|몇\s?시|전입신고|출생신고|등록하려|하고\s?싶|받고\s?싶|\?)"
)
DEMANDS = re.compile(
    r"(해\s?주세|해\s?주이소|해\s?주십|주세요|주이소|치워|고쳐|단속|신고할|신고합|신고요|신고하려|신고하고|신고$|고장|부서|깨졌|깨져|파였|파여|패였|패여|막혔|막혀|막아|막고|안\s?왔|안\s?와|안\s?가져|안\s?나와|안\s?켜|안\s?들어|꺼졌|꺼져|꺼짐"
    r"|시끄|심해|심합|못\s?자|못\s?살|못\s?지나|못\s?하겠|쌓여|쌓였|방치|더러|더럽|냄새|악취|넘쳐|역류|터졌|터져|새요|무너|위험|쓰러|죽어\s?있|다쳤|다친|나타|돌아다|버려|버리고\s?가|세워\s?놔|세워\s?놓|대놔|때문에|거부|불친절"
    r"|지워졌|벗겨|기울|흔들|끊어|끊겼|나빠|엉망|너무\s?많|불법|몰래|무단|안\s?보여\s?줘|제멋대로|날려|흙먼지|매연|좀\s?.{0,8}(달아|설치|나와)|잘못|억울|부당)"
)


def topic_features(matter: str, tokens: Sequence[Token]) -> set[str]:
    """Return what speaks for a topic: content morphemes, two in a row, and pieces of 2 to 4 characters of words."""
    content = [form for form in (_content(token) for token in tokens) if form]
    features = {f"m:{form}" for form in content}
    features.update(f"p:{first} {second}" for first, second in pairwise(content))
    for word in matter.casefold().split():
        framed = f"_{word[:LONGEST_WORD]}_"
        for length in PIECES:
            features.update(framed[place : place + length] for place in range(len(framed) - length + 1))
    return features


def manner_features(tokens: Sequence[Token]) -> set[str]:
    """Return what shows whether a text asks or reports: endings, verbs, adverbs and pronouns, and how it ends."""
    manner = [
        f"{token.form}/{token.tag[:2]}" for token in tokens if token.tag[:1] in "EVMX" or token.tag in {"NP", "NNB"}
    ]
    last = [token.form for token in tokens if token.tag[:1] != "S"][-3:]
    features = {f"e:{form}" for form in manner}
    features.update(f"f:{first} {second}" for first, second in pairwise(manner))
    features.update(f"l:{' '.join(last[place:])}" for place in range(len(last)))
    return features


def handling_marks(matter: str, topic: TopicInfo | None) -> set[str]:
    """Return the marks of a handling: how often the text asks and demands (up to 3), its topic, how that is usual."""
    asked, demanded = len(ASKS.findall(matter)), len(DEMANDS.findall(matter))
    marks = {f"asks {times}" for times in range(1, min(asked, COUNTED) + 1)}
    marks |= {f"demands {times}" for times in range(1, min(demanded, COUNTED) + 1)}
    if bool(asked) != bool(demanded):
        marks.add("only asks" if asked else "only demands")
    if topic is not None:
        marks |= {f"topic {topic.code}", f"usually {topic.handling}"}
    return marks


def _content(token: Token) -> str:
    if token.tag in NOUN_TAGS or token.tag in {"SL", "MAG"}:
        return token.form.casefold()
    return token.form if token.tag in STEM_TAGS and token.form not in EMPTY_STEMS else ""
