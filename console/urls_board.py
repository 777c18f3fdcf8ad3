"""Addresses of what supervisors oversee: the board, the wall, reports, staffing, and what consoles are told."""

from django.urls import path

from console.views import announcements, board, reports, staffing

urlpatterns = [
    path("board/", board.page, name="board"),
    path("board/now/", board.figures, name="board-now"),
    path("board/messages/<uuid:message_id>/resend/", board.resend, name="board-resend"),
    path("board/messages/<uuid:message_id>/cancel/", board.cancel, name="board-cancel"),
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
