"""Finding where the words of a quotation may be."""

from scraper.archive.quotations.quotations import Quotations, permanent_id

__all__ = ["Quotations", "permanent_id"]
