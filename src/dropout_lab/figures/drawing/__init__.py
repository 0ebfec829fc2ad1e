"""Tools for drawing pictures: style, layout, intervals, and rendering as bytes or as SVG for a page."""
