"""Which units of a passage answer a question: a small network of our own, run by onnxruntime."""
