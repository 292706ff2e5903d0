"""The agenda: what its front sheet lists, which item and appendix a page belongs to, which pages are withheld."""
