"""Pages of a pair. GET shows, POST acts; every object is read through ``visible_to(user)``, so a stranger finds nothing."""
