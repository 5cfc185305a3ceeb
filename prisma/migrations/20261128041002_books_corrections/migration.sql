-- Corrections: a movement that was booked wrongly is reversed in full by transfers that name it, and optionally booked
-- again as it should have been; proposed with a reason by one person, approved by another, one command.
-- What can be corrected: an approved document of a source (wrong source, amount or number), and the split of a draw over the
-- sources: a voucher nothing of which is held, used or gone, or a claim without voucher that is in no batch yet. Everything
-- else has its own way back: an order is withdrawn or cancelled, a claim cut, a payment returned or clawed back.

CREATE TABLE "correction" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "transfer_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "right_source_no" SMALLINT,
    "right_amount_fen" BIGINT,
    "right_document_no" TEXT,
    "right_split_fen" BIGINT[],
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "proposed_by_id" BIGINT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" BIGINT,
    "decided_at" TIMESTAMPTZ(3),
    "command_id" BIGINT,

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "correction_number_key" ON "correction"("number");
CREATE INDEX "correction_fund_id_idx" ON "correction"("fund_id");
ALTER TABLE correction
  ADD CHECK (kind IN ('appropriation', 'split')), ADD CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')), ADD CHECK (reason <> ''),
  ADD CHECK ((right_source_no IS NULL) = (right_amount_fen IS NULL)), ADD CHECK (right_amount_fen > 0),
  ADD CHECK (kind = 'appropriation' OR (right_source_no IS NULL AND cardinality(right_split_fen) > 0)),
  ADD CHECK ((state = 'approved') = (command_id IS NOT NULL)),
  ADD CONSTRAINT correction_two_people CHECK (state IN ('proposed', 'withdrawn') OR decided_by_id <> proposed_by_id),
  ADD FOREIGN KEY (fund_id) REFERENCES fund (id), ADD FOREIGN KEY (transfer_id) REFERENCES transfer (id), ADD FOREIGN KEY (command_id) REFERENCES command (id);
CREATE UNIQUE INDEX correction_one_open ON correction (transfer_id) WHERE state = 'proposed';
CREATE INDEX correction_command_id ON correction (command_id);
CREATE SEQUENCE number_correction;

/** What is proposed is what is approved; what was decided stays. */
CREATE FUNCTION guard_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'proposed' OR (NEW.fund_id, NEW.transfer_id, NEW.kind, NEW.reason, NEW.proposed_by_id, NEW.proposed_at) <> (OLD.fund_id, OLD.transfer_id, OLD.kind, OLD.reason, OLD.proposed_by_id, OLD.proposed_at)
     OR (NEW.right_source_no, NEW.right_amount_fen, NEW.right_document_no, NEW.right_split_fen) IS DISTINCT FROM (OLD.right_source_no, OLD.right_amount_fen, OLD.right_document_no, OLD.right_split_fen) THEN
    RAISE EXCEPTION 'correction %: what was proposed or decided does not change', OLD.number USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER correction_guard BEFORE UPDATE OR DELETE ON correction FOR EACH ROW EXECUTE FUNCTION guard_proposal();

ALTER TABLE "appropriation" ADD COLUMN "corrects_id" BIGINT;
ALTER TABLE appropriation ADD FOREIGN KEY (corrects_id) REFERENCES appropriation (id);
CREATE UNIQUE INDEX appropriation_corrects ON appropriation (corrects_id) WHERE corrects_id IS NOT NULL;

-- A transfer is corrected once, by its mirror image, in a command that two people stand behind.
CREATE UNIQUE INDEX transfer_corrects ON transfer (corrects) WHERE corrects IS NOT NULL;
CREATE FUNCTION guard_mirror() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM transfer o WHERE o.id = NEW.corrects AND o.corrects IS NULL
      AND (o.fund_id, o.source_no, o.from_stage, o.to_stage, o.amount_fen) = (NEW.fund_id, NEW.source_no, NEW.to_stage, NEW.from_stage, NEW.amount_fen)
      AND (o.entitlement_id, o.order_id, o.claim_id, o.pay_line_id) IS NOT DISTINCT FROM (NEW.entitlement_id, NEW.order_id, NEW.claim_id, NEW.pay_line_id)) THEN
    RAISE EXCEPTION 'a correction mirrors the transfer it names' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transfer_mirrors BEFORE INSERT ON transfer FOR EACH ROW WHEN (NEW.corrects IS NOT NULL) EXECUTE FUNCTION guard_mirror();
