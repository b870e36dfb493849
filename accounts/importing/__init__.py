"""Members from a spreadsheet: read it, check it, show what would happen, and only then do it, all or nothing.

:mod:`.tables` turns bytes into cells, :mod:`.columns` says what may stand in them, :mod:`.checking` finds out what does; the three are
pure. :mod:`.wording` puts findings into words, :mod:`.writing` does the import.
"""
