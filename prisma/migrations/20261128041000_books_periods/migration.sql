-- Closing a month of an authority's books. Months close one after the other, so that what is closed ends at one month.
-- Writers share a lock per authority and month of the business day; the close takes it alone and so waits for them.

CREATE TABLE "period_proposal" (
    "id" BIGSERIAL NOT NULL,
    "authority_id" BIGINT NOT NULL,
    "month" CHAR(7) NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "proposed_by_id" BIGINT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" BIGINT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "period_proposal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "period_proposal_authority_id_idx" ON "period_proposal"("authority_id");
ALTER TABLE period_proposal
  ADD CHECK (kind IN ('close', 'reopen')), ADD CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
  ADD CHECK (kind = 'close' OR coalesce(reason, '') <> ''),
  ADD CONSTRAINT period_proposal_two_people CHECK (state IN ('proposed', 'withdrawn') OR decided_by_id <> proposed_by_id);
CREATE UNIQUE INDEX period_proposal_one_open ON period_proposal (authority_id) WHERE state = 'proposed';

ALTER TABLE "period_close" ADD COLUMN "command_id" BIGINT, ADD COLUMN "reason" TEXT;
DROP INDEX "period_close_authority_id_month_idx";
CREATE INDEX "period_close_authority_id_id_idx" ON "period_close"("authority_id", "id");
ALTER TABLE period_close
  ADD CHECK (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  ADD CHECK (kind = 'reopen' OR root IS NOT NULL), ADD CHECK (kind = 'close' OR coalesce(reason, '') <> ''),
  ADD FOREIGN KEY (command_id) REFERENCES command (id);

CREATE FUNCTION month_of(day date) RETURNS char(7) LANGUAGE sql IMMUTABLE AS $$ SELECT to_char(day, 'YYYY-MM')::char(7) $$;
CREATE FUNCTION month_start(month char) RETURNS date LANGUAGE sql IMMUTABLE AS $$ SELECT make_date(left(month, 4)::int, right(month, 2)::int, 1) $$;
CREATE FUNCTION month_end(month char) RETURNS date LANGUAGE sql IMMUTABLE AS $$ SELECT (month_start(month) + interval '1 month' - interval '1 day')::date $$;
CREATE FUNCTION month_after(month char, n int DEFAULT 1) RETURNS char(7) LANGUAGE sql IMMUTABLE AS $$ SELECT month_of((month_start(month) + n * interval '1 month')::date) $$;

/** The last closed month of an authority; null when none was ever closed. Every month before it is closed too. */
CREATE FUNCTION closed_through(authority bigint) RETURNS char(7) LANGUAGE sql STABLE AS $$
  SELECT CASE kind WHEN 'close' THEN month ELSE month_after(month, -1) END FROM period_close WHERE authority_id = authority ORDER BY id DESC LIMIT 1
$$;

/** The next month an authority can close: after the last closed one, else that of its first transfer; null without transfers. */
CREATE FUNCTION next_period(authority bigint) RETURNS char(7) LANGUAGE sql STABLE AS $$
  SELECT coalesce(month_after(closed_through(authority)), (SELECT month_of(min(t.effective_on)) FROM transfer t JOIN fund f ON f.id = t.fund_id WHERE f.authority_id = authority))
$$;

/** Key of the lock writers of a month share and its close takes alone. Below zero: no other lock of ours is. */
CREATE FUNCTION period_lock(authority bigint, month char) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT -((authority << 16) | (left(month, 4)::int * 12 + right(month, 2)::int))
$$;

/** No transfer enters a closed month. Runs once per statement; the lock is held until the writer's transaction ends. */
CREATE FUNCTION guard_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record;
BEGIN
  -- a snapshot taken before the lock would not show a close that has just been made
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'transfers are written at read committed only';
  END IF;
  FOR part IN SELECT DISTINCT f.authority_id, to_char(n.effective_on, 'YYYY-MM') AS month
              FROM (SELECT DISTINCT fund_id, effective_on FROM fresh) n JOIN fund f ON f.id = n.fund_id ORDER BY 1, 2 LOOP
    PERFORM pg_advisory_xact_lock_shared(period_lock(part.authority_id, part.month));
    IF part.month <= closed_through(part.authority_id) THEN
      PERFORM refuse('period.closed', jsonb_build_object('month', part.month));
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER transfer_period AFTER INSERT ON transfer REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION guard_period();

/** What every fund, source and stage of an authority holds at the end of a month, by business day: [{ fundId, fund, sourceNo, stage, amountFen }]. */
CREATE FUNCTION period_totals(authority bigint, month char) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('fundId', s.fund_id::text, 'fund', f.number, 'sourceNo', s.source_no, 'stage', s.stage, 'amountFen', s.amount::text)
    ORDER BY s.fund_id, s.source_no, s.stage), '[]')
  FROM (SELECT o.id AS fund_id, t.source_no, m.stage, sum(m.amount)::bigint AS amount FROM fund o CROSS JOIN LATERAL fund_flows(o.id) t,
        LATERAL (VALUES (t.to_stage, t.amount_fen), (t.from_stage, -t.amount_fen)) m(stage, amount)
      WHERE o.authority_id = authority AND t.effective_on <= month_end(month) GROUP BY 1, 2, 3) s
  JOIN fund f ON f.id = s.fund_id
