"""The report: a Comparison as one self-contained offline HTML page, or as a folder of such pages."""

from perspectives.report.flatten import Table, tables, tables_json
from perspectives.report.page import render
from perspectives.report.paper import pdf, printer
from perspectives.report.sections import SECTIONS, Section
from perspectives.report.site import render_site
from perspectives.report.view import View

__all__ = [
    "SECTIONS",
    "Section",
    "Table",
    "View",
    "pdf",
    "printer",
    "render",
    "render_site",
    "tables",
    "tables_json",
]
