-- What one command alone costs. Its statements are few and small, so what counts is what PostgreSQL does before each:
-- reading the texts of the checks, planning, starting an executor. Rules and results are as before.

-- A check's text is parsed again by every statement that writes the table; this one was thirty pages long.
/** Which stage money may go to from which. */
CREATE FUNCTION legal_move(from_stage money_stage, to_stage money_stage) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN CASE from_stage
    WHEN 'treasury' THEN to_stage IN ('available', 'granted', 'held', 'redeemed', 'payable')
    WHEN 'available' THEN to_stage IN ('treasury', 'granted', 'held', 'payable', 'surrendered', 'carried_out')
    WHEN 'granted' THEN to_stage IN ('held', 'available', 'surrendered', 'carried_out')
    WHEN 'held' THEN to_stage IN ('redeemed', 'granted', 'available', 'carried_out')
    WHEN 'redeemed' THEN to_stage IN ('payable', 'granted', 'available', 'carried_out')
    WHEN 'payable' THEN to_stage IN ('in_payment', 'available', 'carried_out')
    WHEN 'in_payment' THEN to_stage IN ('paid', 'payable')
    WHEN 'paid' THEN to_stage IN ('payable', 'available', 'surrendered')
    ELSE false END;
END $$;
GRANT EXECUTE ON FUNCTION legal_move TO PUBLIC;
ALTER TABLE transfer DROP CONSTRAINT transfer_legal_move;
ALTER TABLE transfer ADD CONSTRAINT transfer_legal_move CHECK (legal_move(from_stage, to_stage));

-- An order's listing, its two sides and its version are kept for ever: one look per statement, and no row of theirs is locked
-- by everybody who buys from the same laboratory.
CREATE TRIGGER listing_kept BEFORE DELETE OR TRUNCATE ON listing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER listing_id_kept BEFORE UPDATE OF id ON listing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "order" DROP CONSTRAINT order_listing, DROP CONSTRAINT order_enterprise, DROP CONSTRAINT order_provider, DROP CONSTRAINT order_version;
CREATE FUNCTION refuse_order_of_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (EXISTS (SELECT FROM public.organisation o WHERE o.id = NEW.enterprise_id) AND EXISTS (SELECT FROM public.organisation o WHERE o.id = NEW.provider_id)
    AND EXISTS (SELECT FROM public.listing l WHERE l.id = NEW.listing_id)
    AND (NEW.version_id IS NULL OR EXISTS (SELECT FROM public.programme_version v WHERE v.id = NEW.version_id))) THEN
    RAISE EXCEPTION 'an order belongs to two sides, a listing and a version' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_of_somebody AFTER INSERT OR UPDATE OF enterprise_id, provider_id, listing_id, version_id ON "order" FOR EACH ROW EXECUTE FUNCTION refuse_order_of_nobody();
-- The listing as bought and the evaluation are read as a whole: not compressed while somebody waits.
ALTER TABLE "order" SET (toast_tuple_target = 8160);

-- ---------- the parts every command is made of: the same sums, without a query each ----------

CREATE OR REPLACE FUNCTION sum_fen(parts bigint[]) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE total bigint := 0; part bigint;
BEGIN
  IF parts IS NULL THEN RETURN 0; END IF;
  FOREACH part IN ARRAY parts LOOP total := total + coalesce(part, 0); END LOOP;
  RETURN total;
END $$;

