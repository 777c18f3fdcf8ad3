"""Addresses of what supervisors oversee: the board, the wall, reports, staffing, and what consoles are told."""

from django.urls import path

from console.views import announcements, appointments, board, outbox, overseeing, reports, staffing

urlpatterns = [
    path("board/", board.page, name="board"),
    path("board/now/", board.figures, name="board-now"),
    path("board/gaps/", board.gaps, name="board-gaps"),
    path("board/wall/", board.wall, name="board-wall"),
    path("board/wall/now/", board.wall_now, name="board-wall-now"),
    path("board/messages/<uuid:message_id>/resend/", board.resend, name="board-resend"),
    path("board/messages/<uuid:message_id>/cancel/", board.cancel, name="board-cancel"),
    # What a supervisor does from there
    path("board/contacts/<uuid:contact_id>/", overseeing.contact, name="board-contact"),
    path("board/contacts/<uuid:contact_id>/take-back/", overseeing.take_back, name="board-take-back"),
    path("board/contacts/<uuid:contact_id>/move/", overseeing.move, name="board-move"),
    path("board/contacts/<uuid:contact_id>/return/", overseeing.return_to_queue, name="board-return"),
    path("board/contacts/<uuid:contact_id>/listen/", overseeing.listen, name="board-listen"),
    path("board/seats/<uuid:user_id>/", overseeing.seat, name="board-seat"),
    path("board/seats/<uuid:user_id>/next/", overseeing.next_intent, name="board-next-intent"),
    path("board/seats/<uuid:user_id>/skills/", overseeing.skills, name="board-skills"),
    path("board/queues/<slug:queue_code>/overflow/", overseeing.overflow, name="board-overflow"),
    # Appointments for sign language
    path("appointments/", appointments.page, name="appointments"),
    path("appointments/coming/", appointments.coming, name="appointments-coming"),
    path("appointments/<uuid:appointment_id>/", appointments.change, name="appointment-change"),
    # What goes out, and what did not get through
    path("messages/", outbox.page, name="messages"),
    path("messages/<uuid:message_id>/resend/", outbox.resend, name="message-resend"),
    path("messages/<uuid:message_id>/cancel/", outbox.cancel, name="message-cancel"),
    # What consoles are told
    path("board/announcements/", announcements.announce, name="announce"),
    path("board/announcements/<uuid:announcement_id>/withdraw/", announcements.withdraw, name="announcement-withdraw"),
    path("announcements/", announcements.shown, name="announcements"),
    path("announcements/<uuid:announcement_id>/", announcements.put_away, name="announcement-put-away"),
    # Reports of the past, and the staff of days to come
    path("reports/", reports.page, name="reports"),
    path("reports/file/", reports.file, name="report-file"),
    path("reports/contacts/", reports.contacts, name="report-contacts"),
    path("reports/staffing/", staffing.page, name="report-staffing"),
    path("reports/staffing/file/", staffing.file, name="report-staffing-file"),
    path("reports/teams/", staffing.teams, name="report-teams"),
    path("reports/teams/form/", staffing.form_team, name="report-form-team"),
    path("reports/teams/agents/<uuid:user_id>/", staffing.join, name="report-join-team"),
]
