// How many writing transactions there were: each takes a turn, first thing (lock_writers).
MATCH (w:Writer {key: 'writer'}) RETURN w.turn AS turn
