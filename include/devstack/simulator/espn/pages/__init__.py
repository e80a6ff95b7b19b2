"""The other two wrappings of a game: web pages' state (Format 1) and the summary inside a cdn answer."""
