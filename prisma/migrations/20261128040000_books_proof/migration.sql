-- Proof of the books: exact sums that fit a register, moves folded per day, folding and sealing in bounded steps, and
-- folding anew after a logical restore.

/** Sum of amounts in fen as bigint. Exact: a sum that does not fit is an error, never a wrong number. */
CREATE AGGREGATE fen_total(bigint) (SFUNC = int8pl, STYPE = bigint, COMBINEFUNC = int8pl, PARALLEL = SAFE);
GRANT EXECUTE ON FUNCTION fen_total(bigint) TO voucher_app;

-- ---------- moves per day, folded with the totals ----------

CREATE TABLE fund_flow (
  fund_id bigint NOT NULL, source_no smallint NOT NULL, effective_on date NOT NULL, from_stage money_stage NOT NULL, to_stage money_stage NOT NULL,
  amount_fen bigint NOT NULL CONSTRAINT fund_flow_positive CHECK (amount_fen > 0),
  CONSTRAINT fund_flow_pkey PRIMARY KEY (fund_id, source_no, effective_on, from_stage, to_stage)
);
INSERT INTO fund_flow SELECT fund_id, source_no, effective_on, from_stage, to_stage, fen_total(amount_fen)
  FROM transfer WHERE xid < (SELECT upto FROM fold_mark) GROUP BY 1, 2, 3, 4, 5;

/**
 * Adds finished transfers to the folded totals and to the moves per day, and moves the mark: about `most` transfers in whole
 * transactions; answers how many. Writes nothing when there is nothing new. Refuses a database restored under other
 * transaction ids.
 */
DROP FUNCTION fold_books();
CREATE FUNCTION fold_books(most int DEFAULT 200000) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mark fold_mark; horizon xid8; first xid8; cut xid8; folded bigint;
BEGIN
  SELECT * INTO mark FROM fold_mark WHERE id = 1;
  IF mark.system_identifier <> (SELECT system_identifier::text FROM pg_control_system()) THEN
    RAISE EXCEPTION 'the fold mark belongs to another database cluster; refold the books first';
  END IF;
  IF NOT EXISTS (SELECT FROM transfer WHERE xid >= mark.upto AND xid < pg_snapshot_xmin(pg_current_snapshot())) THEN RETURN 0; END IF;
  SELECT * INTO mark FROM fold_mark WHERE id = 1 FOR UPDATE;
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  SELECT min(xid) INTO first FROM transfer WHERE xid >= mark.upto AND xid < horizon;
  SELECT xid INTO cut FROM transfer WHERE xid >= mark.upto AND xid < horizon ORDER BY xid OFFSET most LIMIT 1;
  -- one transaction may be larger than the bound: it goes whole
  IF cut = first THEN SELECT min(xid) INTO cut FROM transfer WHERE xid > first AND xid < horizon; END IF;
  horizon := coalesce(cut, horizon);
  WITH fresh AS MATERIALIZED (
    SELECT fund_id, source_no, effective_on, from_stage, to_stage, fen_total(amount_fen) AS amount, count(*) AS lines
      FROM transfer WHERE xid >= mark.upto AND xid < horizon GROUP BY 1, 2, 3, 4, 5),
  flows AS (
    INSERT INTO fund_flow AS f (fund_id, source_no, effective_on, from_stage, to_stage, amount_fen) SELECT fund_id, source_no, effective_on, from_stage, to_stage, amount FROM fresh
    ON CONFLICT (fund_id, source_no, effective_on, from_stage, to_stage) DO UPDATE SET amount_fen = f.amount_fen + EXCLUDED.amount_fen),
  totals AS (
    INSERT INTO fund_total AS t (fund_id, source_no, stage, amount_fen)
    SELECT fund_id, source_no, stage, fen_total(amount) FROM (
      SELECT fund_id, source_no, to_stage AS stage, amount FROM fresh UNION ALL SELECT fund_id, source_no, from_stage, -amount FROM fresh) moved GROUP BY 1, 2, 3
    ON CONFLICT (fund_id, source_no, stage) DO UPDATE SET amount_fen = t.amount_fen + EXCLUDED.amount_fen)
  SELECT coalesce(sum(lines), 0) INTO folded FROM fresh;
  UPDATE fold_mark SET upto = horizon, at = clock_timestamp() WHERE id = 1;
  RETURN folded;
