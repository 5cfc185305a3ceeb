-- Money commands of an order: place (hold), end (release), confirm price (further hold), accept (redeem).

/** What of an order is held and not yet resolved, per source. */
CREATE FUNCTION held_parts(ord bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(total ORDER BY n), '{}') FROM (
    SELECT u.n, sum(u.p)::bigint AS total FROM hold h, unnest(h.part_fen) WITH ORDINALITY u(p, n)
    WHERE h.order_id = ord AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id) GROUP BY u.n) held
$$;

/** Checks that an order's voucher can give `amount` today and reserves it: answers the parts per source. Locks the entitlement. */
CREATE FUNCTION reserve(ctx jsonb, o "order", amount bigint) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE v voucher; e entitlement; free bigint[]; parts bigint[];
BEGIN
  SELECT * INTO v FROM voucher WHERE id = o.voucher_id;
  SELECT * INTO e FROM entitlement WHERE id = v.entitlement_id;
  PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = e.id ORDER BY s.source_no FOR NO KEY UPDATE;
  IF v.enterprise_id <> o.enterprise_id THEN PERFORM refuse('access.denied'); END IF;
  IF (SELECT state FROM voucher WHERE id = v.id) <> 'active' OR e.use_by < business_day(ctx) THEN
    PERFORM refuse('voucher.expired', jsonb_build_object('number', v.number, 'useBy', e.use_by));
  END IF;
  SELECT array_agg(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen ORDER BY s.source_no) INTO free
    FROM entitlement_source s WHERE s.entitlement_id = e.id;
  IF sum_fen(free) < amount THEN
    PERFORM refuse('voucher.insufficient', jsonb_build_object('number', v.number, 'freeFen', sum_fen(free)::text, 'amountFen', amount::text));
  END IF;
  parts := split_fen(amount, free);
  UPDATE entitlement_source s SET held_fen = s.held_fen + u.p FROM unnest(parts) WITH ORDINALITY u(p, n)
   WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
  RETURN parts;
END $$;