CREATE OR REPLACE FUNCTION minus_fen(a bigint[], b bigint[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE rest bigint[];
BEGIN
  FOR n IN 1 .. coalesce(greatest(cardinality(a), cardinality(b)), 0) LOOP rest[n] := a[n] - coalesce(b[n], 0); END LOOP;
  RETURN rest;
END $$;

/** Splits an amount over weights by largest remainder; parts sum to the amount, ties go to the earlier source. */
CREATE OR REPLACE FUNCTION split_fen(amount bigint, weights bigint[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  total numeric := 0; weight bigint; parts bigint[]; over numeric[]; rest bigint := amount; most int;
BEGIN
  FOREACH weight IN ARRAY coalesce(weights, '{}') LOOP total := total + weight; END LOOP;
  IF total = 0 THEN
    IF amount <> 0 THEN RAISE EXCEPTION 'split_fen: % has nothing to fall on', amount; END IF;
    RETURN weights;
  END IF;
  FOR n IN 1 .. cardinality(weights) LOOP
    parts[n] := div(amount * weights[n]::numeric, total);
    over[n] := mod(amount * weights[n]::numeric, total);
    rest := rest - parts[n];
  END LOOP;
  WHILE rest > 0 LOOP
    most := 1;
    FOR n IN 2 .. cardinality(weights) LOOP IF over[n] > over[most] THEN most := n; END IF; END LOOP;
    parts[most] := parts[most] + 1;
    over[most] := -1;
    rest := rest - 1;
  END LOOP;
  RETURN parts;
END $$;

CREATE OR REPLACE FUNCTION movements(fund bigint, entitlement bigint, ord bigint, claim bigint, from_stage money_stage, to_stage money_stage, parts bigint[])
RETURNS movement[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE moves movement[] := '{}';
BEGIN
  FOR n IN 1 .. coalesce(cardinality(parts), 0) LOOP
    IF parts[n] > 0 THEN moves := moves || ROW(fund, n, entitlement, ord, claim, NULL, from_stage, to_stage, parts[n], NULL)::movement; END IF;
  END LOOP;
  RETURN moves;
END $$;

CREATE OR REPLACE FUNCTION held_parts(ord bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE parts bigint[] := '{}'; h record;
BEGIN
  FOR h IN SELECT part_fen FROM hold WHERE order_id = ord AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = hold.id) LOOP
    FOR n IN 1 .. cardinality(h.part_fen) LOOP parts[n] := coalesce(parts[n], 0) + h.part_fen[n]; END LOOP;
  END LOOP;
  RETURN parts;
END $$;

CREATE OR REPLACE FUNCTION redeemable_parts(ord bigint, redeem bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE h record; take bigint; taken bigint[]; total bigint[] := '{}'; rest bigint := redeem;
BEGIN
  FOR h IN SELECT * FROM hold WHERE order_id = ord AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = hold.id) ORDER BY id LOOP
    take := least(rest, sum_fen(h.part_fen));
    rest := rest - take;
    taken := split_fen(take, h.part_fen);
    FOR n IN 1 .. cardinality(taken) LOOP total[n] := coalesce(total[n], 0) + taken[n]; END LOOP;
  END LOOP;
  RETURN total;
END $$;

/** Writes a command, its transfers and its outbox event; answers the command's id. Digests are reckoned in the same statements. */
CREATE OR REPLACE FUNCTION post_command(ctx jsonb, act text, subj text, details jsonb, answer jsonb, moves movement[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  posted bigint := nextval('command_id_seq'); stamp timestamptz := clock_timestamp(); xid xid8 := pg_current_xact_id();
  scope bigint := (ctx ->> 'scopeOrgId')::bigint; at timestamptz(3) := ctx ->> 'now'; day date := business_day(ctx); entry command;
BEGIN
  entry := ROW(posted, scope, ctx ->> 'key', ctx ->> 'inputHash', (ctx ->> 'actorId')::bigint, act, subj, details, answer, coalesce(cardinality(moves), 0), at, stamp, xid, '')::command;
  entry.digest := command_digest(entry);
  INSERT INTO command SELECT entry.*;
  IF cardinality(moves) > 0 THEN
    INSERT INTO transfer (id, command_id, line_no, fund_id, source_no, entitlement_id, order_id, claim_id, pay_line_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, corrects, digest)
    SELECT (x.t).id, (x.t).command_id, (x.t).line_no, (x.t).fund_id, (x.t).source_no, (x.t).entitlement_id, (x.t).order_id, (x.t).claim_id, (x.t).pay_line_id, (x.t).from_stage, (x.t).to_stage,
      (x.t).amount_fen, (x.t).effective_on, (x.t).recorded_at, (x.t).xid, (x.t).corrects, transfer_digest(x.t)
    FROM (SELECT ROW(nextval('transfer_id_seq'), posted, m.n, m.fund_id, m.source_no, m.entitlement_id, m.order_id, m.claim_id, m.pay_line_id, m.from_stage, m.to_stage, m.amount_fen,
        day, stamp, xid, m.corrects, '')::transfer AS t
      FROM unnest(moves) WITH ORDINALITY m(fund_id, source_no, entitlement_id, order_id, claim_id, pay_line_id, from_stage, to_stage, amount_fen, corrects, n) ORDER BY m.n OFFSET 0) x;
  END IF;
  INSERT INTO outbox_event (topic, payload, at) VALUES (act, jsonb_build_object('subject', subj, 'commandId', posted::text) || answer, at);
  RETURN posted;
END $$;

/** Draws on caps, in key order; refuses cap.exceeded. `draws` is evaluate's list. */
CREATE OR REPLACE FUNCTION take_caps(draws jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE draw record;
BEGIN
  FOR draw IN SELECT d ->> 'capKey' AS cap_key, (d ->> 'limitFen')::bigint AS limit_fen, sum((d ->> 'amountFen')::bigint)::bigint AS amount_fen
              FROM jsonb_array_elements(coalesce(draws, '[]')) d GROUP BY 1, 2 HAVING sum((d ->> 'amountFen')::bigint) > 0 ORDER BY 1 LOOP
    IF draw.amount_fen <= draw.limit_fen THEN
      INSERT INTO cap_usage AS u (cap_key, limit_fen, used_fen) VALUES (draw.cap_key, draw.limit_fen, draw.amount_fen)
      ON CONFLICT (cap_key) DO UPDATE SET used_fen = u.used_fen + draw.amount_fen, limit_fen = draw.limit_fen WHERE u.used_fen + draw.amount_fen <= draw.limit_fen;
    END IF;
    IF draw.amount_fen > draw.limit_fen OR NOT FOUND THEN
      PERFORM refuse('cap.exceeded', jsonb_build_object('capKey', draw.cap_key, 'limitFen', draw.limit_fen::text,
        'usedFen', coalesce((SELECT u.used_fen FROM cap_usage u WHERE u.cap_key = draw.cap_key), 0)::text));
    END IF;
  END LOOP;
END $$;

-- A parent is looked for by its key, whatever the planner thinks of a small table: said once, by the command that writes.
CREATE OR REPLACE FUNCTION refuse_rows_without_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh f WHERE NOT EXISTS (SELECT FROM public.command c WHERE c.id = f.command_id)) THEN
    RAISE EXCEPTION '% rows belong to a command', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
ALTER FUNCTION closed_fund_guard() RESET ALL;

-- Plans are made once and kept: the statements are keyed look-ups, and a plan made while a table was small must not read it whole.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['grant_vouchers(jsonb, jsonb, bytea)', 'place_order(jsonb, jsonb)', 'end_order(jsonb, jsonb)', 'confirm_price(jsonb, jsonb)', 'accept_delivery(jsonb, jsonb)', 'approve_claim(jsonb, jsonb)'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', name);
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', name);
  END LOOP;
END $$;
