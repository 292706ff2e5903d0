"""Hand a briefing note out as Word, PDF or Markdown."""
