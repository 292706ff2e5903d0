"""The registers of a paper: minutes, attendance, decisions, votes, actions, recommendations, terms, heads."""
