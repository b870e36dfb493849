"""A real site, a real mail server and a real browser for the tests that walk through pages."""

ADMIN = "ada.admin@example.org"
"""Who may open the administration of a site that :func:`inside.prepare` has set up."""
