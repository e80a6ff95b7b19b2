"""The source simulator: the sources' HTTP interfaces, served locally from a seed and from recordings.

Each source has its own package (`espn`, `nba`, `racing`); what all share (clock, faults, request log, control
routes) lives here. Nothing of it is used in production.
"""
