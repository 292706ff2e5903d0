"""What decides a release: runs of the suite, their comparison, the gate and the report."""
