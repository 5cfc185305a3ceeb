-- Checks of the books by kind, boards of large funds kept by the worker, and folding anew after a logical restore.

-- light: what follows from folded totals and the newest blocks, every few minutes; full: everything, every night.
ALTER TABLE books_check ADD COLUMN kind text NOT NULL DEFAULT 'full' CONSTRAINT books_check_kind CHECK (kind IN ('light', 'full'));
CREATE INDEX books_check_kind_id ON books_check (kind, id);

-- The last drift board of a fund, and how long it took: a large fund's page shows it instead of recomputing it.
CREATE TABLE fund_check (
  fund_id bigint NOT NULL, at timestamptz(3) NOT NULL, took_ms int NOT NULL CONSTRAINT fund_check_took CHECK (took_ms >= 0), rows jsonb NOT NULL,
  CONSTRAINT fund_check_pkey PRIMARY KEY (fund_id)
);
GRANT INSERT, UPDATE ON fund_check TO voucher_app;

-- ---------- after a logical restore ----------
-- A restored database keeps the transaction ids its rows were written under; the new server counts its own from the start.
-- Everything behind the watermark reads ids as an order, so the server's count is first brought past the restored rows.

/** How many transaction ids this server lies behind the rows of the books; 0 or less: it is past them. */
CREATE FUNCTION transaction_id_gap() RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT greatest((SELECT max(xid) FROM transfer), (SELECT max(xid) FROM command), (SELECT max(upto) FROM seal), (SELECT upto FROM fold_mark))::text::numeric
    + 1 - pg_snapshot_xmax(pg_current_snapshot())::text::numeric
$$;

/** Uses up transaction ids, one for each subtransaction that writes to the log. The owner's, for books:refold. */
CREATE FUNCTION spend_transaction_ids(count int) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_current_xact_id();
  FOR i IN 1 .. count LOOP
    BEGIN
      PERFORM pg_logical_emit_message(true, 'refold', '');
    EXCEPTION WHEN division_by_zero THEN NULL; -- the block makes the subtransaction
    END;
  END LOOP;
END $$;

/** Recomputes the folded totals from every finished transfer and puts the mark behind them, under this server's identity. The owner's. */
CREATE FUNCTION refold_books() RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE horizon xid8; folded bigint;
BEGIN
  PERFORM 1 FROM fold_mark WHERE id = 1 FOR UPDATE;
  IF transaction_id_gap() > 0 THEN RAISE EXCEPTION 'this server''s transaction ids lie behind the restored rows'; END IF;
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  DELETE FROM fund_total;
  DELETE FROM fund_flow;
  INSERT INTO fund_flow (fund_id, source_no, effective_on, from_stage, to_stage, amount_fen)
    SELECT fund_id, source_no, effective_on, from_stage, to_stage, fen_total(amount_fen) FROM transfer WHERE xid < horizon GROUP BY 1, 2, 3, 4, 5;
  INSERT INTO fund_total (fund_id, source_no, stage, amount_fen)
    SELECT fund_id, source_no, stage, fen_total(amount) FROM (
      SELECT fund_id, source_no, to_stage AS stage, amount_fen AS amount FROM fund_flow UNION ALL SELECT fund_id, source_no, from_stage, -amount_fen FROM fund_flow) moved GROUP BY 1, 2, 3;
  UPDATE fold_mark SET upto = horizon, at = clock_timestamp(), system_identifier = (SELECT system_identifier::text FROM pg_control_system()) WHERE id = 1;
  SELECT count(*) INTO folded FROM transfer WHERE xid < horizon;
  RETURN folded;
END $$;
