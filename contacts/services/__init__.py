"""What other apps and screens may have a contact do."""

from contacts.policies.transitions import NotAllowed
from contacts.selectors import ContactNotFound
from contacts.services.answering import MessageNotFound, reply, resend_message, save_draft, send_article, write_note
from contacts.services.asking import ask_where
from contacts.services.calls import call_answered, call_not_connected, end_call, open_call
from contacts.services.conversation import NotYourContact
from contacts.services.filing import NoMobileNumber, WrongCode, contact_of_form, open_filing, send_phone_code
from contacts.services.finishing import (
    WrapUpCodeMissing,
    close_idle,
    correct_routing,
    end,
    finish,
)
from contacts.services.judging import confirm_article, judge_article, not_helped, report_missing_answer
from contacts.services.reading import ReasonMissing, read_contact, reveal_phone
from contacts.services.receiving import NotYourMessage, receive_message
from contacts.services.responding import UnknownDistrict, choose_district
from contacts.services.returning import finish_left_wrap_ups, return_left_behind, return_to_queue
from contacts.services.sending import NoWayToWrite, post_notice
from contacts.services.showing import show_thread
from contacts.services.taking import accept, decline
from contacts.services.transferring import (
    AlreadyConnecting,
    NotInDepartment,
    SummaryMissing,
    SummaryNotRead,
    TransferGone,
    TransferNotFound,
    TransferTaken,
    UnknownDepartment,
    connect_official,
    expire_transfers,
    return_transfer,
    take_transfer,
)
from contacts.services.waiting import ask_for_agent

__all__ = [
    "AlreadyConnecting",
    "ContactNotFound",
    "MessageNotFound",
    "NoMobileNumber",
    "NoWayToWrite",
    "NotAllowed",
    "NotInDepartment",
    "NotYourContact",
    "NotYourMessage",
    "ReasonMissing",
    "SummaryMissing",
    "SummaryNotRead",
    "TransferGone",
    "TransferNotFound",
    "TransferTaken",
    "UnknownDepartment",
    "UnknownDistrict",
    "WrapUpCodeMissing",
    "WrongCode",
    "accept",
    "ask_for_agent",
    "ask_where",
    "call_answered",
    "call_not_connected",
    "choose_district",
    "close_idle",
    "confirm_article",
    "connect_official",
    "contact_of_form",
    "correct_routing",
    "decline",
    "end",
    "end_call",
    "expire_transfers",
    "finish",
    "finish_left_wrap_ups",
    "judge_article",
    "not_helped",
    "open_call",
    "open_filing",
    "post_notice",
    "read_contact",
    "receive_message",
    "reply",
    "report_missing_answer",
    "resend_message",
    "return_left_behind",
    "return_to_queue",
    "return_transfer",
    "reveal_phone",
    "save_draft",
    "send_article",
    "send_phone_code",
    "show_thread",
    "take_transfer",
    "write_note",
]