$$;

/** Fingerprint of a closed month: the root of the month before, its totals, and the digests of its transfers in order. */
CREATE FUNCTION period_root(authority bigint, month char, totals jsonb, prev bytea) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(coalesce(prev, '') || convert_to(authority || '|' || month || '|' || totals::text, 'UTF8') || coalesce((
    SELECT string_agg(t.digest, '' ORDER BY t.id) FROM transfer t JOIN fund f ON f.id = t.fund_id
    WHERE f.authority_id = authority AND t.effective_on BETWEEN month_start(month) AND month_end(month)), ''))
$$;

/** Refuses a close out of turn or too early, and a reopening of anything but the last closed month. */
CREATE FUNCTION check_period(ctx jsonb, authority bigint, month char, kind text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE through char(7) := closed_through(authority); next char(7) := next_period(authority);
BEGIN
  IF kind = 'reopen' THEN
    IF through IS NULL OR month > through OR NOT EXISTS (SELECT FROM period_close c WHERE c.authority_id = authority AND c.month = check_period.month AND c.kind = 'close') THEN
      PERFORM refuse('state.changed_meanwhile');
    END IF;
    IF month < through THEN PERFORM refuse('period.later_closed', jsonb_build_object('month', through)); END IF;
    RETURN;
  END IF;
  IF month <= through THEN PERFORM refuse('state.changed_meanwhile'); END IF;
  IF next IS NULL OR month <> next THEN PERFORM refuse('period.earlier_open', jsonb_build_object('month', next)); END IF;
  IF business_day(ctx) <= month_end(month) THEN PERFORM refuse('period.not_over', jsonb_build_object('month', month, 'day', month_end(month))); END IF;
END $$;

/** Proposes to close a month, or with a reason to reopen the last closed one. One proposal at a time per authority. */
CREATE FUNCTION propose_period(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE done jsonb; made bigint; authority bigint := (args ->> 'authorityId')::bigint; month char(7) := args ->> 'month'; kind text := args ->> 'kind';
BEGIN
  PERFORM 1 FROM organisation o WHERE o.id = authority FOR NO KEY UPDATE; -- one step of an authority at a time
  IF NOT FOUND OR authority IS DISTINCT FROM (ctx ->> 'scopeOrgId')::bigint THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF kind = 'reopen' AND coalesce(args ->> 'reason', '') = '' THEN PERFORM refuse('input.invalid'); END IF;
  IF EXISTS (SELECT FROM period_proposal p WHERE p.authority_id = authority AND p.state = 'proposed') THEN PERFORM refuse('period.proposal_open'); END IF;
  PERFORM check_period(ctx, authority, month, kind);
  INSERT INTO period_proposal (authority_id, month, kind, reason, proposed_by_id, proposed_at)
  VALUES (authority, month, kind, args ->> 'reason', (ctx ->> 'actorId')::bigint, (ctx ->> 'now')::timestamptz) RETURNING id INTO made;
  done := jsonb_build_object('proposalId', made::text, 'month', month, 'kind', kind);
  PERFORM post_command(ctx, CASE kind WHEN 'close' THEN 'period.close_proposed' ELSE 'period.reopen_proposed' END, month, args, done, '{}');
  RETURN done;
END $$;

/** Closes a month of an authority: waits for its writers, then keeps its totals and their fingerprint. Answers the root. */
CREATE FUNCTION close_period(authority bigint, which char, reason text, proposer bigint, approver bigint, posted bigint, moment timestamptz) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE sums jsonb; chain bytea; n int;
BEGIN
  -- the first close also ends the months before it; nobody books further back than the budget year before
  FOR n IN REVERSE CASE WHEN closed_through(authority) IS NULL THEN 24 ELSE 0 END .. 0 LOOP
    PERFORM pg_advisory_xact_lock(period_lock(authority, month_after(which, -n)));
  END LOOP;
  sums := period_totals(authority, which);
  SELECT c.root INTO chain FROM period_close c WHERE c.authority_id = authority AND c.kind = 'close' AND c.month = month_after(which, -1) ORDER BY c.id DESC LIMIT 1;
  chain := period_root(authority, which, sums, chain);
  INSERT INTO period_close (authority_id, month, kind, totals, root, reason, closed_by_id, approved_by_id, command_id, at)
  VALUES (authority, which, 'close', sums, chain, reason, proposer, approver, posted, moment);
  RETURN chain;
END $$;

/** Approves a proposal, by another person: the month is closed, or open again by a further row that stays. */
CREATE FUNCTION approve_period(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p period_proposal; done jsonb; posted bigint; actor bigint := (ctx ->> 'actorId')::bigint; moment timestamptz := (ctx ->> 'now')::timestamptz;
BEGIN
  SELECT * INTO p FROM period_proposal WHERE id = (args ->> 'proposalId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND OR p.authority_id IS DISTINCT FROM (ctx ->> 'scopeOrgId')::bigint THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF p.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', p.state)); END IF;
  IF p.proposed_by_id = actor THEN PERFORM refuse('access.other_person'); END IF;
  PERFORM check_period(ctx, p.authority_id, p.month, p.kind);
  done := jsonb_build_object('proposalId', p.id::text, 'month', p.month, 'kind', p.kind);
  posted := post_command(ctx, CASE p.kind WHEN 'close' THEN 'period.closed' ELSE 'period.reopened' END, p.month, args || jsonb_build_object('reason', p.reason, 'proposedById', p.proposed_by_id::text), done, '{}');
  IF p.kind = 'close' THEN
    PERFORM close_period(p.authority_id, p.month, p.reason, p.proposed_by_id, actor, posted, moment);
  ELSE
    INSERT INTO period_close (authority_id, month, kind, totals, reason, closed_by_id, approved_by_id, command_id, at)
    VALUES (p.authority_id, p.month, 'reopen', '[]', p.reason, p.proposed_by_id, actor, posted, moment);
  END IF;
  UPDATE period_proposal SET state = 'approved', decided_by_id = actor, decided_at = moment WHERE id = p.id;
  RETURN done;
END $$;

/** Drops a proposal: withdrawn by the one who made it, refused by anybody else. */
CREATE FUNCTION drop_period(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p period_proposal; done jsonb; target text;
BEGIN
  SELECT * INTO p FROM period_proposal WHERE id = (args ->> 'proposalId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND OR p.authority_id IS DISTINCT FROM (ctx ->> 'scopeOrgId')::bigint THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF p.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', p.state)); END IF;
  target := CASE WHEN p.proposed_by_id = (ctx ->> 'actorId')::bigint THEN 'withdrawn' ELSE 'refused' END;
  done := jsonb_build_object('proposalId', p.id::text, 'month', p.month, 'state', target);
  PERFORM post_command(ctx, 'period.proposal_' || target, p.month, args, done, '{}');
  UPDATE period_proposal SET state = target, decided_by_id = (ctx ->> 'actorId')::bigint, decided_at = (ctx ->> 'now')::timestamptz WHERE id = p.id;
  RETURN done;
END $$;

GRANT EXECUTE ON FUNCTION propose_period, approve_period, drop_period, period_totals, closed_through, next_period, month_after, month_of, month_start, month_end TO voucher_app;