/** Places a drafted order and holds its voucher part. State draft → placed. */
CREATE FUNCTION place_order(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  o "order"; e entitlement; done jsonb; parts bigint[]; moves movement[] := '{}'; posted bigint; hold_id bigint;
  amount bigint := coalesce((args ->> 'amountFen')::bigint, 0);
  due timestamptz := (args ->> 'replyDueAt')::timestamptz;
BEGIN
  SELECT * INTO o FROM "order" WHERE id = (args ->> 'orderId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF o.state <> 'draft' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state)); END IF;
  IF amount > 0 THEN
    IF o.voucher_id IS NULL OR amount > o.price_fen THEN PERFORM refuse('input.invalid'); END IF;
    SELECT en.* INTO e FROM entitlement en JOIN voucher v ON v.entitlement_id = en.id WHERE v.id = o.voucher_id;
    parts := reserve(ctx, o, amount);
    PERFORM take_caps(args -> 'draws');
    IF e.encumbrance = 'order' THEN PERFORM draw_fund(e.fund_id, parts); END IF;
    moves := movements(e.fund_id, e.id, o.id, NULL, CASE WHEN e.encumbrance = 'order' THEN 'available' ELSE 'granted' END::money_stage, 'held', parts);
  END IF;
  done := jsonb_build_object('orderId', o.id::text, 'number', o.number, 'heldFen', amount::text);
  posted := post_command(ctx, 'order.placed', o.number, args, done, moves);
  IF amount > 0 THEN
    INSERT INTO hold (command_id, entitlement_id, order_id, line_no, part_fen, expires_at) VALUES (posted, e.id, o.id, 1, parts, due) RETURNING id INTO hold_id;
    PERFORM write_cap_draws(args -> 'draws', posted, NULL, o.id, NULL);
  END IF;
  UPDATE "order" SET state = 'placed', placed_at = (ctx ->> 'now')::timestamptz, placed_by_id = (ctx ->> 'actorId')::bigint,
    voucher_fen = amount, entitlement_id = coalesce(e.id, entitlement_id), reply_due_at = due WHERE id = o.id;
  RETURN done;
END $$;

/** Resolves every open hold of an order: redeems `redeem` fen in hold order and lets the rest go. Answers the movements; takes the entitlement's lock. */
CREATE FUNCTION resolve_holds(ctx jsonb, o "order", redeem bigint, how text, posted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE h record; take bigint; taken bigint[]; rest bigint := redeem;
BEGIN
  FOR h IN SELECT * FROM hold WHERE order_id = o.id AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = hold.id) ORDER BY id LOOP
    take := least(rest, sum_fen(h.part_fen));
    taken := split_fen(take, h.part_fen);
    rest := rest - take;
    INSERT INTO hold_resolution (hold_id, command_id, kind, redeemed_fen) VALUES (h.id, posted, CASE WHEN take > 0 THEN 'redeemed' ELSE how END, taken);
    UPDATE entitlement_source s SET held_fen = s.held_fen - u.p, redeemed_fen = s.redeemed_fen + taken[u.n]
      FROM unnest(h.part_fen) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = h.entitlement_id AND s.source_no = u.n AND u.p > 0;
  END LOOP;
END $$;

/** What `resolve_holds` will redeem per source, before it does. */
CREATE FUNCTION redeemable_parts(ord bigint, redeem bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE h record; take bigint; total bigint[]; rest bigint := redeem;
BEGIN
  FOR h IN SELECT * FROM hold WHERE order_id = ord AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = hold.id) ORDER BY id LOOP
    take := least(rest, sum_fen(h.part_fen));
    rest := rest - take;
    SELECT array_agg(coalesce(a, 0) + b ORDER BY n) INTO total FROM unnest(total, split_fen(take, h.part_fen)) WITH ORDINALITY u(a, b, n);
  END LOOP;
  RETURN coalesce(total, '{}');
END $$;

/** Ends an order before the work is accepted: declined, withdrawn, expired or cancelled. Its holds return to the voucher (or the fund). */
CREATE FUNCTION end_order(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE o "order"; e entitlement; done jsonb; parts bigint[]; moves movement[] := '{}'; posted bigint; target text := args ->> 'to';
BEGIN
  SELECT * INTO o FROM "order" WHERE id = (args ->> 'orderId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF NOT (target IN ('declined', 'withdrawn', 'expired') AND o.state = 'placed'
       OR target = 'cancelled' AND o.state IN ('confirmed', 'contracted', 'sample_received', 'price_proposed', 'in_service')) THEN
    PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state));
  END IF;
  IF target = 'expired' AND o.reply_due_at > (ctx ->> 'now')::timestamptz THEN PERFORM refuse('state.not_allowed'); END IF;
  IF o.entitlement_id IS NOT NULL THEN
    SELECT * INTO e FROM entitlement WHERE id = o.entitlement_id;
    PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = e.id ORDER BY s.source_no FOR NO KEY UPDATE;
    parts := held_parts(o.id);
    moves := movements(e.fund_id, e.id, o.id, NULL, 'held', CASE WHEN e.encumbrance = 'order' THEN 'available' ELSE 'granted' END::money_stage, parts);
  END IF;
  done := jsonb_build_object('orderId', o.id::text, 'number', o.number, 'state', target, 'releasedFen', coalesce(sum_fen(parts), 0)::text);
  posted := post_command(ctx, 'order.' || target, o.number, args, done, moves);
  IF e.id IS NOT NULL THEN
    PERFORM resolve_holds(ctx, o, 0, CASE target WHEN 'expired' THEN 'expired' ELSE 'released' END, posted);
    PERFORM give_back_caps(o.id, 0, posted);
    IF e.encumbrance = 'order' THEN PERFORM credit_fund(e.fund_id, parts, posted); END IF;
  END IF;
  UPDATE "order" SET state = target, ended_at = (ctx ->> 'now')::timestamptz, end_reason = args ->> 'reason' WHERE id = o.id;
  RETURN done;
END $$;

/** The enterprise agrees to the final price before the work. More voucher money than is held opens a further hold. price_proposed → in_service. */
CREATE FUNCTION confirm_price(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  o "order"; e entitlement; done jsonb; more bigint; parts bigint[]; moves movement[] := '{}'; posted bigint;
  price bigint := (args ->> 'finalPriceFen')::bigint; wanted bigint := coalesce((args ->> 'voucherFen')::bigint, 0);
BEGIN
  SELECT * INTO o FROM "order" WHERE id = (args ->> 'orderId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF o.state <> 'price_proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state)); END IF;
  IF o.final_price_fen IS DISTINCT FROM price OR wanted > price OR wanted < 0 THEN PERFORM refuse('state.changed_meanwhile'); END IF;
  more := wanted - sum_fen(held_parts(o.id));
  IF more > 0 THEN
    IF o.voucher_id IS NULL THEN PERFORM refuse('input.invalid'); END IF;
    SELECT en.* INTO e FROM entitlement en JOIN voucher v ON v.entitlement_id = en.id WHERE v.id = o.voucher_id;
    parts := reserve(ctx, o, more);
    PERFORM take_caps(args -> 'draws');
    IF e.encumbrance = 'order' THEN PERFORM draw_fund(e.fund_id, parts); END IF;
    moves := movements(e.fund_id, e.id, o.id, NULL, CASE WHEN e.encumbrance = 'order' THEN 'available' ELSE 'granted' END::money_stage, 'held', parts);
  END IF;
  done := jsonb_build_object('orderId', o.id::text, 'number', o.number, 'voucherFen', wanted::text, 'furtherFen', greatest(more, 0)::text);
  posted := post_command(ctx, 'order.price_confirmed', o.number, args, done, moves);
  IF more > 0 THEN
    INSERT INTO hold (command_id, entitlement_id, order_id, line_no, part_fen) VALUES (posted, e.id, o.id, 2, parts);
    PERFORM write_cap_draws(args -> 'draws', posted, NULL, o.id, NULL);
  END IF;
  UPDATE "order" SET state = 'in_service', voucher_fen = wanted, entitlement_id = coalesce(entitlement_id, e.id), price_confirmed_at = (ctx ->> 'now')::timestamptz WHERE id = o.id;
  RETURN done;
END $$;

/** The enterprise accepts the delivered work: the voucher part is redeemed, the rest of the holds goes back. delivered → accepted. */
CREATE FUNCTION accept_delivery(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE o "order"; e entitlement; done jsonb; held bigint[]; used bigint[]; back bigint[]; moves movement[] := '{}'; posted bigint;
BEGIN
  SELECT * INTO o FROM "order" WHERE id = (args ->> 'orderId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF o.state <> 'delivered' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state)); END IF;
  IF o.entitlement_id IS NOT NULL THEN
    SELECT * INTO e FROM entitlement WHERE id = o.entitlement_id;
    PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = e.id ORDER BY s.source_no FOR NO KEY UPDATE;
    held := held_parts(o.id);
    IF sum_fen(held) < o.voucher_fen THEN PERFORM refuse('voucher.insufficient'); END IF;
    used := redeemable_parts(o.id, o.voucher_fen);
    back := minus_fen(held, used);
    moves := movements(e.fund_id, e.id, o.id, NULL, 'held', 'redeemed', used)
      || movements(e.fund_id, e.id, o.id, NULL, 'held', CASE WHEN e.encumbrance = 'order' THEN 'available' ELSE 'granted' END::money_stage, back);
  END IF;
  done := jsonb_build_object('orderId', o.id::text, 'number', o.number, 'redeemedFen', coalesce(sum_fen(used), 0)::text, 'releasedFen', coalesce(sum_fen(back), 0)::text);
  posted := post_command(ctx, 'order.accepted', o.number, args, done, moves);
  IF e.id IS NOT NULL THEN
    PERFORM resolve_holds(ctx, o, o.voucher_fen, 'released', posted);
    PERFORM give_back_caps(o.id, o.voucher_fen, posted);
    IF e.encumbrance = 'order' THEN PERFORM credit_fund(e.fund_id, back, posted); END IF;
  END IF;
  UPDATE "order" SET state = 'accepted', accepted_at = (ctx ->> 'now')::timestamptz WHERE id = o.id;
  RETURN done;
END $$;

GRANT EXECUTE ON FUNCTION place_order, end_order, confirm_price, accept_delivery, held_parts TO voucher_app;