CREATE FUNCTION guard_corrected() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM correction c WHERE c.command_id = NEW.command_id AND c.state = 'approved') THEN
    RAISE EXCEPTION 'a transfer is corrected only by an approved correction' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_corrected AFTER INSERT ON transfer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.corrects IS NOT NULL) EXECUTE FUNCTION guard_corrected();

/** The approved document a transfer between treasury and fund was made for: of equal ones in one command, by their order. */
CREATE FUNCTION appropriation_of(t transfer) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT a.id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM appropriation
      WHERE command_id = t.command_id AND fund_id = t.fund_id AND kind = 'document' AND source_no = t.source_no AND amount_fen = CASE t.from_stage WHEN 'treasury' THEN t.amount_fen ELSE -t.amount_fen END) a
  JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM transfer x
      WHERE x.command_id = t.command_id AND x.fund_id = t.fund_id AND x.source_no = t.source_no AND x.amount_fen = t.amount_fen AND x.from_stage = t.from_stage AND x.entitlement_id IS NULL) x ON x.n = a.n
  WHERE x.id = t.id
$$;

/** The lines of one draw: what its command moved for the same entitlement between the same stages, per source. */
CREATE FUNCTION draw_lines(t transfer) RETURNS SETOF transfer LANGUAGE sql STABLE AS $$
  SELECT * FROM transfer x WHERE x.command_id = t.command_id AND x.entitlement_id = t.entitlement_id AND x.from_stage = t.from_stage AND x.to_stage = t.to_stage AND x.corrects IS NULL ORDER BY x.source_no
$$;

/** What kind of correction a transfer admits now; refuses with what to do instead. */
CREATE FUNCTION correction_kind(t transfer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF t.corrects IS NOT NULL THEN PERFORM refuse('correction.of_correction'); END IF;
  IF EXISTS (SELECT FROM transfer x WHERE x.corrects = t.id) THEN PERFORM refuse('correction.taken'); END IF;
  IF appropriation_of(t) IS NOT NULL THEN RETURN 'appropriation'; END IF;
  IF t.from_stage = 'available' AND t.to_stage = 'granted' THEN
    IF NOT EXISTS (SELECT FROM voucher v JOIN entitlement e ON e.id = v.entitlement_id WHERE e.id = t.entitlement_id AND e.fund_id = t.fund_id AND v.state = 'active')
       OR EXISTS (SELECT FROM entitlement_source s WHERE s.entitlement_id = t.entitlement_id AND s.held_fen + s.redeemed_fen + s.lapsed_fen + s.voided_fen > 0) THEN
      PERFORM refuse('correction.in_use');
    END IF;
    RETURN 'split';
  END IF;
  IF t.from_stage = 'available' AND t.to_stage = 'payable' THEN
    IF (SELECT c.state FROM claim c WHERE c.id = t.claim_id) IS DISTINCT FROM 'approved'
       OR EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id WHERE p.claim_id = t.claim_id) THEN
      PERFORM refuse('correction.paid');
    END IF;
    RETURN 'split';
  END IF;
  IF t.from_stage IN ('in_payment', 'paid') OR t.to_stage IN ('in_payment', 'paid') THEN PERFORM refuse('correction.paid'); END IF;
  IF t.order_id IS NOT NULL OR t.claim_id IS NOT NULL THEN PERFORM refuse('correction.of_order'); END IF;
  PERFORM refuse('correction.not_correctable');
END $$;

