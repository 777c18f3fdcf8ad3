"""What the product builds never breaks a carrier's limit, whatever anybody wrote."""

import json

from hypothesis import given
from hypothesis import strategies as st

from deploy.sandbox import rules
from messaging import policies
from messaging.types import Channel

# Everything a person can paste: Hangul in both forms, emoji, combining marks, controls, lone surrogates, long words.
ANYTHING = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Mn", "So", "Zs"])),
    st.text(alphabet="가나다라힣뷁ㄱㅏ한글 abc1—–₩·\u200b\u1112\u1161\u11ab\n\x00😀"),
    st.integers(min_value=0, max_value=1200).map(lambda count: "가" * count),
    st.integers(min_value=0, max_value=2100).map(lambda count: "a" * count),
)


@given(text=ANYTHING, title=ANYTHING)
def test_the_gateway_never_refuses_what_we_call_fitting(text: str, title: str) -> None:
    size = policies.measure(channel=Channel.SMS, text=text)
    shown_title = policies.sendable_title(channel=Channel.SMS, title=title)
    content = {
        "to": "01012345678",
        "from": "02120",
        "type": size.form,
        "title": shown_title if size.form == "LMS" else "",
        "text": size.text,
        "reference": "r",
    }
    refused = rules.refusal(content, key="k", senders=frozenset({"02120"}))
    assert size.fits == (refused == "")
    assert json.dumps(shown_title).isascii()


@given(text=ANYTHING)
def test_what_is_sendable_stays_as_it_is(text: str) -> None:
    for channel in (Channel.SMS, Channel.WEB):
        once = policies.sendable_text(channel=channel, text=text)
        assert policies.sendable_text(channel=channel, text=once) == once
        once.encode()
        assert "\x00" not in once


@given(text=ANYTHING)
def test_what_cannot_be_sent_is_named(text: str) -> None:
    size = policies.measure(channel=Channel.SMS, text=text)
    for character in size.unsendable:
        assert character in size.text
    rest = "".join(character for character in size.text if character not in size.unsendable)
    rest.encode("cp949")


def test_the_step_from_sms_to_lms() -> None:
    short, long = (policies.measure(channel=Channel.SMS, text="가" * count) for count in (45, 46))
    assert (short.form, short.used, short.limit, short.unit) == ("SMS", 90, 90, "bytes")
    assert (long.form, long.used, long.limit) == ("LMS", 92, 2000)
    assert not policies.measure(channel=Channel.SMS, text="가" * 1001).fits


def test_signs_that_editors_put_in_are_replaced() -> None:
    size = policies.measure(channel=Channel.SMS, text="09:00–18:00 — 수수료 ₩1,000\u200b\u00a0(해당 시)")
    assert size.text == "09:00-18:00 - 수수료 ￦1,000 (해당 시)"
    assert size.fits


def test_letters_typed_apart_are_put_together() -> None:
    assert policies.measure(channel=Channel.SMS, text="\u1112\u1161\u11ab\u1100\u1173\u11af").text == "한글"


@given(attempts=st.integers(min_value=1, max_value=1000), jitter=st.floats(min_value=0, max_value=1))
def test_pauses_grow_to_a_minute_and_differ(attempts: int, jitter: float) -> None:
    pause = policies.pause_after(attempts=attempts, jitter=jitter)
    assert policies.FIRST_PAUSE / 2 <= pause <= policies.LONGEST_PAUSE
    assert pause >= policies.pause_after(attempts=attempts, jitter=0.0)
    assert policies.pause_after(attempts=attempts + 1, jitter=jitter) >= pause
