"""Racing Post's pages: results of a day, and a result in two markups."""
