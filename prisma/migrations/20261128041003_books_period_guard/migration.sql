-- The guard of closed months asks as little as it can: nearly every statement writes one fund on one day.

/** Refuses a month of an authority that is closed. The lock is held until the writer's transaction ends; the close takes it alone. */
CREATE FUNCTION enter_period(authority bigint, day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE which text := to_char(day, 'YYYY-MM'); through text;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(-((authority << 16) | (extract(year FROM day)::int * 12 + extract(month FROM day)::int))); -- period_lock, inline
  -- a statement of its own: it sees the close that was waited for
  SELECT CASE c.kind WHEN 'close' THEN c.month ELSE month_after(c.month, -1) END INTO through FROM period_close c WHERE c.authority_id = authority ORDER BY c.id DESC LIMIT 1;
  IF which <= through THEN PERFORM refuse('period.closed', jsonb_build_object('month', which)); END IF;
END $$;

CREATE OR REPLACE FUNCTION guard_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE first_fund bigint; last_fund bigint; first_day date; last_day date; part record;
BEGIN
  -- a snapshot taken before the lock would not show a close that has just been made
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'transfers are written at read committed only';
  END IF;
  SELECT min(fund_id), max(fund_id), min(effective_on), max(effective_on) INTO first_fund, last_fund, first_day, last_day FROM fresh;
  IF first_fund IS NULL THEN RETURN NULL; END IF;
  IF first_fund = last_fund AND first_day = last_day THEN
    PERFORM enter_period(f.authority_id, first_day) FROM fund f WHERE f.id = first_fund;
    RETURN NULL;
  END IF;
  FOR part IN SELECT f.authority_id, min(n.effective_on) AS day FROM (SELECT DISTINCT fund_id, effective_on FROM fresh) n JOIN fund f ON f.id = n.fund_id
              GROUP BY f.authority_id, date_trunc('month', n.effective_on) ORDER BY 1, 2 LOOP
    PERFORM enter_period(part.authority_id, part.day);
  END LOOP;
  RETURN NULL;
END $$;
