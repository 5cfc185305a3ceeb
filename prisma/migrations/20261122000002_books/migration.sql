-- The books: what must never happen, and the few functions every money command is made of.
-- Stages: treasury → available → granted → held → redeemed → payable → in_payment → paid; surrendered; carried_out.
-- Every command locks in one order: its own row (order, claim, batch, fund) → entitlement → caps by key → fund balance.

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'voucher_app') THEN CREATE ROLE voucher_app; END IF;
END $$;
GRANT USAGE ON SCHEMA public TO voucher_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Functions are private unless a migration grants them.
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- ---------- what must never happen ----------

ALTER TABLE fund ADD CHECK (state IN ('draft', 'approved', 'closed')),
  ADD CONSTRAINT fund_second_person CHECK (approved_by_id <> created_by_id);
ALTER TABLE appropriation ADD CHECK (state IN ('draft', 'approved', 'refused')), ADD CHECK (amount_fen <> 0),
  ADD CONSTRAINT appropriation_second_person CHECK (approved_by_id <> created_by_id),
  ADD FOREIGN KEY (fund_id, source_no) REFERENCES funding_source (fund_id, source_no);
ALTER TABLE funding_source ADD CHECK (payer_profile IN ('own_account', 'zero_balance', 'finance_bureau')), ADD CHECK (source_no BETWEEN 1 AND 9);
ALTER TABLE receipt ADD CHECK (amount_fen > 0);
ALTER TABLE fund_balance ADD CONSTRAINT fund_balance_not_negative CHECK (available_fen >= 0);
ALTER TABLE fund_credit ADD CHECK (amount_fen > 0);
ALTER TABLE fund_cash ADD CONSTRAINT fund_cash_received CHECK (released_fen BETWEEN 0 AND received_fen);
ALTER TABLE entitlement ADD CHECK (kind IN ('voucher', 'claim')), ADD CHECK (encumbrance IN ('grant', 'order', 'approval')), ADD CHECK (face_fen > 0);
ALTER TABLE entitlement_source
  ADD CHECK (face_fen >= 0), ADD CHECK (held_fen >= 0), ADD CHECK (redeemed_fen >= 0), ADD CHECK (lapsed_fen >= 0), ADD CHECK (voided_fen >= 0),
  ADD CONSTRAINT entitlement_source_free CHECK (face_fen - held_fen - redeemed_fen - lapsed_fen - voided_fen >= 0);
ALTER TABLE cap_usage ADD CONSTRAINT cap_usage_limit CHECK (used_fen >= 0);
ALTER TABLE cap_draw ADD CHECK (amount_fen <> 0);
ALTER TABLE hold_resolution ADD CHECK (kind IN ('redeemed', 'released', 'expired'));
ALTER TABLE command ADD CHECK (transfer_count >= 0);
ALTER TABLE fold_mark ADD CHECK (id = 1);
ALTER TABLE period_close ADD CHECK (kind IN ('close', 'reopen')), ADD CHECK (approved_by_id <> closed_by_id);
ALTER TABLE transfer
  ADD CONSTRAINT transfer_positive CHECK (amount_fen > 0),
  ADD CONSTRAINT transfer_legal_move CHECK ((from_stage, to_stage) IN (
    ('treasury', 'available'), ('available', 'treasury'),
    ('available', 'granted'), ('available', 'held'), ('available', 'payable'), ('available', 'surrendered'), ('available', 'carried_out'),
    ('granted', 'held'), ('granted', 'available'), ('granted', 'surrendered'), ('granted', 'carried_out'),
    ('held', 'redeemed'), ('held', 'granted'), ('held', 'available'), ('held', 'carried_out'),
    ('redeemed', 'payable'), ('redeemed', 'granted'), ('redeemed', 'available'), ('redeemed', 'carried_out'),
    ('payable', 'in_payment'), ('payable', 'available'), ('payable', 'carried_out'),
    ('in_payment', 'paid'), ('in_payment', 'payable'),
    ('paid', 'payable'), ('paid', 'available'), ('paid', 'surrendered'),
    ('treasury', 'granted'), ('treasury', 'held'), ('treasury', 'redeemed'), ('treasury', 'payable'))),
  ADD FOREIGN KEY (command_id) REFERENCES command (id);
