"""Where the costs of a step come from, in a sentence."""

from dropout_lab.evidence import Costs
from dropout_lab.language.catalogue import ENGLISH, Words


def costs_sentence(costs: Costs, words: Words = ENGLISH) -> str:
    """Say how, where and at which commits the costs of a step were measured."""
    commits = words("units.join.comma").join(costs.commits)
    return words("page.evidence.costs", cpu=costs.cpu, commits=commits, pairs=str(costs.pairs))
