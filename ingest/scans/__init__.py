"""Read pages by what they show: scanned ones by their print, columns in their order."""