ALTER TABLE receipt ADD FOREIGN KEY (command_id) REFERENCES command (id);
ALTER TABLE hold ADD FOREIGN KEY (command_id) REFERENCES command (id);
ALTER TABLE hold_resolution ADD FOREIGN KEY (command_id) REFERENCES command (id);
ALTER TABLE cap_draw ADD FOREIGN KEY (command_id) REFERENCES command (id);

-- Append-only tables refuse everyone, their owner included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed or deleted; post a correction', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['transfer', 'command', 'hold', 'hold_resolution', 'cap_draw', 'receipt', 'seal', 'period_close', 'statement_match'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
  END LOOP;
END $$;

-- ---------- evidence: the database's own clock, transaction and digest on every row ----------

/** Fingerprint of a transfer over every column but the digest itself. */
CREATE FUNCTION transfer_digest(t transfer) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(concat_ws('|', t.id, t.command_id, t.line_no, t.fund_id, t.source_no,
    coalesce(t.entitlement_id, 0), coalesce(t.order_id, 0), coalesce(t.claim_id, 0), coalesce(t.pay_line_id, 0),
    t.from_stage::text, t.to_stage::text, t.amount_fen, t.effective_on - date '2000-01-01',
    extract(epoch FROM t.recorded_at), t.xid, coalesce(t.corrects, 0)), 'UTF8'))
$$;
CREATE FUNCTION command_digest(c command) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(concat_ws('|', c.id, coalesce(c.scope_org_id, 0), coalesce(c.key, ''), coalesce(c.input_hash, ''),
    coalesce(c.actor_id, 0), c.action, c.subject, c.details::text, c.answer::text, c.transfer_count,
    extract(epoch FROM c.at), extract(epoch FROM c.recorded_at), c.xid), 'UTF8'))
$$;
CREATE FUNCTION stamp_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  NEW.xid := pg_current_xact_id();
  NEW.digest := transfer_digest(NEW);
  RETURN NEW;
