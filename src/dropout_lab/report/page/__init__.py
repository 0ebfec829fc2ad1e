"""The pages: of an experiment, of a judgement and of all experiments, each one HTML file."""
