"""How far what is quoted still stands: other figures for it, later papers, drafts, corrections, decisions."""
