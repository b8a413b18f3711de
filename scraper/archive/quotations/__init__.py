"""Where the words of a quotation may stand."""

from scraper.archive.quotations.quotations import Quotations, permanent_id

__all__ = ["Quotations", "permanent_id"]
