"""The pictures of an analysis, one a file, named as on disk and in the catalogue of words."""
