"""Whatever anybody writes, nothing that is built breaks a documented limit; whatever is posted, nothing breaks us."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging import policies, providers
from messaging.policies import extras as kakao
from messaging.policies import templates as wording
from messaging.policies.limits import utf16_length
from messaging.providers.base import MalformedInbound
from messaging.standard_templates import STANDARD
from messaging.types import Button, ButtonKind, Channel, Extras, Purpose
from tests.messaging.test_policies import ANYTHING

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    *(
        "msgKey",
        "reportCode",
        "reportTime",
        "ref",
        "requestType",
        "to",
        "from",
        "content",
        "occurredTime",
        "id",
        "code",
    ),
    *("text", "occurred_at", "media", "parts", "event", "hooks", "data", "messageId", "statusCode", "recipientSeq"),
)
LIKE_THEIRS = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8)


@given(text=ANYTHING)
@pytest.mark.parametrize(("channel", "limit"), [(Channel.KAKAO, 1_000), (Channel.ALIMTALK, 1_300)])
def test_what_fits_kakao_is_within_its_characters_however_one_counts(text: str, channel: Channel, limit: int) -> None:
    size = policies.measure(channel=channel, text=text)
    if size.fits:
        assert max(len(size.text), utf16_length(size.text)) <= limit


@given(name=ANYTHING, url=ANYTHING)
def test_a_shortened_name_is_a_button_kakao_takes(name: str, url: str) -> None:
    cleaned = policies.sendable_text(channel=Channel.KAKAO, text=name)
    short = kakao.shortened(cleaned)
    assert utf16_length(short) <= 14
    extras = Extras(quick_replies=(Button(ButtonKind.MESSAGE, short),))
    if short.strip():
        assert kakao.read(json.loads(json.dumps(kakao.written(kakao.checked(extras))))) == extras
    else:
        with pytest.raises(kakao.ExtrasBroken):
            kakao.checked(extras)
    link = Extras(buttons=(Button(ButtonKind.WEB_LINK, "보기", url=url),))
    if not re.match("https?://", url, re.IGNORECASE):
        with pytest.raises(kakao.ExtrasBroken):
            kakao.checked(link)


def test_more_than_kakao_takes_is_a_mistake() -> None:
    reply = Button(ButtonKind.MESSAGE, "강남구")
    kakao.checked(Extras(buttons=(reply,) * 5, quick_replies=(reply,) * 10))
    for extras in (Extras(buttons=(reply,) * 6), Extras(quick_replies=(reply,) * 11)):
        with pytest.raises(kakao.ExtrasBroken):
            kakao.checked(extras)


@given(data=st.data())
def test_filled_words_equal_their_template_apart_from_the_variables(data: st.DataObject) -> None:
    template = data.draw(st.sampled_from([text for standard in STANDARD for text in standard.texts.values()]))
    values = {name: data.draw(ANYTHING) for name in wording.variables_of(template)}
    try:
        text = wording.fill(template, values)
    except wording.TemplateBroken:
        assert any(not value.strip() for value in values.values())
        return
    assert wording.filled_from(template, text)
    assert not wording.filled_from(template, text + "!") or template.endswith("}")
    assert wording.filled_from(template, "x" + text) is template.startswith("#{")


def test_the_standard_templates_could_be_submitted() -> None:
    for standard in STANDARD:
        for language, text in standard.texts.items():
            code = f"{standard.purpose}_{language.upper()}_1"
            wording.check_template(code=code, title="", text=text, buttons=standard.buttons(language))
            known = "상담일" if standard.purpose == Purpose.REPLY else "접수번호"
            assert known in wording.variables_of(text)


@pytest.mark.parametrize("name", ["gateway", "bizgo", "solapi", "nhn", "sens", "web", "email"])
@given(body=st.binary(max_size=200) | LIKE_THEIRS.map(lambda content: json.dumps(content).encode()))
def test_nothing_posted_breaks_a_parser(name: str, body: bytes) -> None:
    provider = providers.by_name()[name]
    parsers: list[Any] = [provider.parse_receipts, provider.parse_inbound]
    if name == "bizgo":
        parsers.append(providers.bizgo().parse_session_result)
    for parse in parsers:
        try:
            parse(body)
        except MalformedInbound:
            continue
