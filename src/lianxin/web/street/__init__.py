"""Pages for those who look over the whole: board, map, wall screen."""
