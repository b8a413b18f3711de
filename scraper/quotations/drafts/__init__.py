"""Drafts: the quotations in them, and who is named beside each."""
