-- Money commands of a claim: approve (into pay lines, with cuts) and refuse (a cut of everything).

/** What an order's holds redeemed, per source. */
CREATE FUNCTION redeemed_parts(ord bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(total ORDER BY n), '{}') FROM (
    SELECT u.n, sum(u.p)::bigint AS total FROM hold h JOIN hold_resolution r ON r.hold_id = h.id, unnest(r.redeemed_fen) WITH ORDINALITY u(p, n)
    WHERE h.order_id = ord GROUP BY u.n) redeemed
$$;

/** Sends the cut part of a voucher order back: to the voucher while it is valid, else to the fund. Answers the movements; books the entitlement. */
CREATE FUNCTION cut_redeemed(ctx jsonb, e entitlement, ord bigint, claim bigint, cut bigint[], OUT moves movement[], OUT to_fund boolean) LANGUAGE plpgsql AS $$
DECLARE valid boolean;
BEGIN
  SELECT v.state = 'active' AND coalesce(e.use_by >= business_day(ctx), true) INTO valid FROM voucher v WHERE v.entitlement_id = e.id;
  to_fund := NOT valid OR e.encumbrance = 'order';
  moves := movements(e.fund_id, e.id, ord, claim, 'redeemed', CASE WHEN to_fund THEN 'available' ELSE 'granted' END::money_stage, cut);
  UPDATE entitlement_source s SET redeemed_fen = s.redeemed_fen - u.p, lapsed_fen = s.lapsed_fen + CASE WHEN valid THEN 0 ELSE u.p END
    FROM unnest(cut) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
END $$;

/** Refuses while a notice on the claim still runs or an objection to it is open. */
CREATE FUNCTION check_notice(ctx jsonb, c claim) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF c.state = 'on_notice' AND EXISTS (SELECT FROM notice_item i JOIN notice n ON n.id = i.notice_id WHERE i.claim_id = c.id AND n.state = 'open' AND n.closes_on >= business_day(ctx)) THEN
    PERFORM refuse('claim.notice_open', jsonb_build_object('number', c.number));
  END IF;
  IF EXISTS (SELECT FROM objection b WHERE b.claim_id = c.id AND b.state = 'open') THEN
    PERFORM refuse('claim.objection_open', jsonb_build_object('number', c.number));
  END IF;
END $$;

/**
 * Approves a reviewed claim: each line's approved part redeemed → payable, its cut back to the voucher or the fund; a claim
 * without a voucher draws on the fund by `split` and on `draws`. Makes one pay line per source. reviewed | on_notice → approved.
 */
CREATE FUNCTION approve_claim(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c claim; l record; e entitlement; done jsonb; moves movement[] := '{}'; cut record; posted bigint;
  redeemed bigint[]; approved bigint[]; total bigint[]; parts bigint[]; to_fund jsonb := '[]'; caps jsonb := '[]'; amount bigint; entry jsonb;
BEGIN
  SELECT * INTO c FROM claim WHERE id = (args ->> 'claimId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF c.state NOT IN ('reviewed', 'on_notice') THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', c.state)); END IF;
  PERFORM check_notice(ctx, c);
  IF EXISTS (SELECT FROM claim_line WHERE claim_id = c.id AND (approved_fen IS NULL OR approved_fen NOT BETWEEN 0 AND claimed_fen)) THEN PERFORM refuse('state.not_allowed'); END IF;
  SELECT sum(approved_fen)::bigint INTO amount FROM claim_line WHERE claim_id = c.id;
  IF coalesce(amount, 0) = 0 THEN PERFORM refuse('state.not_allowed'); END IF;

  IF c.kind = 'voucher' THEN
    PERFORM 1 FROM "order" o WHERE o.id IN (SELECT order_id FROM claim_line WHERE claim_id = c.id) ORDER BY o.id FOR NO KEY UPDATE;
    PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id IN (SELECT o.entitlement_id FROM claim_line cl JOIN "order" o ON o.id = cl.order_id WHERE cl.claim_id = c.id)
      ORDER BY s.entitlement_id, s.source_no FOR NO KEY UPDATE;
    FOR l IN SELECT cl.*, o.entitlement_id FROM claim_line cl JOIN "order" o ON o.id = cl.order_id WHERE cl.claim_id = c.id ORDER BY cl.line_no LOOP
      SELECT * INTO e FROM entitlement WHERE id = l.entitlement_id;
      IF e.fund_id <> c.fund_id THEN PERFORM refuse('input.invalid'); END IF;
      redeemed := redeemed_parts(l.order_id);
      IF sum_fen(redeemed) < l.claimed_fen THEN PERFORM refuse('state.changed_meanwhile'); END IF;
      approved := split_fen(l.approved_fen, redeemed);
      SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY n) INTO total FROM unnest(total, approved) WITH ORDINALITY u(a, b, n);
      moves := moves || movements(c.fund_id, e.id, l.order_id, c.id, 'redeemed', 'payable', approved);
      cut := cut_redeemed(ctx, e, l.order_id, c.id, minus_fen(redeemed, approved));
      moves := moves || cut.moves;
      IF cut.to_fund THEN to_fund := to_fund || jsonb_build_object('parts', to_jsonb(minus_fen(redeemed, approved))); END IF;
      caps := caps || jsonb_build_object('orderId', l.order_id, 'keepFen', l.approved_fen);
    END LOOP;
  ELSE
    total := fen_array(args -> 'split');
    IF sum_fen(total) <> amount THEN PERFORM refuse('input.invalid'); END IF;
    PERFORM take_caps(args -> 'draws');
    PERFORM draw_fund(c.fund_id, total);
    INSERT INTO entitlement (kind, fund_id, holder_id, face_fen, encumbrance) VALUES ('claim', c.fund_id, c.claimant_id, amount, 'approval') RETURNING * INTO e;
    INSERT INTO entitlement_source (entitlement_id, source_no, face_fen, redeemed_fen) SELECT e.id, n, p, p FROM unnest(total) WITH ORDINALITY u(p, n);
    moves := movements(c.fund_id, e.id, NULL, c.id, 'available', 'payable', total);
  END IF;

  done := jsonb_build_object('claimId', c.id::text, 'number', c.number, 'approvedFen', amount::text, 'cutFen', (c.claimed_fen - amount)::text);
  posted := post_command(ctx, 'claim.approved', c.number, args, done, moves);
  INSERT INTO pay_line (claim_id, fund_id, source_no, amount_fen) SELECT c.id, c.fund_id, n, p FROM unnest(total) WITH ORDINALITY u(p, n) WHERE p > 0;
  FOR entry IN SELECT x FROM jsonb_array_elements(to_fund) x LOOP PERFORM credit_fund(c.fund_id, fen_array(entry -> 'parts'), posted); END LOOP;
  FOR entry IN SELECT x FROM jsonb_array_elements(caps) x LOOP PERFORM give_back_caps((entry ->> 'orderId')::bigint, (entry ->> 'keepFen')::bigint, posted); END LOOP;
  IF c.kind <> 'voucher' THEN PERFORM write_cap_draws(args -> 'draws', posted, e.id, NULL, c.id); END IF;
  UPDATE claim SET state = 'approved', approved_fen = amount, approved_by_id = (ctx ->> 'actorId')::bigint, approved_at = (ctx ->> 'now')::timestamptz,
    entitlement_id = CASE WHEN kind = 'voucher' THEN entitlement_id ELSE e.id END WHERE id = c.id;
  RETURN done;
