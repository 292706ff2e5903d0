"""Follow a matter through the papers: proposed, amended, decided, reported back, each step dated and proved."""
