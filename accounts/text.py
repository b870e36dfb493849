"""What a person types into the search field. Pure."""

MOST_WORDS = 6
LONGEST = 80


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for: at most six, of the first eighty characters, without control characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST])
    return tuple(plain.split()[:MOST_WORDS])
