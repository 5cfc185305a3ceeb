-- Many orders placed, or deliveries accepted, by one call of the books: one lock, one flush, a handful of statements. What
-- can be told at once to be in order is written set-based; everything else goes one by one through place_order and
-- accept_delivery in the same call, which answer, refuse and replay as ever.

-- A hold and its resolution belong to a command, a resolution to its hold. None of these rows is ever changed or deleted, so
-- one look per statement proves what foreign keys would ask row by row, each locking and so rewriting a row of its parent.
ALTER TABLE hold DROP CONSTRAINT hold_command_id_fkey;
ALTER TABLE hold_resolution DROP CONSTRAINT hold_resolution_command_id_fkey, DROP CONSTRAINT hold_resolution_hold_id_fkey;
CREATE TRIGGER hold_has_command AFTER INSERT ON hold REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_without_command();
CREATE TRIGGER hold_resolution_has_command AFTER INSERT ON hold_resolution REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_without_command();
CREATE FUNCTION refuse_resolutions_without_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh f WHERE NOT EXISTS (SELECT FROM public.hold h WHERE h.id = f.hold_id)) THEN
    RAISE EXCEPTION 'a resolution ends a hold' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER hold_resolution_has_hold AFTER INSERT ON hold_resolution REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_resolutions_without_hold();

-- Whom an order belongs to is looked at once per statement that writes new ones; its voucher with the rest.
ALTER TABLE "order" DROP CONSTRAINT order_voucher;
CREATE TRIGGER voucher_kept BEFORE DELETE OR TRUNCATE ON voucher FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER voucher_id_kept BEFORE UPDATE OF id ON voucher FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER order_of_somebody ON "order";
CREATE OR REPLACE FUNCTION refuse_order_of_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT enterprise_id AS id FROM fresh UNION SELECT provider_id FROM fresh) f WHERE NOT EXISTS (SELECT FROM public.organisation o WHERE o.id = f.id))
    OR EXISTS (SELECT FROM (SELECT DISTINCT listing_id FROM fresh) f WHERE NOT EXISTS (SELECT FROM public.listing l WHERE l.id = f.listing_id))
    OR EXISTS (SELECT FROM (SELECT DISTINCT version_id FROM fresh WHERE version_id IS NOT NULL) f WHERE NOT EXISTS (SELECT FROM public.programme_version v WHERE v.id = f.version_id))
    OR EXISTS (SELECT FROM fresh f WHERE f.voucher_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.voucher v WHERE v.id = f.voucher_id)) THEN
    RAISE EXCEPTION 'an order belongs to two sides, a listing, a version and a voucher' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_of_somebody AFTER INSERT ON "order" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_order_of_nobody();
CREATE FUNCTION refuse_order_moved_to_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.organisation o WHERE o.id = NEW.enterprise_id) OR NOT EXISTS (SELECT FROM public.organisation o WHERE o.id = NEW.provider_id)
    OR NOT EXISTS (SELECT FROM public.listing l WHERE l.id = NEW.listing_id)
    OR NEW.version_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.programme_version v WHERE v.id = NEW.version_id)
    OR NEW.voucher_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.voucher v WHERE v.id = NEW.voucher_id) THEN
    RAISE EXCEPTION 'an order belongs to two sides, a listing, a version and a voucher' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_still_of_somebody AFTER UPDATE OF enterprise_id, provider_id, listing_id, version_id, voucher_id ON "order" FOR EACH ROW EXECUTE FUNCTION refuse_order_moved_to_nobody();

-- Only the application is kept from placing by an insert: the books need not be asked.
DROP TRIGGER order_guard ON "order";
CREATE TRIGGER order_guard BEFORE UPDATE ON "order" FOR EACH ROW EXECUTE FUNCTION order_guard();
CREATE TRIGGER order_guard_insert BEFORE INSERT ON "order" FOR EACH ROW WHEN (NEW.state <> 'draft' AND current_user = 'voucher_app') EXECUTE FUNCTION order_guard();

-- The evaluation is kept as it was made: read and shown, never searched into.
ALTER TABLE "order" ALTER COLUMN evaluation TYPE json;

