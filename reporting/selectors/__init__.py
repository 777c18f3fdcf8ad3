"""The state of the contact centre now, what it was, and what it will need."""

from reporting.selectors.board import live_board
from reporting.selectors.reports import contacts_behind, flow_report, period, work_report
from reporting.selectors.staffing import forecast
from reporting.selectors.surges import surges

__all__ = ["contacts_behind", "flow_report", "forecast", "live_board", "period", "surges", "work_report"]
