"""How exactly matrices are multiplied: the inputs of a product are rounded, its sums are float32.

``float32`` is full single precision. ``tf32`` keeps 10 bits of each input's mantissa, as NVIDIA's tensor
cores do, and ``bfloat16`` 7 bits; everything else of a run stays float32, the weights too. On a GPU the
tensor cores round, and a processor that multiplies bfloat16 takes bfloat16; elsewhere the same rounding is
done in the program, so that a run means the same there. ``float64`` is for checks.

Source: NVIDIA (2020), A100 whitepaper, TF32; Kalamkar et al. (2019), arXiv:1905.12322, bfloat16.
"""

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from dropout_lab.dropout import Product
from dropout_lab.engines.devices import multiplies_bfloat16

TF32 = {"exponent_bits": 8, "mantissa_bits": 10}
BFLOAT16 = {"exponent_bits": 8, "mantissa_bits": 7}


def dtype_of(precision: str) -> str:
    """Return the dtype of weights, activations and loss."""
    return "float64" if precision == "float64" else "float32"


def product_of(precision: str, platform: str) -> Product:
    """Return the product of matrices in a precision on a platform (``cpu``, ``gpu``)."""
    if precision in ("float32", "float64"):
        return _full
    if precision == "bfloat16":
        if platform == "cpu" and multiplies_bfloat16():
            return _by_the_processor()
        return _with_gradient(_in_bfloat16 if platform == "gpu" else _rounded(BFLOAT16))
    return _with_gradient(_on_tensor_cores if platform == "gpu" else _rounded(TF32))


def _full(left: Any, right: Any) -> Any:
    return jnp.matmul(left, right, precision=lax.Precision.HIGHEST)


def _on_tensor_cores(left: Any, right: Any) -> Any:
    return jnp.matmul(left, right, precision=lax.Precision.HIGH)


def _in_bfloat16(left: Any, right: Any) -> Any:
    return _summed(left.astype(jnp.bfloat16), right.astype(jnp.bfloat16))


def _summed(left: Any, right: Any, over: tuple[int, int] = (1, 0)) -> Any:
    """Multiply matrices of bfloat16 and sum over an axis of each, in float32."""
    axes = ((over[:1], over[1:]), ((), ()))
    return lax.dot_general(left, right, axes, preferred_element_type=jnp.float32)


def _by_the_processor() -> Product:
    """Return the product, with its gradient, in the forms that XLA's kernel for bfloat16 takes.

    That kernel is twice as fast as one for float32. It takes (m, k) x (k, n) and (m, k) x (n, k); a left side
    that is transposed XLA turns into float32 again without a word, even if the transpose is a step of its
    own. So the one that the weights' gradient needs is written to memory first, as a row of numbers.
    """

    def forward(left: Any, right: Any) -> tuple[Any, tuple[Any, Any]]:
        kept = left.astype(jnp.bfloat16), right.astype(jnp.bfloat16)
        return _summed(*kept), kept

    def backward(kept: tuple[Any, Any], error: Any) -> tuple[Any, Any]:
        (left, right), error = kept, error.astype(jnp.bfloat16)
        written = lax.optimization_barrier(left.T.reshape(-1)).reshape(left.T.shape)
        return _summed(error, right, over=(1, 1)), _summed(written, error)

    multiply: Any = jax.custom_vjp(_in_bfloat16)
    multiply.defvjp(forward, backward)
    return multiply


def _rounded(bits: dict[str, int]) -> Product:
    def product(left: Any, right: Any) -> Any:
        return _full(lax.reduce_precision(left, **bits), lax.reduce_precision(right, **bits))

    return product


def _with_gradient(product: Product) -> Product:
    """Give a product the gradient that is made of the same products, as of any layer on tensor cores."""
    multiply: Any = jax.custom_vjp(product)

    def forward(left: Any, right: Any) -> tuple[Any, tuple[Any, Any]]:
        return product(left, right), (left, right)

    def backward(kept: tuple[Any, Any], error: Any) -> tuple[Any, Any]:
        left, right = kept
        return product(error, right.T), product(left.T, error)

    multiply.defvjp(forward, backward)
    return multiply