-- Nobody looks for entitlements by their holder: vouchers and claims name theirs.
DROP INDEX entitlement_holder_id_idx;

/** An order of a call that is in order whatever the others are: what its rows say. `n` is its place in the call. */
CREATE TYPE plain_order AS (
  n int, command_id bigint, order_id bigint, number text, entitlement_id bigint, fund_id bigint, hold_id bigint, parts bigint[], back bigint[],
  scope_org_id bigint, key text, input_hash text, actor_id bigint, at timestamptz(3), args jsonb, answer jsonb, fresh jsonb, papers jsonb
);

/** Writes what every command of a call leaves, set-based: command, transfers and outbox event of each, digests reckoned in the same statements. */
CREATE FUNCTION post_orders(plain plain_order[], act text, from_stage money_stage, to_stage money_stage) RETURNS void LANGUAGE plpgsql AS $$
DECLARE stamp timestamptz := clock_timestamp(); xid xid8 := pg_current_xact_id();
BEGIN
  INSERT INTO command (id, scope_org_id, key, input_hash, actor_id, action, subject, details, answer, transfer_count, at, recorded_at, xid, digest)
  SELECT (x.c).id, (x.c).scope_org_id, (x.c).key, (x.c).input_hash, (x.c).actor_id, (x.c).action, (x.c).subject, (x.c).details, (x.c).answer, (x.c).transfer_count, (x.c).at, (x.c).recorded_at, (x.c).xid, command_digest(x.c)
  FROM (SELECT ROW(p.command_id, p.scope_org_id, p.key, p.input_hash, p.actor_id, act, p.number, p.args, p.answer,
      (SELECT count(*) FROM unnest(p.parts || p.back) fen WHERE fen > 0), p.at, stamp, xid, '')::command AS c
    FROM unnest(plain) p ORDER BY p.n OFFSET 0) x;
  INSERT INTO transfer (id, command_id, line_no, fund_id, source_no, entitlement_id, order_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
  SELECT (x.t).id, (x.t).command_id, (x.t).line_no, (x.t).fund_id, (x.t).source_no, (x.t).entitlement_id, (x.t).order_id, (x.t).from_stage, (x.t).to_stage, (x.t).amount_fen, (x.t).effective_on, (x.t).recorded_at, (x.t).xid, transfer_digest(x.t)
  FROM (SELECT ROW(nextval('transfer_id_seq'), m.command_id, m.line_no, m.fund_id, m.source_no, m.entitlement_id, m.order_id, NULL, NULL, m.leaves, m.enters, m.fen,
      m.day, stamp, xid, NULL, '')::transfer AS t
    FROM (SELECT p.n, p.command_id, row_number() OVER (PARTITION BY p.n ORDER BY u.n) AS line_no, p.fund_id, 1 + (u.n - 1) % cardinality(p.parts) AS source_no, p.entitlement_id, p.order_id,
        CASE WHEN u.n > cardinality(p.parts) THEN 'held' ELSE from_stage END AS leaves, CASE WHEN u.n > cardinality(p.parts) THEN 'granted' ELSE to_stage END AS enters,
        u.fen, (p.at AT TIME ZONE 'Asia/Shanghai')::date AS day
      FROM unnest(plain) p, unnest(p.parts || p.back) WITH ORDINALITY u(fen, n) WHERE u.fen > 0) m
    ORDER BY m.n, m.line_no OFFSET 0) x;
  INSERT INTO outbox_event (topic, payload, at)
  SELECT act, jsonb_build_object('subject', p.number, 'commandId', p.command_id::text) || p.answer, p.at FROM unnest(plain) p ORDER BY p.n;
END $$;

/** What a refusal raised within a call tells the one it is for. */
CREATE FUNCTION refused(code text, detail text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('refusal', code, 'detail', nullif(detail, '')::jsonb)
$$;

/**
 * Places orders and holds their voucher parts, in the order of the list; answers { results: [{ answer } | { refusal, detail }] }.
 * args: { requests: [{ ctx, args, order, papers }] } with `args` and `order` as place_order takes them, `listingSnapshot` and
 * `evaluation` of the order being `papers`: where each begins and ends in `sent`, in bytes. Locks the vouchers first, in one
 * order, alone; an order is plain when its key is new, its voucher is nobody else's in this call, may be used, has what is
 * asked for, and neither caps nor the fund's row are drawn on. The rest is placed one by one behind them.
 */
CREATE FUNCTION place_orders(args jsonb, sent bytea) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE requests jsonb := args -> 'requests'; plain plain_order[]; results jsonb[] := '{}'; r record; code text; detail text;
BEGIN
  PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id IN (
      SELECT v.entitlement_id FROM jsonb_array_elements(requests) q JOIN voucher v ON v.id = (q -> 'order' ->> 'voucherId')::bigint)
    ORDER BY s.entitlement_id, s.source_no FOR NO KEY UPDATE; -- alone: the next statement sees what others hold

  SELECT array_agg(ROW(p.n, p.command_id, p.order_id, p.number, p.entitlement_id, p.fund_id, NULL, p.parts, '{}', p.scope_org_id, p.key, p.input_hash, p.actor_id, p.at, p.args,
      jsonb_build_object('orderId', p.order_id::text, 'number', p.number, 'heldFen', p.amount::text, 'replyDueAt', p.args ->> 'replyDueAt'), p.fresh, p.papers)::plain_order ORDER BY p.n)
    INTO plain
  FROM (
    SELECT a.*, nextval('command_id_seq') AS command_id, nextval('order_id_seq') AS order_id, public_number('DD', a.day, nextval('number_order')) AS number,
      split_fen(a.amount, free.parts) AS parts
    FROM (
      SELECT q.*, v.entitlement_id, v.enterprise_id AS holder_id, v.state AS voucher_state, e.fund_id, e.encumbrance, e.use_by,
        (q.at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) OVER (PARTITION BY v.entitlement_id) AS on_voucher, count(*) OVER (PARTITION BY q.scope_org_id, q.key) AS under_key
      FROM (SELECT x.n, (x.q -> 'ctx' ->> 'scopeOrgId')::bigint AS scope_org_id, x.q -> 'ctx' ->> 'key' AS key, x.q -> 'ctx' ->> 'inputHash' AS input_hash,
          (x.q -> 'ctx' ->> 'actorId')::bigint AS actor_id, (x.q -> 'ctx' ->> 'now')::timestamptz(3) AS at, (x.q -> 'args' ->> 'amountFen')::bigint AS amount,
          x.q -> 'args' AS args, x.q -> 'order' AS fresh, x.q -> 'papers' AS papers
        FROM jsonb_array_elements(requests) WITH ORDINALITY x(q, n) OFFSET 0) q
      LEFT JOIN voucher v ON v.id = (q.fresh ->> 'voucherId')::bigint LEFT JOIN entitlement e ON e.id = v.entitlement_id) a,
    LATERAL (SELECT array_agg(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen ORDER BY s.source_no) AS parts FROM entitlement_source s WHERE s.entitlement_id = a.entitlement_id) free
    WHERE a.on_voucher = 1 AND (a.key IS NULL OR a.under_key = 1 AND NOT EXISTS (SELECT FROM command c WHERE c.scope_org_id = a.scope_org_id AND c.key = a.key))
      AND a.amount > 0 AND a.amount <= (a.fresh ->> 'priceFen')::bigint AND a.amount <= sum_fen(free.parts)
      AND a.holder_id = (a.fresh ->> 'enterpriseId')::bigint AND a.voucher_state = 'active' AND (a.use_by IS NULL OR a.use_by >= a.day)
      AND a.encumbrance <> 'order' AND coalesce(a.args -> 'draws', '[]') = '[]'
    ORDER BY a.n OFFSET 0) p;

  IF plain IS NOT NULL THEN
    UPDATE entitlement_source s SET held_fen = s.held_fen + u.fen FROM unnest(plain) p, unnest(p.parts) WITH ORDINALITY u(fen, n)
     WHERE s.entitlement_id = p.entitlement_id AND s.source_no = u.n AND u.fen > 0;
    PERFORM post_orders(plain, 'order.placed', 'granted', 'held');
    INSERT INTO "order" (id, number, listing_id, listing_snapshot, enterprise_id, provider_id, state, quantity, unit_price_fen, price_fen, note, mode, voucher_id, entitlement_id,
      programme_id, version_id, evaluation, voucher_fen, placed_by_id, placed_at, reply_due_at, created_at)
    SELECT p.order_id, p.number, (p.fresh ->> 'listingId')::bigint, paper(sent, p.papers, 0)::jsonb, (p.fresh ->> 'enterpriseId')::bigint, (p.fresh ->> 'providerId')::bigint, 'placed',
      (p.fresh ->> 'quantity')::int, (p.fresh ->> 'unitPriceFen')::bigint, (p.fresh ->> 'priceFen')::bigint, coalesce(p.fresh ->> 'note', ''), p.fresh ->> 'mode', (p.fresh ->> 'voucherId')::bigint,
      p.entitlement_id, (p.fresh ->> 'programmeId')::bigint, (p.fresh ->> 'versionId')::bigint, paper(sent, p.papers, 1)::json, (p.args ->> 'amountFen')::bigint, p.actor_id, p.at,
      (p.args ->> 'replyDueAt')::timestamptz, p.at FROM unnest(plain) p;
    INSERT INTO hold (command_id, entitlement_id, order_id, line_no, part_fen, expires_at)
    SELECT p.command_id, p.entitlement_id, p.order_id, 1, p.parts, (p.args ->> 'replyDueAt')::timestamptz FROM unnest(plain) p;
    FOREACH r IN ARRAY plain LOOP results[r.n] := jsonb_build_object('answer', r.answer); END LOOP;
  END IF;

  IF coalesce(cardinality(plain), 0) < jsonb_array_length(requests) THEN
    FOR r IN SELECT x.n, x.q FROM jsonb_array_elements(requests) WITH ORDINALITY x(q, n) ORDER BY x.n LOOP
      CONTINUE WHEN results[r.n] IS NOT NULL;
      BEGIN
        results[r.n] := jsonb_build_object('answer', place_order(r.q -> 'ctx', (r.q -> 'args') || jsonb_build_object('order', (r.q -> 'order')
          || jsonb_build_object('listingSnapshot', paper(sent, r.q -> 'papers', 0)::jsonb, 'evaluation', paper(sent, r.q -> 'papers', 1)::jsonb))));
      EXCEPTION WHEN SQLSTATE 'VR001' THEN
        GET STACKED DIAGNOSTICS code = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
        results[r.n] := refused(code, detail);
      END;
    END LOOP;
  END IF;
  RETURN jsonb_build_object('results', to_jsonb(results));
END $$;

/**
 * Accepts deliveries, in the order of the list; answers { results: [{ answer } | { refusal, detail }] }. args: { requests:
 * [{ ctx, args }] } with `args` as accept_delivery takes them. Locks the orders, then their vouchers, each in one order and
 * alone; an acceptance is plain when its key is new, its order is delivered, its voucher is nobody else's in this call, one
 * hold is open that covers the share, and no cap was drawn on. The rest is accepted one by one behind them.
 */
CREATE FUNCTION accept_deliveries(args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE requests jsonb := args -> 'requests'; ids bigint[]; plain plain_order[]; results jsonb[] := '{}'; r record; code text; detail text;
BEGIN
  ids := ARRAY(SELECT (q -> 'args' ->> 'orderId')::bigint FROM jsonb_array_elements(requests) q);
  PERFORM 1 FROM "order" o WHERE o.id = ANY (ids) ORDER BY o.id FOR NO KEY UPDATE;
  PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id IN (SELECT o.entitlement_id FROM "order" o WHERE o.id = ANY (ids))
    ORDER BY s.entitlement_id, s.source_no FOR NO KEY UPDATE; -- each alone: the next statement sees what others did

  SELECT array_agg(ROW(p.n, p.command_id, p.order_id, p.number, p.entitlement_id, p.fund_id, p.hold_id, p.parts, p.back, p.scope_org_id, p.key, p.input_hash, p.actor_id, p.at, p.args,
      jsonb_build_object('orderId', p.order_id::text, 'number', p.number, 'redeemedFen', sum_fen(p.parts)::text, 'releasedFen', sum_fen(p.back)::text), NULL, NULL)::plain_order ORDER BY p.n)
    INTO plain
  FROM (
    SELECT b.*, nextval('command_id_seq') AS command_id, minus_fen(b.part_fen, b.parts) AS back
    FROM (
      SELECT a.*, h.id AS hold_id, h.part_fen, split_fen(a.voucher_fen, h.part_fen) AS parts
      FROM (
        SELECT q.*, o.number, o.state, o.voucher_fen, o.entitlement_id, e.fund_id, e.encumbrance,
          count(*) OVER (PARTITION BY o.entitlement_id) AS on_voucher, count(*) OVER (PARTITION BY q.scope_org_id, q.key) AS under_key
        FROM (SELECT x.n, (x.q -> 'ctx' ->> 'scopeOrgId')::bigint AS scope_org_id, x.q -> 'ctx' ->> 'key' AS key, x.q -> 'ctx' ->> 'inputHash' AS input_hash,
            (x.q -> 'ctx' ->> 'actorId')::bigint AS actor_id, (x.q -> 'ctx' ->> 'now')::timestamptz(3) AS at, x.q -> 'args' AS args, (x.q -> 'args' ->> 'orderId')::bigint AS order_id
          FROM jsonb_array_elements(requests) WITH ORDINALITY x(q, n) OFFSET 0) q
        JOIN "order" o ON o.id = q.order_id JOIN entitlement e ON e.id = o.entitlement_id) a
      JOIN hold h ON h.order_id = a.order_id AND NOT EXISTS (SELECT FROM hold_resolution ended WHERE ended.hold_id = h.id)
      WHERE a.on_voucher = 1 AND (a.key IS NULL OR a.under_key = 1 AND NOT EXISTS (SELECT FROM command c WHERE c.scope_org_id = a.scope_org_id AND c.key = a.key))
        AND a.state = 'delivered' AND a.voucher_fen > 0 AND a.voucher_fen <= sum_fen(h.part_fen) AND a.encumbrance <> 'order'
        AND NOT EXISTS (SELECT FROM hold other WHERE other.order_id = a.order_id AND other.id <> h.id AND NOT EXISTS (SELECT FROM hold_resolution ended WHERE ended.hold_id = other.id))
        AND NOT EXISTS (SELECT FROM cap_draw d WHERE d.order_id = a.order_id)
      ORDER BY a.n OFFSET 0) b) p;

  IF plain IS NOT NULL THEN
    PERFORM post_orders(plain, 'order.accepted', 'held', 'redeemed');
    INSERT INTO hold_resolution (hold_id, command_id, kind, redeemed_fen) SELECT p.hold_id, p.command_id, 'redeemed', p.parts FROM unnest(plain) p;
    UPDATE entitlement_source s SET held_fen = s.held_fen - u.used - u.back, redeemed_fen = s.redeemed_fen + u.used
      FROM unnest(plain) p, unnest(p.parts, p.back) WITH ORDINALITY u(used, back, n)
     WHERE s.entitlement_id = p.entitlement_id AND s.source_no = u.n AND u.used + u.back > 0;
    UPDATE "order" o SET state = 'accepted', accepted_at = p.at FROM unnest(plain) p WHERE o.id = p.order_id;
    FOREACH r IN ARRAY plain LOOP results[r.n] := jsonb_build_object('answer', r.answer); END LOOP;
  END IF;

  IF coalesce(cardinality(plain), 0) < jsonb_array_length(requests) THEN
    FOR r IN SELECT x.n, x.q FROM jsonb_array_elements(requests) WITH ORDINALITY x(q, n) ORDER BY x.n LOOP
      CONTINUE WHEN results[r.n] IS NOT NULL;
      BEGIN
        results[r.n] := jsonb_build_object('answer', accept_delivery(r.q -> 'ctx', r.q -> 'args'));
      EXCEPTION WHEN SQLSTATE 'VR001' THEN
        GET STACKED DIAGNOSTICS code = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
        results[r.n] := refused(code, detail);
      END;
    END LOOP;
  END IF;
  RETURN jsonb_build_object('results', to_jsonb(results));
END $$;

GRANT EXECUTE ON FUNCTION place_orders, accept_deliveries TO voucher_app;
