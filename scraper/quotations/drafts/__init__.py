"""Drafts: finding their quotations, and the speaker named beside each."""
