-- Balances as of any past moment on either clock. On the recorded clock a moment means the last sealed mark at or before
-- it, and so has the same answer for ever; on the effective clock a day means all business days up to it. Both compose.

CREATE INDEX "seal_at_idx" ON "seal"("at");

/** The mark of a moment: every transaction below it had ended by then. Waits for a seal being written. Throws as_of.future. */
CREATE FUNCTION recorded_mark(moment timestamptz) RETURNS xid8 LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF moment IS NULL THEN RETURN NULL; END IF;
  IF moment >= clock_timestamp() THEN PERFORM refuse('as_of.future'); END IF;
  PERFORM pg_advisory_xact_lock_shared(7301001); -- seal_books holds it: afterwards no seal of an earlier moment can appear
  RETURN (SELECT coalesce((SELECT upto FROM seal WHERE at <= moment ORDER BY at DESC, no DESC LIMIT 1), '0'::xid8));
END $$;

/** What each stage of a fund held per source as of a recorded moment, up to a business day, or both; null asks for no limit. */
CREATE FUNCTION fund_stages_as_of(fund bigint, recorded timestamptz, effective date) RETURNS TABLE (source_no smallint, stage money_stage, amount_fen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mark xid8 := recorded_mark(recorded); -- in a statement of its own: the next one sees all that is below the mark
BEGIN
  IF recorded IS NULL THEN -- by day the moves are folded
    RETURN QUERY SELECT t.source_no, m.stage, fen_total(m.amount) FROM fund_flows(fund) t, LATERAL (VALUES (t.to_stage, t.amount_fen), (t.from_stage, -t.amount_fen)) m(stage, amount)
      WHERE effective IS NULL OR t.effective_on <= effective GROUP BY 1, 2;
    RETURN;
  END IF;
  RETURN QUERY SELECT t.source_no, m.stage, fen_total(m.amount)
    FROM transfer t, LATERAL (VALUES (t.to_stage, t.amount_fen), (t.from_stage, -t.amount_fen)) m(stage, amount)
    WHERE t.fund_id = fund AND t.xid < mark AND (effective IS NULL OR t.effective_on <= effective)
    GROUP BY 1, 2;
END $$;

/**
 * What an entitlement was per source as of a recorded moment, up to a business day, or both: face = free + held + used + gone
 * (lapsed, void, forfeited). Reckoned from the transfers; where the quota is only a ceiling, from its grant and endings in the log too.
 */
CREATE FUNCTION entitlement_as_of(entitlement bigint, recorded timestamptz, effective date)
RETURNS TABLE (source_no smallint, face_fen bigint, free_fen bigint, held_fen bigint, used_fen bigint, gone_fen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mark xid8 := recorded_mark(recorded); e entitlement; granted boolean := true; ended boolean := false;
BEGIN
  SELECT * INTO e FROM entitlement x WHERE x.id = entitlement_as_of.entitlement;
  IF e.encumbrance = 'order' THEN
    SELECT coalesce(bool_or(c.action = 'voucher.granted'), false), coalesce(bool_or(c.action <> 'voucher.granted'), false) INTO granted, ended
    FROM voucher v JOIN command c ON c.subject = v.number
    WHERE v.entitlement_id = e.id AND c.action IN ('voucher.granted', 'voucher.lapsed', 'voucher.voided')
      AND (mark IS NULL OR c.xid < mark) AND (effective IS NULL OR (c.at AT TIME ZONE 'Asia/Shanghai')::date <= effective);
  END IF;
  RETURN QUERY SELECT r.no, r.face, r.free, r.held, r.used, r.face - r.free - r.held - r.used FROM (
    SELECT s.source_no AS no, f.face, m.held, m.used,
      CASE WHEN e.encumbrance <> 'order' THEN m.free WHEN ended THEN 0 ELSE f.face - m.held - m.used - m.lost END AS free
    FROM entitlement_source s
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(CASE WHEN t.to_stage = 'granted' THEN t.amount_fen WHEN t.from_stage = 'granted' THEN -t.amount_fen ELSE 0 END), 0)::bigint AS free,
        coalesce(sum(CASE WHEN t.to_stage = 'held' THEN t.amount_fen WHEN t.from_stage = 'held' THEN -t.amount_fen ELSE 0 END), 0)::bigint AS held,
        coalesce(sum(CASE WHEN (t.from_stage, t.to_stage) IN (('held', 'redeemed'), ('available', 'payable')) THEN t.amount_fen
          WHEN t.from_stage = 'redeemed' AND t.to_stage IN ('granted', 'available') OR (t.from_stage, t.to_stage) = ('payable', 'available') THEN -t.amount_fen ELSE 0 END), 0)::bigint AS used,
        coalesce(sum(t.amount_fen) FILTER (WHERE t.to_stage = 'available' AND c.action IN ('order.share_lapsed', 'order.forfeited')), 0)::bigint AS lost,
        coalesce(sum(CASE WHEN t.from_stage = 'available' AND t.to_stage IN ('granted', 'payable') THEN t.amount_fen
          WHEN t.corrects IS NOT NULL AND t.to_stage = 'available' THEN -t.amount_fen ELSE 0 END), 0)::bigint AS drawn
      FROM transfer t JOIN command c ON c.id = t.command_id WHERE t.entitlement_id = e.id AND t.source_no = s.source_no
        AND (mark IS NULL OR t.xid < mark) AND (effective IS NULL OR t.effective_on <= effective)) m
    CROSS JOIN LATERAL (SELECT CASE WHEN e.encumbrance <> 'order' THEN m.drawn WHEN granted THEN s.face_fen ELSE 0 END AS face) f
    WHERE s.entitlement_id = e.id) r ORDER BY r.no;
END $$;

GRANT EXECUTE ON FUNCTION fund_stages_as_of, entitlement_as_of TO voucher_app;
