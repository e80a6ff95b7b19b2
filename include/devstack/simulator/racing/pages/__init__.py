"""Racing Post's pages: results of a day and a result, in the two markups that they have had."""