END $$;
CREATE FUNCTION stamp_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  NEW.xid := pg_current_xact_id();
  NEW.digest := command_digest(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER transfer_stamp BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION stamp_transfer();
CREATE TRIGGER command_stamp BEFORE INSERT ON command FOR EACH ROW EXECUTE FUNCTION stamp_command();

-- ---------- the parts every command is made of ----------

/** A refusal: the message is a code of app/lib/errors.ts, the detail is JSON. Nothing of the command remains. */
CREATE FUNCTION refuse(code text, detail jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'VR001', MESSAGE = code, DETAIL = detail::text;
END $$;

/** The business day of a command in Asia/Shanghai. */
CREATE FUNCTION business_day(ctx jsonb) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT ((ctx ->> 'now')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
$$;

/** The answer already given under this key, or null. Other inputs under the same key are refused. Ask after locking. */
CREATE FUNCTION replayed(ctx jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE earlier record;
BEGIN
  IF ctx ->> 'key' IS NULL THEN RETURN NULL; END IF;
  SELECT c.input_hash, c.answer INTO earlier FROM command c
   WHERE c.scope_org_id = (ctx ->> 'scopeOrgId')::bigint AND c.key = ctx ->> 'key';
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF earlier.input_hash <> ctx ->> 'inputHash' THEN PERFORM refuse('command.key_reused'); END IF;
  RETURN earlier.answer;
END $$;

/** Splits an amount over weights by largest remainder; parts sum to the amount, ties go to the earlier source. */
CREATE FUNCTION split_fen(amount bigint, weights bigint[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  total numeric := (SELECT coalesce(sum(w), 0) FROM unnest(weights) w);
  parts bigint[];
  rest bigint;
BEGIN
  IF total = 0 THEN
    IF amount <> 0 THEN RAISE EXCEPTION 'split_fen: % has nothing to fall on', amount; END IF;
    RETURN weights;
  END IF;
  SELECT array_agg(floor(amount * w::numeric / total)::bigint ORDER BY n) INTO parts FROM unnest(weights) WITH ORDINALITY u(w, n);
  rest := amount - (SELECT sum(p) FROM unnest(parts) p);
  IF rest > 0 THEN
    SELECT array_agg(p + CASE WHEN rank <= rest THEN 1 ELSE 0 END ORDER BY n) INTO parts FROM (
      SELECT n, parts[n] AS p, row_number() OVER (ORDER BY mod(amount * w::numeric, total) DESC, n) AS rank
      FROM unnest(weights) WITH ORDINALITY u(w, n)) ranked;
  END IF;
  RETURN parts;
END $$;

CREATE FUNCTION sum_fen(parts bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(sum(p), 0)::bigint FROM unnest(parts) p $$;
CREATE FUNCTION minus_fen(a bigint[], b bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_agg(x - coalesce(y, 0) ORDER BY n) FROM unnest(a, b) WITH ORDINALITY u(x, y, n)
$$;
CREATE FUNCTION fen_array(list jsonb) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_agg(v::bigint ORDER BY n) FROM jsonb_array_elements_text(list) WITH ORDINALITY e(v, n)
$$;

/** One movement of one command, before it is a transfer. */
CREATE TYPE movement AS (
  fund_id bigint, source_no smallint, entitlement_id bigint, order_id bigint, claim_id bigint, pay_line_id bigint,
  from_stage money_stage, to_stage money_stage, amount_fen bigint, corrects bigint
);

/** The movements of an amount already split per source (element n is source n). */
CREATE FUNCTION movements(fund bigint, entitlement bigint, ord bigint, claim bigint, from_stage money_stage, to_stage money_stage, parts bigint[])
RETURNS movement[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(ROW(fund, n, entitlement, ord, claim, NULL, from_stage, to_stage, p, NULL)::movement ORDER BY n), '{}')
  FROM unnest(parts) WITH ORDINALITY u(p, n) WHERE p > 0
$$;

/** Writes a command, its transfers and its outbox event; answers the command's id. */
CREATE FUNCTION post_command(ctx jsonb, act text, subj text, details jsonb, answer jsonb, moves movement[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE posted bigint;
BEGIN
  INSERT INTO command (scope_org_id, key, input_hash, actor_id, action, subject, details, answer, transfer_count, at, xid, digest)
  VALUES ((ctx ->> 'scopeOrgId')::bigint, ctx ->> 'key', ctx ->> 'inputHash', (ctx ->> 'actorId')::bigint, act, subj, details, answer,
    coalesce(cardinality(moves), 0), (ctx ->> 'now')::timestamptz, pg_current_xact_id(), '')
  RETURNING id INTO posted;
  INSERT INTO transfer (command_id, line_no, fund_id, source_no, entitlement_id, order_id, claim_id, pay_line_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, corrects, digest)
  SELECT posted, m.n, m.fund_id, m.source_no, m.entitlement_id, m.order_id, m.claim_id, m.pay_line_id, m.from_stage, m.to_stage,
    m.amount_fen, business_day(ctx), now(), pg_current_xact_id(), m.corrects, ''
  FROM unnest(moves) WITH ORDINALITY m(fund_id, source_no, entitlement_id, order_id, claim_id, pay_line_id, from_stage, to_stage, amount_fen, corrects, n);
  INSERT INTO outbox_event (topic, payload, at) VALUES (act, jsonb_build_object('subject', subj, 'commandId', posted::text) || answer, (ctx ->> 'now')::timestamptz);
  RETURN posted;
END $$;

/** The audit entry of a command that moves no money (called by record() in the command's own transaction). */
CREATE FUNCTION record_command(ctx jsonb, act text, subj text, details jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO command (scope_org_id, actor_id, input_hash, action, subject, details, at, xid, digest)
  VALUES ((ctx ->> 'scopeOrgId')::bigint, (ctx ->> 'actorId')::bigint, ctx ->> 'inputHash', act, subj, details, (ctx ->> 'now')::timestamptz, pg_current_xact_id(), '')
  RETURNING id
$$;

/** Takes parts from a fund's sources: locks its balance rows in order, absorbs what came back, refuses fund.exhausted. */
CREATE FUNCTION draw_fund(fund bigint, parts bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM fund_balance b WHERE b.fund_id = fund ORDER BY b.source_no FOR UPDATE; -- alone: the next statement sees the previous draw
  PERFORM absorb_credits(fund);
  IF EXISTS (SELECT FROM unnest(parts) WITH ORDINALITY u(p, n) LEFT JOIN fund_balance b ON b.fund_id = fund AND b.source_no = n
             WHERE p > 0 AND coalesce(b.available_fen, 0) < p) THEN
    PERFORM refuse('fund.exhausted', jsonb_build_object('fundId', fund::text));
  END IF;
  UPDATE fund_balance b SET available_fen = b.available_fen - u.p FROM unnest(parts) WITH ORDINALITY u(p, n)
   WHERE b.fund_id = fund AND b.source_no = u.n AND u.p > 0;
END $$;

/** Adds returned money to a fund's balance. Call with the balance rows locked. */
CREATE FUNCTION absorb_credits(fund bigint) RETURNS void LANGUAGE sql AS $$
  WITH gone AS (DELETE FROM fund_credit c WHERE c.fund_id = fund RETURNING c.source_no, c.amount_fen),
  sums AS (SELECT source_no, sum(amount_fen)::bigint AS back FROM gone GROUP BY source_no)
  UPDATE fund_balance b SET available_fen = b.available_fen + s.back FROM sums s WHERE b.fund_id = fund AND b.source_no = s.source_no
$$;

/** Money that comes back to `available`: inserted, so that returning never waits for a draw. */
CREATE FUNCTION credit_fund(fund bigint, parts bigint[], command bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO fund_credit (fund_id, source_no, amount_fen, command_id)
  SELECT fund, n, p, command FROM unnest(parts) WITH ORDINALITY u(p, n) WHERE p > 0
$$;

/** Draws on caps, in key order; refuses cap.exceeded. `draws` is evaluate's list. */
CREATE FUNCTION take_caps(draws jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE draw record;
BEGIN
  FOR draw IN SELECT d ->> 'capKey' AS cap_key, (d ->> 'limitFen')::bigint AS limit_fen, sum((d ->> 'amountFen')::bigint) AS amount_fen
              FROM jsonb_array_elements(coalesce(draws, '[]')) d GROUP BY 1, 2 HAVING sum((d ->> 'amountFen')::bigint) > 0 ORDER BY 1 LOOP
    INSERT INTO cap_usage AS u (cap_key, limit_fen, used_fen) VALUES (draw.cap_key, draw.limit_fen, 0) ON CONFLICT DO NOTHING;
    UPDATE cap_usage u SET used_fen = u.used_fen + draw.amount_fen, limit_fen = draw.limit_fen
     WHERE u.cap_key = draw.cap_key AND u.used_fen + draw.amount_fen <= draw.limit_fen;
    IF NOT FOUND THEN
      PERFORM refuse('cap.exceeded', (SELECT jsonb_build_object('capKey', u.cap_key, 'limitFen', draw.limit_fen::text, 'usedFen', u.used_fen::text) FROM cap_usage u WHERE u.cap_key = draw.cap_key));
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION write_cap_draws(draws jsonb, command bigint, entitlement bigint, ord bigint, claim bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id, order_id, claim_id)
  SELECT command, d ->> 'capKey', sum((d ->> 'amountFen')::bigint), entitlement, ord, claim
  FROM jsonb_array_elements(coalesce(draws, '[]')) d GROUP BY 2 HAVING sum((d ->> 'amountFen')::bigint) > 0 ORDER BY 2
$$;

/** Gives back what an order drew on caps beyond `keep_fen`. */
CREATE FUNCTION give_back_caps(ord bigint, keep_fen bigint, command bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE net record;
BEGIN
  FOR net IN SELECT d.cap_key, sum(d.amount_fen)::bigint AS amount_fen FROM cap_draw d WHERE d.order_id = ord GROUP BY 1 HAVING sum(d.amount_fen) > keep_fen ORDER BY 1 LOOP
    UPDATE cap_usage u SET used_fen = u.used_fen - (net.amount_fen - keep_fen) WHERE u.cap_key = net.cap_key;
    INSERT INTO cap_draw (command_id, cap_key, amount_fen, order_id) VALUES (command, net.cap_key, keep_fen - net.amount_fen, ord);
  END LOOP;
END $$;

-- ---------- funds ----------

CREATE FUNCTION appropriate(ctx jsonb, app appropriation) RETURNS movement[] LANGUAGE plpgsql AS $$
DECLARE parts bigint[] := array_fill(0::bigint, ARRAY[app.source_no::int]);
BEGIN
  parts[app.source_no] := abs(app.amount_fen);
  IF app.amount_fen < 0 THEN
    PERFORM draw_fund(app.fund_id, parts);
    RETURN movements(app.fund_id, NULL, NULL, NULL, 'available', 'treasury', parts);
  END IF;
  INSERT INTO fund_balance AS b (fund_id, source_no, available_fen) VALUES (app.fund_id, app.source_no, app.amount_fen)
  ON CONFLICT (fund_id, source_no) DO UPDATE SET available_fen = b.available_fen + EXCLUDED.available_fen;
  RETURN movements(app.fund_id, NULL, NULL, NULL, 'treasury', 'available', parts);
END $$;

/** Approves a drafted fund with its first appropriations: treasury → available per source. Second person. */
CREATE FUNCTION approve_fund(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f fund; app appropriation; moves movement[] := '{}'; done jsonb; posted bigint;
BEGIN
  SELECT * INTO f FROM fund WHERE id = (args ->> 'fundId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF f.state <> 'draft' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', f.state)); END IF;
  IF f.created_by_id = (ctx ->> 'actorId')::bigint THEN PERFORM refuse('access.other_person'); END IF;
  FOR app IN SELECT * FROM appropriation WHERE fund_id = f.id AND state = 'draft' ORDER BY source_no, id LOOP
    moves := moves || appropriate(ctx, app);
  END LOOP;
  INSERT INTO fund_cash (fund_id, source_no) SELECT fund_id, source_no FROM funding_source WHERE fund_id = f.id ON CONFLICT DO NOTHING;
  INSERT INTO fund_balance (fund_id, source_no, available_fen) SELECT fund_id, source_no, 0 FROM funding_source WHERE fund_id = f.id ON CONFLICT DO NOTHING;
  UPDATE fund SET state = 'approved', approved_by_id = (ctx ->> 'actorId')::bigint, approved_at = (ctx ->> 'now')::timestamptz WHERE id = f.id;
  done := jsonb_build_object('fundId', f.id::text);
  posted := post_command(ctx, 'fund.approved', f.number, args, done, moves);
  UPDATE appropriation a SET state = 'approved', approved_by_id = (ctx ->> 'actorId')::bigint, command_id = posted WHERE a.fund_id = f.id AND a.state = 'draft';
  RETURN done;
END $$;

/** Approves a later increase or cut of a source's promise, by its document number. Second person. */
CREATE FUNCTION approve_appropriation(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE app appropriation; f fund; done jsonb; posted bigint; moves movement[];
BEGIN
  SELECT * INTO app FROM appropriation WHERE id = (args ->> 'appropriationId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  SELECT * INTO f FROM fund WHERE id = app.fund_id;
  IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
  IF app.state <> 'draft' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', app.state)); END IF;
  IF app.created_by_id = (ctx ->> 'actorId')::bigint THEN PERFORM refuse('access.other_person'); END IF;
  moves := appropriate(ctx, app);
  done := jsonb_build_object('fundId', f.id::text, 'appropriationId', app.id::text);
  posted := post_command(ctx, 'fund.appropriated', f.number, args, done, moves);
  UPDATE appropriation SET state = 'approved', approved_by_id = (ctx ->> 'actorId')::bigint, command_id = posted WHERE id = app.id;
  RETURN done;
END $$;

/** Records money that reached the payer's account for a source. A batch pays only from received money. */
CREATE FUNCTION record_receipt(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f fund; done jsonb; posted bigint; source smallint := (args ->> 'sourceNo')::smallint; amount bigint := (args ->> 'amountFen')::bigint;
BEGIN
  SELECT * INTO f FROM fund WHERE id = (args ->> 'fundId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
  UPDATE fund_cash c SET received_fen = c.received_fen + amount WHERE c.fund_id = f.id AND c.source_no = source;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := jsonb_build_object('fundId', f.id::text, 'sourceNo', source);
  posted := post_command(ctx, 'fund.received', f.number, args, done, '{}');
  INSERT INTO receipt (command_id, fund_id, source_no, document_no, amount_fen, received_on)
  VALUES (posted, f.id, source, args ->> 'documentNo', amount, (args ->> 'receivedOn')::date);
  RETURN done;
END $$;

-- ---------- fold and seal: behind a watermark no running transaction can slip under ----------

INSERT INTO fold_mark (id, upto, at, system_identifier) SELECT 1, '0'::xid8, now(), system_identifier::text FROM pg_control_system();

/** Adds finished transfers to the folded totals and moves the mark. Refuses a database restored under other transaction ids. */
CREATE FUNCTION fold_books() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mark fold_mark; horizon xid8; folded bigint;
BEGIN
  SELECT * INTO mark FROM fold_mark WHERE id = 1 FOR UPDATE;
  IF mark.system_identifier <> (SELECT system_identifier::text FROM pg_control_system()) THEN
    RAISE EXCEPTION 'the fold mark belongs to another database cluster; refold the books first';
  END IF;
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  WITH fresh AS (SELECT fund_id, source_no, from_stage, to_stage, amount_fen FROM transfer WHERE xid >= mark.upto AND xid < horizon),
  sums AS (
    SELECT fund_id, source_no, stage, sum(amount)::bigint AS amount FROM (
      SELECT fund_id, source_no, to_stage AS stage, amount_fen AS amount FROM fresh
      UNION ALL SELECT fund_id, source_no, from_stage, -amount_fen FROM fresh) moved GROUP BY 1, 2, 3)
  INSERT INTO fund_total AS t (fund_id, source_no, stage, amount_fen) SELECT fund_id, source_no, stage, amount FROM sums
  ON CONFLICT (fund_id, source_no, stage) DO UPDATE SET amount_fen = t.amount_fen + EXCLUDED.amount_fen;
  GET DIAGNOSTICS folded = ROW_COUNT;
  UPDATE fold_mark SET upto = horizon, at = clock_timestamp() WHERE id = 1;
  RETURN folded;
END $$;
CREATE INDEX transfer_xid ON transfer (xid);
CREATE INDEX command_xid ON command (xid);

/** What each stage of a fund holds per source: folded totals and the tail above the mark, in one statement. Treasury shows what was appropriated, negated. */
CREATE FUNCTION fund_stages(fund bigint) RETURNS TABLE (source_no smallint, stage money_stage, amount_fen bigint) LANGUAGE sql STABLE AS $$
  SELECT s.source_no, s.stage, sum(s.amount)::bigint FROM (
    SELECT t.source_no, t.stage, t.amount_fen AS amount FROM fund_total t WHERE t.fund_id = fund
    UNION ALL SELECT t.source_no, t.to_stage, t.amount_fen FROM transfer t WHERE t.fund_id = fund AND t.xid >= (SELECT upto FROM fold_mark)
    UNION ALL SELECT t.source_no, t.from_stage, -t.amount_fen FROM transfer t WHERE t.fund_id = fund AND t.xid >= (SELECT upto FROM fold_mark)) s
  GROUP BY 1, 2
$$;

/** Seals what has been committed since the last seal into the hash chain, in commit order. Answers the rows sealed. */
CREATE FUNCTION seal_books(most int DEFAULT 100000) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last seal; horizon xid8; commands bigint[]; transfers bigint[]; chain bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(7301001);
  SELECT * INTO last FROM seal ORDER BY no DESC LIMIT 1;
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  -- whole transactions only, so that a block never cuts one in two
  SELECT coalesce(max(xid), horizon) INTO horizon FROM (
    SELECT xid FROM transfer WHERE xid >= coalesce(last.upto, '0'::xid8) AND xid < horizon ORDER BY xid OFFSET most LIMIT 1) cut;
  SELECT array_agg(id ORDER BY xid, id) INTO commands FROM command WHERE xid >= coalesce(last.upto, '0'::xid8) AND xid < horizon;
  SELECT array_agg(id ORDER BY xid, id) INTO transfers FROM transfer WHERE xid >= coalesce(last.upto, '0'::xid8) AND xid < horizon;
  IF commands IS NULL AND transfers IS NULL THEN RETURN 0; END IF;
  chain := seal_root(last.root, coalesce(commands, '{}'), coalesce(transfers, '{}'));
  INSERT INTO seal (no, upto, command_ids, transfer_ids, root, prev_root, at)
  VALUES (coalesce(last.no, 0) + 1, horizon, coalesce(commands, '{}'), coalesce(transfers, '{}'), chain, last.root, clock_timestamp());
  RETURN coalesce(cardinality(commands), 0) + coalesce(cardinality(transfers), 0);
END $$;

/** The root of a block: the previous root and the stored digests of its rows, in order. */
CREATE FUNCTION seal_root(prev bytea, commands bigint[], transfers bigint[]) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(coalesce(prev, '') ||
    coalesce((SELECT string_agg(c.digest, '' ORDER BY u.n) FROM unnest(commands) WITH ORDINALITY u(id, n) JOIN command c USING (id)), '') ||
    coalesce((SELECT string_agg(t.digest, '' ORDER BY u.n) FROM unnest(transfers) WITH ORDINALITY u(id, n) JOIN transfer t USING (id)), ''))
$$;

-- ---------- public numbers ----------

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['organisation', 'programme', 'round', 'fund', 'application', 'voucher', 'listing', 'order', 'claim', 'notice', 'objection', 'batch', 'payment', 'statement', 'payee'] LOOP
    EXECUTE format('CREATE SEQUENCE %I', 'number_' || name);
    EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %I TO voucher_app', 'number_' || name);
  END LOOP;
END $$;

-- ---------- rights: the application reads everything and writes no money ----------

GRANT SELECT ON ALL TABLES IN SCHEMA public TO voucher_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO voucher_app;
GRANT INSERT, UPDATE ON outbox_event TO voucher_app;
GRANT INSERT ON books_check TO voucher_app;
GRANT USAGE ON SEQUENCE outbox_event_id_seq, books_check_id_seq TO voucher_app;
GRANT EXECUTE ON FUNCTION approve_fund, approve_appropriation, record_receipt, record_command, fund_stages, fold_books, seal_books, seal_root,
  transfer_digest, command_digest, split_fen, sum_fen TO voucher_app;
