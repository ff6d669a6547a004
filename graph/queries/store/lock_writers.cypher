// Take the one lock of all writers, first thing in every writing transaction: what is read after it stays true until commit.
MERGE (w:Writer {key: 'writer'})
SET w.turn = coalesce(w.turn, 0) + 1
