"""Draft a briefing note from the papers: every line is a quote or a figure with its place, and nothing else."""
