"""What other apps and screens may have a contact do."""

from contacts.policies.transitions import NotAllowed
from contacts.selectors import ContactNotFound
from contacts.selectors.appointments import AppointmentNotFound
from contacts.services.answering import MessageNotFound, reply, resend_message, save_draft, send_article, write_note
from contacts.services.appointments import (
    SlotTaken,
    book_appointment,
    call_off_appointment,
    cancel_appointment,
    keep_appointments,
    move_appointment,
    postpone_appointment,
)
from contacts.services.asking import ask_phone, ask_where
from contacts.services.calling_back import NoCallBack, NotCallable, note_call_back, promise_call_back
from contacts.services.calling_instead import call_instead, send_call_code
from contacts.services.calls import (
    call_answered,
    call_back_requested,
    call_not_connected,
    end_call,
    give_exchange,
    open_call,
)
from contacts.services.conversation import NotYourContact
from contacts.services.ending import end_finished_rooms
from contacts.services.fetching import fetch_files, fetch_now
from contacts.services.files import FileNotThere, open_file
from contacts.services.filing import (
    NoMobileNumber,
    WrongCode,
    check_phone_code,
    contact_of_form,
    open_filing,
    send_phone_code,
)
from contacts.services.finishing import (
    WrapUpCodeMissing,
    close_idle,
    correct_routing,
    end,
    finish,
)
from contacts.services.following_up import (
    FollowUpNotFound,
    FollowUpSaysNothing,
    FollowUpTimePast,
    finish_follow_up,
    set_follow_up,
    tell_follow_ups,
)
from contacts.services.handing import hand_to_district
from contacts.services.holding import hold_call, note_hold
from contacts.services.inbox import forget_requests, take_in, write_down
from contacts.services.inviting import RoomOpen, invite_to_room
from contacts.services.judging import confirm_article, judge_article, not_helped, report_missing_answer
from contacts.services.macros import (
    MacroInvalid,
    MacroNotAllowed,
    MacroNotFound,
    MacroScope,
    may_change,
    remove_macro,
    save_macro,
)
from contacts.services.overseeing import listening_failed
from contacts.services.protecting import (
    AlreadyReviewed,
    IncidentNotFound,
    MeasureMissing,
    UnknownAbuse,
    WarnFirst,
    end_for_abuse,
    review_incident,
    warn_of_abuse,
)
from contacts.services.rating import AlreadyRated, NotOverYet, rate_contact
from contacts.services.reading import ReasonMissing, note_reading, read_contact, reveal_phone
from contacts.services.receiving import NotYourMessage, receive_message
from contacts.services.recognising import HowMissing, confirm_citizen, consider_citizen
from contacts.services.responding import UnknownDistrict, choose_district
from contacts.services.returning import finish_left_wrap_ups, return_left_behind, return_to_queue
from contacts.services.rooms import RoomClosed, expire_rooms
from contacts.services.sending import NoWayToWrite, post_notice
from contacts.services.showing import show_thread
from contacts.services.signing import (
    AppointmentOver,
    NotTimeYet,
    SignClosed,
    begin_appointment,
    end_left_waits,
    keep_waiting,
    start_sign,
    stop_waiting,
)
from contacts.services.skill import TooSlow, answer_callbacks, answer_question, ask_later
from contacts.services.taking import accept, decline
from contacts.services.transfer_errors import (
    AlreadyConnecting,
    ColleagueAway,
    NotInDepartment,
    NotToYourself,
    SummaryMissing,
    SummaryNotRead,
    TransferGone,
    TransferNotFound,
    TransferTaken,
    UnknownDepartment,
)
from contacts.services.transferring import (
    connect_official,
    expire_transfers,
    hand_to_agent,
    return_transfer,
    take_transfer,
)
from contacts.services.uploading import Infected, NotScanned, receive_upload
from contacts.services.video import (
    NotInVideo,
    VideoFull,
    VideoOver,
    end_video,
    ice_servers,
    join_video,
    leave_video,
    open_video,
    signal_video,
    video_news,
)
from contacts.services.viewing import forget_viewings, note_viewing
from contacts.services.waiting import ask_for_agent

__all__ = [
    "AlreadyConnecting",
    "AlreadyRated",
    "AlreadyReviewed",
    "AppointmentNotFound",
    "AppointmentOver",
    "ColleagueAway",
    "ContactNotFound",
    "FileNotThere",
    "FollowUpNotFound",
    "FollowUpSaysNothing",
    "FollowUpTimePast",
    "HowMissing",
    "IncidentNotFound",
    "Infected",
    "MacroInvalid",
    "MacroNotAllowed",
    "MacroNotFound",
    "MacroScope",
    "MeasureMissing",
    "MessageNotFound",
    "NoCallBack",
    "NoMobileNumber",
    "NoWayToWrite",
    "NotAllowed",
    "NotCallable",
    "NotInDepartment",
    "NotInVideo",
    "NotOverYet",
    "NotScanned",
    "NotTimeYet",
    "NotToYourself",
    "NotYourContact",
    "NotYourMessage",
    "ReasonMissing",
    "RoomClosed",
    "RoomOpen",
    "SignClosed",
    "SlotTaken",
    "SummaryMissing",
    "SummaryNotRead",
    "TooSlow",
    "TransferGone",
    "TransferNotFound",
    "TransferTaken",
    "UnknownAbuse",
    "UnknownDepartment",
    "UnknownDistrict",
    "VideoFull",
    "VideoOver",
    "WarnFirst",
    "WrapUpCodeMissing",
    "WrongCode",
    "accept",
    "answer_callbacks",
    "answer_question",
    "ask_for_agent",
    "ask_later",
    "ask_phone",
    "ask_where",
    "begin_appointment",
    "book_appointment",
    "call_answered",
    "call_back_requested",
    "call_instead",
    "call_not_connected",
    "call_off_appointment",
    "cancel_appointment",
    "check_phone_code",
    "choose_district",
    "close_idle",
    "confirm_article",
    "confirm_citizen",
    "connect_official",
    "consider_citizen",
    "contact_of_form",
    "correct_routing",
    "decline",
    "end",
    "end_call",
    "end_finished_rooms",
    "end_for_abuse",
    "end_left_waits",
    "end_video",
    "expire_rooms",
    "expire_transfers",
    "fetch_files",
    "fetch_now",
    "finish",
    "finish_follow_up",
    "finish_left_wrap_ups",
    "forget_requests",
    "forget_viewings",
    "give_exchange",
    "hand_to_agent",
    "hand_to_district",
    "hold_call",
    "ice_servers",
    "invite_to_room",
    "join_video",
    "judge_article",
    "keep_appointments",
    "keep_waiting",
    "leave_video",
    "listening_failed",
    "may_change",
    "move_appointment",
    "not_helped",
    "note_call_back",
    "note_hold",
    "note_reading",
    "note_viewing",
    "open_call",
    "open_file",
    "open_filing",
    "open_video",
    "post_notice",
    "postpone_appointment",
    "promise_call_back",
    "rate_contact",
    "read_contact",
    "receive_message",
    "receive_upload",
    "remove_macro",
    "reply",
    "report_missing_answer",
    "resend_message",
    "return_left_behind",
    "return_to_queue",
    "return_transfer",
    "reveal_phone",
    "review_incident",
    "save_draft",
    "save_macro",
    "send_article",
    "send_call_code",
    "send_phone_code",
    "set_follow_up",
    "show_thread",
    "signal_video",
    "start_sign",
    "stop_waiting",
    "take_in",
    "take_transfer",
    "tell_follow_ups",
    "video_news",
    "warn_of_abuse",
    "write_down",
    "write_note",
]
