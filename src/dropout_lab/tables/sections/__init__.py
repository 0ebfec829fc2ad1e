"""Smaller tables of a page and of a README: a file is one, found by its name."""
