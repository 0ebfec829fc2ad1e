"""The loss of a training step: the one that both engines of ours make their gradient of.

loss = mean over passes and rows of the cross-entropy + losses that the dropout declares + penalties

Only the cross-entropy on the labels is ever reported as NLL; this sum is reported as the training loss.
"""

from collections.abc import Iterable
from typing import Any

import keras

from dropout_lab.keras_ops import ops
from dropout_lab.regularizers import Regularizer
from dropout_lab.training.models import Net


def objective(net: Net, inputs: Any, labels: Any, examples: Any) -> Any:
    """Return the loss of one batch in nats, a scalar; each call is one training step of the net.

    Args:
        net: model with its noise and regularizers.
        inputs: uint8, shape (rows, inputs).
        labels: int32, shape (rows,).
        examples: index in the training set of each row, int32, shape (rows,).
    """
    dropout, regularizers = net.noise.now(), net.regularizers_now()  # before a pass counts
    inferred = [net.inference(inputs)] if dropout.against_inference else []
    passes = net.passes(inputs, examples)
    logits = [found for found, _ in passes]
    targets = targets_of(regularizers, ops.one_hot(labels, net.widths[-1], dtype=logits[0].dtype))
    losses = [ops.mean(_cross_entropy(labels, targets, found)) for found in logits]
    loss = losses[0] if len(losses) == 1 else ops.divide(sum(losses), len(losses))
    for _, declared in passes:
        for added in declared:
            loss = ops.add(loss, ops.divide(ops.mean(added), len(passes)))
    if (added := dropout.consistency([*logits, *inferred])) is not None:
        loss = ops.add(loss, ops.mean(added))
    return loss if (added := penalty(net, regularizers)) is None else ops.add(loss, added)


def penalty(net: Net, regularizers: Iterable[Regularizer]) -> Any | None:
    """Return the sum of all penalties on the kernels in nats, a scalar; None: there is none."""
    found = [added for part in regularizers if (added := part.penalty(net.kernels())) is not None]
    return sum(found[1:], found[0]) if found else None


def targets_of(regularizers: Iterable[Regularizer], one_hot: Any) -> Any | None:
    """Return the distribution that stands for the labels, shape (rows, classes); None: their own."""
    targets = None
    for part in regularizers:
        changed = part.targets(one_hot if targets is None else targets)
        targets = targets if changed is None else changed
    return targets


def _cross_entropy(labels: Any, targets: Any | None, logits: Any) -> Any:
    """Return the cross-entropy of each row, (rows,)."""
    if targets is not None:
        return ops.categorical_crossentropy(targets, logits, from_logits=True)
    if keras.config.backend() != "jax":
        return ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    # Summed over one-hot labels: the gradient of an index would be a scatter, slow on a GPU.
    chosen = ops.equal(ops.arange(logits.shape[1]), ops.expand_dims(labels, 1))
    return -ops.sum(ops.where(chosen, ops.log_softmax(logits), 0), axis=1)
