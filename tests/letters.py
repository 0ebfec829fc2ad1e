"""Letters that names and texts are drawn from."""

from hypothesis import strategies as st

ANY = st.characters(exclude_categories=["Cs"])
"""Every letter that UTF-8 can write, as in `st.text()`, which tries each of a million first: a second."""
