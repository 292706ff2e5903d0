"""Tables whose columns white alone parts: the heads over their columns, and rows between lines along the page."""
