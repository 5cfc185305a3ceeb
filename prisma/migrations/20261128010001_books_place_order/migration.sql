-- An order placed in one round trip: drafted, held and placed by one call, with its number.

/** A public number such as DD-2026-000123: at least six digits, never cut. */
CREATE FUNCTION public_number(prefix text, day date, counter bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT prefix || '-' || extract(year FROM day)::int || '-' || lpad(counter::text, greatest(6, length(counter::text)), '0')
$$;

/**
 * Places an order and holds its voucher part. `orderId` names a draft (draft → placed); `order` is an order that exists from
 * now on: { listingId, listingSnapshot, enterpriseId, providerId, quantity, unitPriceFen, priceFen, note, mode, voucherId,
 * programmeId, versionId, evaluation }; refused, it leaves nothing behind.
 */
CREATE OR REPLACE FUNCTION place_order(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  o "order"; e entitlement; done jsonb; parts bigint[]; moves movement[] := '{}'; posted bigint;
  amount bigint := coalesce((args ->> 'amountFen')::bigint, 0);
  due timestamptz := (args ->> 'replyDueAt')::timestamptz;
  fresh jsonb := args -> 'order';
BEGIN
  IF fresh IS NULL THEN
    SELECT * INTO o FROM "order" WHERE id = (args ->> 'orderId')::bigint FOR NO KEY UPDATE;
    IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF fresh IS NULL THEN
    IF o.state <> 'draft' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state)); END IF;
  ELSE
    o.id := nextval('order_id_seq');
    o.number := public_number('DD', business_day(ctx), nextval('number_order'));
    o.listing_id := (fresh ->> 'listingId')::bigint;
    o.listing_snapshot := fresh -> 'listingSnapshot';
    o.enterprise_id := (fresh ->> 'enterpriseId')::bigint;
    o.provider_id := (fresh ->> 'providerId')::bigint;
    o.quantity := (fresh ->> 'quantity')::int;
    o.unit_price_fen := (fresh ->> 'unitPriceFen')::bigint;
    o.price_fen := (fresh ->> 'priceFen')::bigint;
    o.note := coalesce(fresh ->> 'note', '');
    o.mode := fresh ->> 'mode';
    o.voucher_id := (fresh ->> 'voucherId')::bigint;
    o.programme_id := (fresh ->> 'programmeId')::bigint;
    o.version_id := (fresh ->> 'versionId')::bigint;
    o.evaluation := nullif(fresh -> 'evaluation', 'null');
    o.entitlement_id := (SELECT v.entitlement_id FROM voucher v WHERE v.id = o.voucher_id);
  END IF;
  IF amount > 0 THEN
    IF o.voucher_id IS NULL OR amount > o.price_fen THEN PERFORM refuse('input.invalid'); END IF;
    SELECT en.* INTO e FROM entitlement en JOIN voucher v ON v.entitlement_id = en.id WHERE v.id = o.voucher_id;
    parts := reserve(ctx, o, amount);
    PERFORM take_caps(args -> 'draws');
    IF e.encumbrance = 'order' THEN PERFORM draw_fund(e.fund_id, parts); END IF;
    moves := movements(e.fund_id, e.id, o.id, NULL, CASE WHEN e.encumbrance = 'order' THEN 'available' ELSE 'granted' END::money_stage, 'held', parts);
  END IF;
  done := jsonb_build_object('orderId', o.id::text, 'number', o.number, 'heldFen', amount::text, 'replyDueAt', args ->> 'replyDueAt');
  posted := post_command(ctx, 'order.placed', o.number, args - 'order', done, moves);
  IF fresh IS NULL THEN
    UPDATE "order" SET state = 'placed', placed_at = (ctx ->> 'now')::timestamptz, placed_by_id = (ctx ->> 'actorId')::bigint,
      voucher_fen = amount, entitlement_id = coalesce(e.id, entitlement_id), reply_due_at = due WHERE id = o.id;
  ELSE
    INSERT INTO "order" (id, number, listing_id, listing_snapshot, enterprise_id, provider_id, state, quantity, unit_price_fen, price_fen, note, mode, voucher_id, entitlement_id,
      programme_id, version_id, evaluation, voucher_fen, placed_by_id, placed_at, reply_due_at, created_at)
    VALUES (o.id, o.number, o.listing_id, o.listing_snapshot, o.enterprise_id, o.provider_id, 'placed', o.quantity, o.unit_price_fen, o.price_fen, o.note, o.mode, o.voucher_id, o.entitlement_id,
      o.programme_id, o.version_id, o.evaluation, amount, (ctx ->> 'actorId')::bigint, (ctx ->> 'now')::timestamptz, due, (ctx ->> 'now')::timestamptz);
  END IF;
  IF amount > 0 THEN
    INSERT INTO hold (command_id, entitlement_id, order_id, line_no, part_fen, expires_at) VALUES (posted, e.id, o.id, 1, parts, due);
    PERFORM write_cap_draws(args -> 'draws', posted, NULL, o.id, NULL);
  END IF;
  RETURN done;
END $$;
