-- Money received counts for its own day: a receipt dated in a closed month is refused, as every entry is.

CREATE FUNCTION guard_receipt_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'receipts are written at read committed only';
  END IF;
  PERFORM enter_period(f.authority_id, NEW.received_on) FROM fund f WHERE f.id = NEW.fund_id;
  RETURN NULL;
END $$;
CREATE TRIGGER receipt_period AFTER INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION guard_receipt_period();

CREATE FUNCTION guard_clawback_receipt_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'receipts are written at read committed only';
  END IF;
  PERFORM enter_period(f.authority_id, NEW.received_on) FROM clawback b JOIN pay_line p ON p.id = b.pay_line_id JOIN fund f ON f.id = p.fund_id WHERE b.id = NEW.clawback_id;
  RETURN NULL;
END $$;
CREATE TRIGGER clawback_receipt_period AFTER INSERT ON clawback_receipt FOR EACH ROW EXECUTE FUNCTION guard_clawback_receipt_period();

/** Money received by each source of an authority up to the end of a month: [{ fund, sourceNo, receivedFen }]. */
CREATE FUNCTION period_received(authority bigint, month char) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('fund', f.number, 'sourceNo', s.source_no, 'receivedFen', s.amount::text) ORDER BY f.id, s.source_no), '[]')
  FROM (SELECT r.fund_id, r.source_no, sum(r.amount_fen)::bigint AS amount FROM receipt r JOIN fund o ON o.id = r.fund_id
      WHERE o.authority_id = authority AND r.received_on <= month_end(month) GROUP BY 1, 2) s
  JOIN fund f ON f.id = s.fund_id
$$;
GRANT EXECUTE ON FUNCTION period_received, period_root TO voucher_app;
