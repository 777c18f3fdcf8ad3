"""Tables as files, written row by row."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Protocol

from xlsxwriter import Workbook

from complaints.policies.export import safe_cell
from complaints.types.lists import ExportFormat
from korean.dates import seoul_time

Cell = str | int | float | datetime | None
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of the machine."""


class TableWriter(Protocol):
    """Something that rows are written into, one after the other."""

    def row(self, cells: Sequence[Cell]) -> None:
        """Write the next row."""

    def close(self) -> None:
        """End the file; the stream it is written to stays open."""


def writer(output: IO[bytes], *, format: ExportFormat) -> TableWriter:
    """Return what writes a table of this format to `output`."""
    return _Xlsx(output) if format == ExportFormat.XLSX else _Csv(output)


class _Csv:
    def __init__(self, output: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
        self._text.write(BOM)
        self._rows = csv.writer(self._text)

    def row(self, cells: Sequence[Cell]) -> None:
        self._rows.writerow([safe_cell(_words(cell)) if not isinstance(cell, int | float) else cell for cell in cells])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _Xlsx:
    def __init__(self, output: IO[bytes]) -> None:
        self._book = Workbook(output, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._next = 0

    def row(self, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float):
                self._sheet.write_number(self._next, column, cell)
            elif cell:
                self._sheet.write_string(self._next, column, _words(cell))
        self._next += 1

    def close(self) -> None:
        self._book.close()


def _words(cell: Cell) -> str:
    """Return a cell as people read it: times in Seoul, to the minute."""
    if isinstance(cell, datetime):
        return f"{seoul_time(cell):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