END $$;

/** Refuses a claim: everything redeemed under it is cut, back to the voucher while valid, else to the fund. */
CREATE FUNCTION refuse_claim(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c claim; l record; e entitlement; done jsonb; moves movement[] := '{}'; cut record; posted bigint; redeemed bigint[]; back jsonb := '[]'; entry jsonb; amount bigint := 0;
BEGIN
  SELECT * INTO c FROM claim WHERE id = (args ->> 'claimId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF c.state NOT IN ('submitted', 'reviewed', 'on_notice') THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', c.state)); END IF;
  IF coalesce(args ->> 'reason', '') = '' THEN PERFORM refuse('claim.cut_needs_reason'); END IF;
  IF c.kind = 'voucher' THEN
    PERFORM 1 FROM "order" o WHERE o.id IN (SELECT order_id FROM claim_line WHERE claim_id = c.id) ORDER BY o.id FOR NO KEY UPDATE;
    PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id IN (SELECT o.entitlement_id FROM claim_line cl JOIN "order" o ON o.id = cl.order_id WHERE cl.claim_id = c.id)
      ORDER BY s.entitlement_id, s.source_no FOR NO KEY UPDATE;
    FOR l IN SELECT cl.*, o.entitlement_id FROM claim_line cl JOIN "order" o ON o.id = cl.order_id WHERE cl.claim_id = c.id ORDER BY cl.line_no LOOP
      SELECT * INTO e FROM entitlement WHERE id = l.entitlement_id;
      redeemed := redeemed_parts(l.order_id);
      amount := amount + sum_fen(redeemed);
      cut := cut_redeemed(ctx, e, l.order_id, c.id, redeemed);
      moves := moves || cut.moves;
      back := back || jsonb_build_object('orderId', l.order_id, 'toFund', cut.to_fund, 'parts', to_jsonb(redeemed));
    END LOOP;
  END IF;
  done := jsonb_build_object('claimId', c.id::text, 'number', c.number, 'cutFen', amount::text);
  posted := post_command(ctx, 'claim.refused', c.number, args, done, moves);
  FOR entry IN SELECT x FROM jsonb_array_elements(back) x LOOP
    IF (entry ->> 'toFund')::boolean THEN PERFORM credit_fund(c.fund_id, fen_array(entry -> 'parts'), posted); END IF;
    PERFORM give_back_caps((entry ->> 'orderId')::bigint, 0, posted);
  END LOOP;
  UPDATE claim_line SET approved_fen = 0, cut_reason = coalesce(cut_reason, args ->> 'reason') WHERE claim_id = c.id;
  UPDATE claim SET state = 'refused', approved_fen = 0, review_reason = args ->> 'reason', reviewed_by_id = coalesce(reviewed_by_id, (ctx ->> 'actorId')::bigint), reviewed_at = coalesce(reviewed_at, (ctx ->> 'now')::timestamptz) WHERE id = c.id;
  RETURN done;
END $$;

ALTER TABLE pay_line ADD CHECK (amount_fen > 0);
GRANT EXECUTE ON FUNCTION approve_claim, refuse_claim TO voucher_app;