/** Refuses a right movement that does not fit the wrong one: another sum, a source the fund has not, or nothing changed. */
CREATE FUNCTION check_right(c correction, t transfer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE was bigint[]; sources int := (SELECT max(s.source_no) FROM funding_source s WHERE s.fund_id = c.fund_id);
BEGIN
  IF c.kind = 'appropriation' THEN
    IF c.right_source_no IS NULL THEN RETURN; END IF;
    IF NOT EXISTS (SELECT FROM funding_source s WHERE s.fund_id = c.fund_id AND s.source_no = c.right_source_no) THEN PERFORM refuse('input.invalid'); END IF;
    IF c.right_source_no = t.source_no AND c.right_amount_fen = t.amount_fen
       AND coalesce(c.right_document_no, '') IN ('', (SELECT a.document_no FROM appropriation a WHERE a.id = appropriation_of(t))) THEN PERFORM refuse('correction.same'); END IF;
    RETURN;
  END IF;
  SELECT array_agg(coalesce(d.amount_fen, 0) ORDER BY n) INTO was FROM generate_series(1, sources) n LEFT JOIN draw_lines(t) d ON d.source_no = n;
  IF cardinality(c.right_split_fen) <> sources OR 0 > ANY (c.right_split_fen) OR sum_fen(c.right_split_fen) <> sum_fen(was)
     OR EXISTS (SELECT FROM unnest(c.right_split_fen) WITH ORDINALITY u(p, n) WHERE p > 0 AND NOT EXISTS (SELECT FROM funding_source s WHERE s.fund_id = c.fund_id AND s.source_no = n)) THEN
    PERFORM refuse('correction.split_differs', jsonb_build_object('sumFen', sum_fen(was)::text));
  END IF;
  IF c.right_split_fen = was THEN PERFORM refuse('correction.same'); END IF;
END $$;

/**
 * Proposes to correct a transfer, with a reason. args: { fundId, transferId, reason, rightSourceNo?, rightAmountFen?, rightDocumentNo? } for a
 * document (without them it is only reversed), { …, rightSplit: [fen per source] } for a draw.
 */
CREATE FUNCTION propose_correction(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f fund; t transfer; c correction; done jsonb;
BEGIN
  SELECT * INTO f FROM fund WHERE id = (args ->> 'fundId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND OR f.authority_id IS DISTINCT FROM (ctx ->> 'scopeOrgId')::bigint THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
  SELECT * INTO t FROM transfer WHERE id = (args ->> 'transferId')::bigint AND fund_id = f.id;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  c.kind := correction_kind(t);
  IF c.kind = 'split' THEN SELECT * INTO t FROM draw_lines(t) LIMIT 1; END IF; -- the draw is known by its first line
  IF EXISTS (SELECT FROM correction o WHERE o.transfer_id = t.id AND o.state = 'proposed') THEN PERFORM refuse('correction.open'); END IF;
  c.fund_id := f.id; c.transfer_id := t.id;
  IF c.kind = 'split' THEN
    c.right_split_fen := fen_array(args -> 'rightSplit');
  ELSE
    c.right_source_no := (args ->> 'rightSourceNo')::smallint; c.right_amount_fen := (args ->> 'rightAmountFen')::bigint; c.right_document_no := args ->> 'rightDocumentNo';
    IF coalesce(c.right_amount_fen, 1) <= 0 OR (c.right_source_no IS NULL) <> (c.right_amount_fen IS NULL) THEN PERFORM refuse('input.invalid'); END IF;
  END IF;
  PERFORM check_right(c, t);
  INSERT INTO correction (number, fund_id, transfer_id, kind, reason, right_source_no, right_amount_fen, right_document_no, right_split_fen, proposed_by_id, proposed_at)
  VALUES ('GZ-' || to_char(business_day(ctx), 'YYYY') || '-' || lpad(nextval('number_correction')::text, 6, '0'), c.fund_id, c.transfer_id, c.kind, args ->> 'reason',
    c.right_source_no, c.right_amount_fen, c.right_document_no, c.right_split_fen, (ctx ->> 'actorId')::bigint, (ctx ->> 'now')::timestamptz) RETURNING * INTO c;
  done := jsonb_build_object('correctionId', c.id::text, 'number', c.number);
  PERFORM post_command(ctx, 'correction.proposed', c.number, args, done, '{}');
  RETURN done;
END $$;

/** Moves a fund's available balances by amounts per source, up or down; refuses fund.exhausted before any goes below zero. */
CREATE FUNCTION shift_available(fund bigint, delta bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM fund_balance b WHERE b.fund_id = fund ORDER BY b.source_no FOR UPDATE; -- alone: the next statement sees the previous draw
  PERFORM absorb_credits(fund);
  IF EXISTS (SELECT FROM unnest(delta) WITH ORDINALITY u(d, n) LEFT JOIN fund_balance b ON b.fund_id = fund AND b.source_no = n WHERE d < 0 AND coalesce(b.available_fen, 0) + d < 0) THEN
    PERFORM refuse('fund.exhausted', jsonb_build_object('fundId', fund::text));
  END IF;
  INSERT INTO fund_balance (fund_id, source_no, available_fen) SELECT fund, n, 0 FROM unnest(delta) WITH ORDINALITY u(d, n) WHERE d > 0 ON CONFLICT DO NOTHING;
  UPDATE fund_balance b SET available_fen = b.available_fen + u.d FROM unnest(delta) WITH ORDINALITY u(d, n)
   WHERE b.fund_id = fund AND b.source_no = u.n AND u.d <> 0;
END $$;

/** The movements that reverse a document and book the right one; what is added comes first, so that no stage goes below zero between. */
CREATE FUNCTION correct_appropriation(c correction, t transfer) RETURNS movement[] LANGUAGE plpgsql AS $$
DECLARE
  delta bigint[] := array_fill(0::bigint, ARRAY[9]); sign int := CASE t.from_stage WHEN 'treasury' THEN 1 ELSE -1 END;
  back movement := ROW(t.fund_id, t.source_no, NULL, NULL, NULL, NULL, t.to_stage, t.from_stage, t.amount_fen, t.id)::movement;
  anew movement := ROW(t.fund_id, c.right_source_no, NULL, NULL, NULL, NULL, t.from_stage, t.to_stage, c.right_amount_fen, NULL)::movement;
BEGIN
  delta[t.source_no] := -sign * t.amount_fen;
  IF c.right_source_no IS NOT NULL THEN delta[c.right_source_no] := delta[c.right_source_no] + sign * c.right_amount_fen; END IF;
  PERFORM shift_available(t.fund_id, delta);
  IF c.right_source_no IS NULL THEN RETURN ARRAY[back]; END IF;
  RETURN CASE sign WHEN 1 THEN ARRAY[anew, back] ELSE ARRAY[back, anew] END;
END $$;

/** The movements that reverse a draw and split it anew; its entitlement and, of a claim, its pay lines follow. Call with them locked. */
CREATE FUNCTION correct_split(c correction, t transfer) RETURNS movement[] LANGUAGE plpgsql AS $$
DECLARE was bigint[]; back movement[];
BEGIN
  SELECT array_agg(coalesce(d.amount_fen, 0) ORDER BY n), array_agg(ROW(d.fund_id, d.source_no, d.entitlement_id, d.order_id, d.claim_id, d.pay_line_id, d.to_stage, d.from_stage, d.amount_fen, d.id)::movement ORDER BY n) FILTER (WHERE d.id IS NOT NULL)
    INTO was, back FROM generate_series(1, cardinality(c.right_split_fen)) n LEFT JOIN draw_lines(t) d ON d.source_no = n;
  PERFORM shift_available(t.fund_id, minus_fen(was, c.right_split_fen));
  INSERT INTO entitlement_source AS s (entitlement_id, source_no, face_fen, redeemed_fen)
  SELECT t.entitlement_id, n, p, CASE WHEN t.claim_id IS NULL THEN 0 ELSE p END FROM unnest(c.right_split_fen) WITH ORDINALITY u(p, n)
  ON CONFLICT (entitlement_id, source_no) DO UPDATE SET face_fen = EXCLUDED.face_fen, redeemed_fen = EXCLUDED.redeemed_fen;
  IF t.claim_id IS NOT NULL THEN
    DELETE FROM pay_line p WHERE p.claim_id = t.claim_id AND c.right_split_fen[p.source_no] = 0;
    INSERT INTO pay_line (claim_id, fund_id, source_no, amount_fen) SELECT t.claim_id, t.fund_id, n, p FROM unnest(c.right_split_fen) WITH ORDINALITY u(p, n) WHERE p > 0
    ON CONFLICT (claim_id, source_no) DO UPDATE SET amount_fen = EXCLUDED.amount_fen;
  END IF;
  RETURN back || movements(t.fund_id, t.entitlement_id, NULL, t.claim_id, t.from_stage, t.to_stage, c.right_split_fen);
END $$;

/** Approves a correction, by another person: reverses what was wrong and books what is right, in one command. proposed → approved. */
CREATE FUNCTION approve_correction(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c correction; f fund; t transfer; a appropriation; done jsonb; posted bigint; moves movement[]; actor bigint := (ctx ->> 'actorId')::bigint;
BEGIN
  SELECT * INTO c FROM correction WHERE id = (args ->> 'correctionId')::bigint FOR NO KEY UPDATE;
  SELECT * INTO f FROM fund WHERE id = c.fund_id;
  IF NOT FOUND OR f.authority_id IS DISTINCT FROM (ctx ->> 'scopeOrgId')::bigint THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF c.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', c.state)); END IF;
  IF c.proposed_by_id = actor THEN PERFORM refuse('access.other_person'); END IF;
  IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
  SELECT * INTO t FROM transfer WHERE id = c.transfer_id;
  PERFORM 1 FROM voucher v WHERE v.entitlement_id = t.entitlement_id FOR NO KEY UPDATE;
  PERFORM 1 FROM claim k WHERE k.id = t.claim_id FOR NO KEY UPDATE;
  PERFORM 1 FROM pay_line p WHERE p.claim_id = t.claim_id ORDER BY p.id FOR UPDATE; -- no batch takes them meanwhile
  PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = t.entitlement_id ORDER BY s.source_no FOR NO KEY UPDATE;
  IF correction_kind(t) <> c.kind THEN PERFORM refuse('correction.not_correctable'); END IF;
  PERFORM check_right(c, t);
  moves := CASE c.kind WHEN 'appropriation' THEN correct_appropriation(c, t) ELSE correct_split(c, t) END;
  done := jsonb_build_object('correctionId', c.id::text, 'number', c.number, 'transferId', t.id::text);
  posted := post_command(ctx, 'correction.approved', c.number, args || jsonb_build_object('reason', c.reason, 'proposedById', c.proposed_by_id::text), done, moves);
  UPDATE correction SET state = 'approved', decided_by_id = actor, decided_at = (ctx ->> 'now')::timestamptz, command_id = posted WHERE id = c.id;
  IF c.kind = 'appropriation' THEN
    SELECT * INTO a FROM appropriation WHERE id = appropriation_of(t);
    INSERT INTO appropriation (fund_id, source_no, document_no, amount_fen, state, created_by_id, approved_by_id, command_id, corrects_id)
    VALUES (a.fund_id, a.source_no, a.document_no, -a.amount_fen, 'approved', c.proposed_by_id, actor, posted, a.id);
    IF c.right_source_no IS NOT NULL THEN
      INSERT INTO appropriation (fund_id, source_no, document_no, amount_fen, state, created_by_id, approved_by_id, command_id)
      VALUES (a.fund_id, c.right_source_no, coalesce(nullif(c.right_document_no, ''), a.document_no), sign(a.amount_fen) * c.right_amount_fen, 'approved', c.proposed_by_id, actor, posted);
    END IF;
  END IF;
  RETURN done;
END $$;

/** Drops a proposed correction: withdrawn by the one who made it, refused by anybody else. */
CREATE FUNCTION drop_correction(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c correction; done jsonb; target text;
BEGIN
  SELECT * INTO c FROM correction WHERE id = (args ->> 'correctionId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND OR (SELECT authority_id FROM fund WHERE id = c.fund_id) IS DISTINCT FROM (ctx ->> 'scopeOrgId')::bigint THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF c.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', c.state)); END IF;
  target := CASE WHEN c.proposed_by_id = (ctx ->> 'actorId')::bigint THEN 'withdrawn' ELSE 'refused' END;
  done := jsonb_build_object('correctionId', c.id::text, 'number', c.number, 'state', target);
  PERFORM post_command(ctx, 'correction.' || target, c.number, args, done, '{}');
  UPDATE correction SET state = target, decided_by_id = (ctx ->> 'actorId')::bigint, decided_at = (ctx ->> 'now')::timestamptz WHERE id = c.id;
  RETURN done;
END $$;

GRANT EXECUTE ON FUNCTION propose_correction, approve_correction, drop_correction TO voucher_app;
