"""A layer of somebody's that no compiled program can have."""

from dropout_lab.dropout.standard import Standard


class Unstackable(Standard):
    """Looks at numbers that a traced program does not have."""

    def disturb(self, inputs):
        return inputs if float(inputs[0, 0]) > 0 else super().disturb(inputs)
