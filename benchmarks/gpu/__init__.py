"""What a GPU makes of stacks: ``python -m benchmarks.gpu``; needs JAX and no TensorFlow."""
