"""A dropout of a user's own that no compiled program can have."""

from dropout_lab.dropout.layers.standard import Standard


class Unstackable(Standard):
    """Looks at numbers that a traced program does not have."""

    def disturb(self, inputs, at):
        return inputs if float(inputs[0, 0]) > 0 else super().disturb(inputs, at)