END $$;

/** What each stage of a fund holds per source: folded totals and the tail above the mark, in one statement. Treasury shows what was appropriated, negated. */
CREATE OR REPLACE FUNCTION fund_stages(fund bigint) RETURNS TABLE (source_no smallint, stage money_stage, amount_fen bigint) LANGUAGE sql STABLE AS $$
  SELECT s.source_no, s.stage, fen_total(s.amount) FROM (
    SELECT t.source_no, t.stage, t.amount_fen AS amount FROM fund_total t WHERE t.fund_id = fund
    UNION ALL SELECT t.source_no, side.stage, side.amount FROM transfer t, LATERAL (VALUES (t.to_stage, t.amount_fen), (t.from_stage, -t.amount_fen)) side(stage, amount)
      WHERE t.fund_id = fund AND t.xid >= (SELECT upto FROM fold_mark)) s
  GROUP BY 1, 2
$$;

/** The moves of a fund per source and effective day: folded and the tail above the mark, in one statement. */
CREATE FUNCTION fund_flows(fund bigint) RETURNS TABLE (source_no smallint, effective_on date, from_stage money_stage, to_stage money_stage, amount_fen bigint) LANGUAGE sql STABLE AS $$
  SELECT s.source_no, s.effective_on, s.from_stage, s.to_stage, fen_total(s.amount_fen) FROM (
    SELECT f.source_no, f.effective_on, f.from_stage, f.to_stage, f.amount_fen FROM fund_flow f WHERE f.fund_id = fund
    UNION ALL SELECT t.source_no, t.effective_on, t.from_stage, t.to_stage, t.amount_fen FROM transfer t WHERE t.fund_id = fund AND t.xid >= (SELECT upto FROM fold_mark)) s
  GROUP BY 1, 2, 3, 4
$$;

-- ---------- the seal, in bounded blocks ----------

/** Seals about `most` rows committed since the last seal into the hash chain, in commit order and whole transactions. Answers the rows sealed. */
CREATE OR REPLACE FUNCTION seal_books(most int DEFAULT 100000) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last seal; since xid8; horizon xid8; first xid8; cut xid8; commands bigint[]; transfers bigint[]; chain bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(7301001);
  SELECT no, upto, root INTO last.no, last.upto, last.root FROM seal ORDER BY no DESC LIMIT 1;
  since := coalesce(last.upto, '0'::xid8);
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  SELECT least((SELECT min(xid) FROM command WHERE xid >= since AND xid < horizon), (SELECT min(xid) FROM transfer WHERE xid >= since AND xid < horizon)) INTO first;
  IF first IS NULL THEN RETURN 0; END IF;
  SELECT xid INTO cut FROM (SELECT xid FROM transfer WHERE xid >= since AND xid < horizon UNION ALL SELECT xid FROM command WHERE xid >= since AND xid < horizon) waiting ORDER BY xid OFFSET most LIMIT 1;
  -- one transaction may be larger than a block: it goes whole, for a block never cuts one in two
  IF cut = first THEN
    SELECT least((SELECT min(xid) FROM command WHERE xid > first AND xid < horizon), (SELECT min(xid) FROM transfer WHERE xid > first AND xid < horizon)) INTO cut;
  END IF;
  horizon := coalesce(cut, horizon);
  SELECT array_agg(id ORDER BY xid, id) INTO commands FROM command WHERE xid >= since AND xid < horizon;
  SELECT array_agg(id ORDER BY xid, id) INTO transfers FROM transfer WHERE xid >= since AND xid < horizon;
  chain := seal_root(last.root, coalesce(commands, '{}'), coalesce(transfers, '{}'));
  INSERT INTO seal (no, upto, command_ids, transfer_ids, root, prev_root, at)
  VALUES (coalesce(last.no, 0) + 1, horizon, coalesce(commands, '{}'), coalesce(transfers, '{}'), chain, last.root, clock_timestamp());
  RETURN coalesce(cardinality(commands), 0) + coalesce(cardinality(transfers), 0);
END $$;

GRANT EXECUTE ON FUNCTION fold_books, fund_stages, fund_flows, seal_books TO voucher_app;
