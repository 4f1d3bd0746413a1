\set order random(1, 10000)
BEGIN;
SELECT seq, head FROM minimal_board WHERE id = :order FOR UPDATE;
INSERT INTO minimal_event (id, seq, body, hash) SELECT id, seq + 1, repeat('x', 600), sha256(head) FROM minimal_board WHERE id = :order;
INSERT INTO minimal_event (id, seq, body, hash) SELECT id, seq + 2, repeat('x', 600), sha256(head) FROM minimal_board WHERE id = :order;
INSERT INTO minimal_transfer (id, seq, number, minor) SELECT id, seq + 2, n, 100 FROM minimal_board, generate_series(1, 2) n WHERE id = :order;
UPDATE minimal_balance SET minor = minor + 100 WHERE id = :order;
UPDATE minimal_board SET seq = seq + 2, head = sha256(head) WHERE id = :order;
END;
