"""End a KakaoTalk session from our side."""

from datetime import datetime

from messaging import providers
from messaging.selectors import sender_of
from messaging.types import Channel


def end_session(*, recipient: str, district_code: str = "", now: datetime) -> bool:
    """End the 상담톡 session of the user key `recipient`; False when the provider is away or does not carry it.

    What is still to be sent into it should go first (`selectors.anything_unsent`). Call it outside a transaction.
    """
    sender = sender_of(channel=Channel.KAKAO, district_code=district_code, now=now)
    bizgo = providers.bizgo()
    if sender is None or sender.provider != bizgo.name:
        return False
    return bizgo.end_session(sender=sender.key or bizgo.own_sender(Channel.KAKAO), recipient=recipient)
