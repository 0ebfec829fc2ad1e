"""The tools that every picture is drawn with: look, layout, intervals, and the way to bytes and to a page."""
