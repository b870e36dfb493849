"""Every mail: its row, its kind and whether the person wants it, its delivery.

The lowest floor. It knows people only through ``AUTH_USER_MODEL``; who may write to whom is decided above.
"""
