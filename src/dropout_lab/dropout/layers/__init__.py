"""One dropout a file, found by its name: parameters, equation, moments, source."""
