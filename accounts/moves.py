"""The one error every floor raises when a move is not allowed."""


class IllegalMove(Exception):
    """The state, or the person asking, does not allow this move. ``str(error)`` says so in words for that person.

    Views turn it into a message beside the page as it stands now; nothing has been changed.
    """
