"""Invented speech and quotations of it whose verdict is known because of how they were made."""
