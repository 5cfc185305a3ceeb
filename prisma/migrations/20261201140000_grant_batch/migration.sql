-- A crowd's requests travel as columns, not as JSON to be taken apart: reading 250 of them took as long as writing their vouchers,
-- commands and parts. What decides and writes stands once, in grant_batch; grant_vouchers turns a list in JSON into columns.

DROP FUNCTION grant_vouchers(jsonb, jsonb, bytea);
DROP FUNCTION grant_requests(jsonb, jsonb, text[]);
DROP TYPE grant_request;

-- Vouchers of a fund are found through its entitlements; only the end of its year asks for them.
DROP INDEX voucher_fund_id_idx;

/** One who asks for a voucher within a call; `n` is their place, `cap_at` are places among the caps of the call. */
CREATE TYPE grant_request AS (
  n int, scope_org_id bigint, key text, input_hash text, actor_id bigint, at timestamptz, day date, has_own_key boolean,
  application_id bigint, is_new boolean, application_number text, enterprise_id bigint, round_id bigint, version_id bigint, requested_fen bigint, commitment_file_id bigint,
  number text, face_fen bigint, parts bigint[], parts_fen bigint, use_by date, redeem_by date, encumbrance text,
  cap_at int[], cap_limit_fen bigint[], cap_amount_fen bigint[],
  voucher_id bigint, entitlement_id bigint, command_id bigint
);

/** Paper `n` (from 1) of a call: `places` says where each begins in `sent`, in bytes, and at last where the last one ends. */
CREATE FUNCTION paper(sent bytea, places int[], n int) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT convert_from(substring(sent FROM places[n] + 1 FOR places[n + 1] - places[n]), 'UTF8')
$$;

/** What one who gets none is answered. */
CREATE FUNCTION refused_grant(asked grant_request, why text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('applicationId', CASE WHEN NOT asked.is_new THEN asked.application_id::text END, 'refusal', why)
$$;

/**
 * Grants the requested vouchers in their order. Locks the fund first, alone; decides in memory (replay, duplicate, state, cap,
 * too large → refused and the money goes to the next); then writes everything set-based. A fund that cannot give to anybody in
 * the list answers without being locked. Answers { results: [{ applicationId, voucherId, applicationNumber, number, faceFen } | { applicationId, refusal }] }.
 *
 * Element n of every list is of request n. `application_ids` names one handed in before, null one handed in and granted in this
 * act, under `application_numbers`; refused, it leaves nothing behind. Request n has the papers 4n-3 … 4n in `sent`, from
 * `places`: facts, evaluation and commitment of a new application (empty otherwise), and what the command keeps of the request,
 * as JSON; `details`, where given, is that last one instead. `splits` are amounts in fen per source of the fund, as '{1,2}'.
 * `drawn_by` … are the draws on caps: of which request, on which of `cap_keys`, its limit, how much. `turn` and `after` are places in a
 * queue: this call comes after the one whose turn was `after`. Sequential scans are off: plans are kept, and one made while the
 * tables were small would read all of them for every voucher once they have grown within the minute.
 */
CREATE FUNCTION grant_batch(
  fund_key bigint, turn int, after int,
  scope_org_ids bigint[], keys text[], input_hashes text[], actor_ids bigint[], moments timestamptz[], have_own_key boolean[],
  application_ids bigint[], application_numbers text[], enterprise_ids bigint[], round_ids bigint[], version_ids bigint[], requested_fens bigint[], commitment_file_ids bigint[],
  numbers text[], face_fens bigint[], splits text[], use_bys date[], redeem_bys date[], encumbrances text[],
  cap_keys text[], drawn_by int[], drawn_at int[], drawn_limit_fens bigint[], drawn_fens bigint[],
  places int[], sent bytea, details jsonb[] DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  f fund; r record; asked grant_request[]; granted grant_request[]; chosen int[] := '{}'; picked grant_request; stamp timestamptz := clock_timestamp();
  most_caps int; caps_locked int; caps_known int; used bigint[]; avail bigint[]; before bigint[];
  -- what became of request n: its answer, and whether its key or its application has been granted in this very call
  turnstile CONSTANT int := 1734438516; placed bigint[]; kept bigint[] := '{}'; -- applications of this call written before the lock, and those that stay
  results jsonb[] := '{}'; key_done bigint[] := '{}'; one_done boolean[] := '{}'; why text; may boolean := false;
BEGIN
  SELECT * INTO f FROM fund WHERE id = fund_key;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
  SELECT array_agg(ROW(x.n, x.scope_org_id, x.key, x.input_hash, x.actor_id, x.at, (x.at AT TIME ZONE 'Asia/Shanghai')::date, x.has_own_key,
      coalesce(x.application_id, nextval('application_id_seq')), x.application_id IS NULL, x.application_number, x.enterprise_id, x.round_id, x.version_id, x.requested_fen, x.commitment_file_id,
      x.number, x.face_fen, x.split::bigint[], (SELECT sum(p) FROM unnest(x.split::bigint[]) p), x.use_by, x.redeem_by, x.encumbrance, d.cap_at, d.limits, d.amounts,
      nextval('voucher_id_seq'), nextval('entitlement_id_seq'), nextval('command_id_seq'))::grant_request ORDER BY x.n), max(cardinality(d.cap_at)) INTO asked, most_caps
  FROM unnest(scope_org_ids, keys, input_hashes, actor_ids, moments, have_own_key, application_ids, application_numbers, enterprise_ids, round_ids, version_ids, requested_fens,
      commitment_file_ids, numbers, face_fens, splits, use_bys, redeem_bys, encumbrances)
    WITH ORDINALITY x(scope_org_id, key, input_hash, actor_id, at, has_own_key, application_id, application_number, enterprise_id, round_id, version_id, requested_fen,
      commitment_file_id, number, face_fen, split, use_by, redeem_by, encumbrance, n)
  LEFT JOIN (
    SELECT k.n, array_agg(k.at ORDER BY k.at) AS cap_at, array_agg(k.limit_fen ORDER BY k.at) AS limits, array_agg(k.amount_fen ORDER BY k.at) AS amounts
    FROM (SELECT w.n, w.at, min(w.limit_fen) AS limit_fen, sum(w.amount_fen)::bigint AS amount_fen FROM unnest(drawn_by, drawn_at, drawn_limit_fens, drawn_fens) w(n, at, limit_fen, amount_fen) GROUP BY 1, 2) k
    WHERE k.amount_fen > 0 GROUP BY k.n) d ON d.n = x.n;

  -- Nobody in the list can be given anything: answer without touching the fund's row.
  avail := fund_available(fund_key);
  FOREACH picked IN ARRAY asked LOOP
    IF picked.encumbrance <> 'grant' OR fits(picked.parts, avail) THEN may := true; EXIT; END IF;
  END LOOP;
  IF NOT may THEN
    RETURN jsonb_build_object('results', (SELECT jsonb_agg(CASE
        WHEN c.id IS NULL THEN refused_grant(q, 'fund.exhausted')
        WHEN c.input_hash <> q.input_hash THEN refused_grant(q, 'command.key_reused')
        ELSE c.answer END ORDER BY q.n)
      FROM unnest(asked) q LEFT JOIN command c ON c.scope_org_id = q.scope_org_id AND c.key = q.key));
  END IF;

  -- Before the lock: what only this batch writes. Two batches of a process go hand in hand, one getting ready while the other
  -- grants; the turn keeps their order. An application that may not be (one is alive) is not placed, one refused below goes again.
  IF turn IS NOT NULL THEN PERFORM pg_advisory_xact_lock(turnstile, turn); END IF;
  WITH placed_now AS (
    INSERT INTO application (id, number, round_id, version_id, enterprise_id, state, requested_fen, facts, evaluation, commitment_text, commitment_file_id, submitted_by_id, submitted_at, decided_at)
    SELECT g.application_id, g.application_number, g.round_id, g.version_id, g.enterprise_id, 'granted', g.requested_fen,
      paper(sent, places, 4 * g.n - 3)::json, paper(sent, places, 4 * g.n - 2)::json, paper(sent, places, 4 * g.n - 1), g.commitment_file_id, g.actor_id, g.at, g.at
    FROM unnest(asked) g WHERE g.is_new ORDER BY g.enterprise_id, g.round_id, g.n
    ON CONFLICT (enterprise_id, round_id) WHERE state IN ('submitted', 'returned', 'granted') DO NOTHING RETURNING id)
  SELECT array_agg(id) INTO placed FROM placed_now;
  IF after IS NOT NULL THEN PERFORM pg_advisory_xact_lock(turnstile, after); END IF;

  PERFORM 1 FROM application ap WHERE ap.id IN (SELECT q.application_id FROM unnest(asked) q WHERE NOT q.is_new) ORDER BY ap.id FOR NO KEY UPDATE;
  PERFORM 1 FROM cap_usage u WHERE u.cap_key = ANY (cap_keys) ORDER BY u.cap_key FOR UPDATE;
  GET DIAGNOSTICS caps_locked = ROW_COUNT;
  PERFORM 1 FROM fund_balance b WHERE b.fund_id = fund_key ORDER BY b.source_no FOR UPDATE; -- alone: the next statement sees the previous draw
  PERFORM absorb_credits(fund_key);
  SELECT array_agg(b.available_fen ORDER BY b.source_no) INTO avail FROM fund_balance b WHERE b.fund_id = fund_key;
  before := avail;
  SELECT array_agg(coalesce(u.used_fen, 0) ORDER BY k.n), count(u.cap_key) INTO used, caps_known FROM unnest(cap_keys) WITH ORDINALITY k(cap_key, n) LEFT JOIN cap_usage u USING (cap_key);
  IF caps_known > caps_locked THEN
    BEGIN
      PERFORM 1 FROM cap_usage u WHERE u.cap_key = ANY (cap_keys) ORDER BY u.cap_key FOR UPDATE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
      RAISE EXCEPTION 'a cap was opened meanwhile, and somebody who waits for the fund holds it' USING ERRCODE = 'serialization_failure';
    END;
    SELECT array_agg(coalesce(u.used_fen, 0) ORDER BY k.n) INTO used FROM unnest(cap_keys) WITH ORDINALITY k(cap_key, n) LEFT JOIN cap_usage u USING (cap_key);
  END IF;

  -- Everybody's request is new, in order, and all of them fit together: nothing is left to decide one by one.
  SELECT count(*) = count(w.id) FILTER (WHERE c.id IS NULL AND q.has_own_key AND q.face_fen > 0 AND cardinality(q.parts) <= cardinality(avail) AND NOT 0 > ANY (q.parts)
        AND q.face_fen = q.parts_fen) AND count(*) = count(DISTINCT (q.scope_org_id::text || ':' || q.key) COLLATE "C") INTO may
    FROM unnest(asked) q LEFT JOIN unnest(placed) w(id) ON q.is_new AND w.id = q.application_id LEFT JOIN command c ON c.scope_org_id = q.scope_org_id AND c.key = q.key;
  IF may THEN
    SELECT array_agg(b.v - coalesce(d.fen, 0) ORDER BY b.n) INTO avail FROM unnest(before) WITH ORDINALITY b(v, n)
      LEFT JOIN (SELECT s.n, sum(q.parts[s.n])::bigint AS fen FROM unnest(asked) q, generate_series(1, cardinality(before)) s(n) WHERE q.encumbrance = 'grant' GROUP BY 1) d USING (n);
    may := NOT 0 > ANY (avail) AND NOT EXISTS (SELECT FROM unnest(asked) q, generate_series(1, most_caps) d(n) WHERE d.n <= cardinality(q.cap_at)
      GROUP BY q.cap_at[d.n] HAVING used[q.cap_at[d.n]] + sum(q.cap_amount_fen[d.n]) > min(q.cap_limit_fen[d.n]));
    IF NOT may THEN avail := before; END IF;
  END IF;
  IF may THEN
    granted := asked;
    SELECT array_agg(grant_answer(q.application_id, q.voucher_id, q.application_number, q.number, q.face_fen) ORDER BY q.n) INTO results FROM unnest(asked) q;
  ELSE
    FOR r IN
      SELECT q.n, q.application_id AS one_id, q.voucher_id, q.number, q.application_number, q.parts_fen, q.parts, q.face_fen, q.encumbrance, q.cap_at, q.cap_limit_fen, q.cap_amount_fen, q.input_hash,
        c.id AS earlier_id, c.input_hash AS earlier_hash, c.answer AS earlier, ap.id AS application_id, ap.state, ap.enterprise_id, ap.round_id, ap.version_id, q.is_new,
        q.is_new AND w.id IS NULL AS is_live,
        CASE WHEN q.has_own_key THEN min(q.n) OVER (PARTITION BY q.has_own_key, q.scope_org_id, q.key) ELSE q.n END AS same_key,
        CASE WHEN q.is_new THEN min(q.n) OVER (PARTITION BY q.is_new, q.enterprise_id, q.round_id) ELSE min(q.n) OVER (PARTITION BY q.is_new, q.application_id) END AS same_one
      FROM unnest(asked) q
      LEFT JOIN command c ON c.scope_org_id = q.scope_org_id AND c.key = q.key
      LEFT JOIN application ap ON NOT q.is_new AND ap.id = q.application_id
      LEFT JOIN unnest(placed) w(id) ON w.id = q.application_id
      ORDER BY q.n
    LOOP
      why := NULL;
      IF r.earlier_id IS NULL AND key_done[r.same_key] IS NOT NULL THEN -- the same key earlier in this call
        r.earlier_id := 0; r.earlier := results[key_done[r.same_key]]; r.earlier_hash := (asked[key_done[r.same_key]]).input_hash;
      END IF;
      IF r.earlier_id IS NOT NULL AND r.earlier_hash = r.input_hash THEN results[r.n] := r.earlier; CONTINUE; END IF;
      IF r.earlier_id IS NOT NULL THEN why := 'command.key_reused';
      ELSIF r.is_new AND (r.is_live OR one_done[r.same_one]) THEN why := 'application.live_one';
      ELSIF NOT r.is_new AND r.application_id IS NULL THEN why := 'not_found';
      ELSIF NOT r.is_new AND (r.state <> 'submitted' OR one_done[r.same_one]) THEN why := 'state.changed_meanwhile';
      ELSIF r.face_fen <= 0 OR r.parts_fen <> r.face_fen OR cardinality(r.parts) > cardinality(avail) OR 0 > ANY (r.parts) THEN why := 'input.invalid';
      ELSIF r.encumbrance = 'grant' AND NOT fits(r.parts, avail) THEN why := 'fund.exhausted';
      ELSIF r.cap_at IS NOT NULL THEN
        FOR i IN 1 .. cardinality(r.cap_at) LOOP
          IF used[r.cap_at[i]] + r.cap_amount_fen[i] > r.cap_limit_fen[i] THEN why := 'cap.exceeded'; EXIT; END IF;
        END LOOP;
      END IF;
      IF why IS NOT NULL THEN
        results[r.n] := refused_grant(asked[r.n], why);
        CONTINUE;
      END IF;
      IF r.encumbrance = 'grant' THEN
        FOR i IN 1 .. cardinality(r.parts) LOOP avail[i] := avail[i] - r.parts[i]; END LOOP;
      END IF;
      IF r.cap_at IS NOT NULL THEN
        FOR i IN 1 .. cardinality(r.cap_at) LOOP used[r.cap_at[i]] := used[r.cap_at[i]] + r.cap_amount_fen[i]; END LOOP;
      END IF;
      key_done[r.same_key] := r.n;
      one_done[r.same_one] := true;
      IF NOT r.is_new THEN -- what the rows below need to know of an application handed in before
        picked := asked[r.n];
        picked.enterprise_id := r.enterprise_id; picked.round_id := r.round_id; picked.version_id := r.version_id;
        asked[r.n] := picked;
      END IF;
      results[r.n] := grant_answer(r.one_id, r.voucher_id, r.application_number, r.number, r.face_fen);
      chosen := chosen || r.n;
      IF r.is_new THEN kept := kept || r.one_id; END IF;
    END LOOP;
    IF cardinality(kept) < cardinality(placed) THEN DELETE FROM application ap WHERE ap.id = ANY (placed) AND ap.id <> ALL (kept); END IF;
    IF cardinality(chosen) = 0 THEN RETURN jsonb_build_object('results', to_jsonb(results)); END IF;
    SELECT array_agg(q ORDER BY q.n) INTO granted FROM unnest(asked) q JOIN unnest(chosen) c(n) ON c.n = q.n;
  END IF;

  UPDATE fund_balance b SET available_fen = u.v FROM unnest(avail) WITH ORDINALITY u(v, n) WHERE b.fund_id = fund_key AND b.source_no = u.n AND before[u.n] <> u.v;
  -- A cap that somebody else opened meanwhile is added to, never overwritten; its limit is the table's own check.
  INSERT INTO cap_usage AS u (cap_key, limit_fen, used_fen)
  SELECT cap_keys[g.cap_at[d.n]], max(g.cap_limit_fen[d.n]), sum(g.cap_amount_fen[d.n])::bigint FROM unnest(granted) g, generate_series(1, most_caps) d(n) WHERE d.n <= cardinality(g.cap_at)
  GROUP BY g.cap_at[d.n] ORDER BY 1
  ON CONFLICT (cap_key) DO UPDATE SET used_fen = u.used_fen + EXCLUDED.used_fen, limit_fen = EXCLUDED.limit_fen;

  UPDATE application ap SET state = 'granted', decided_at = g.at, reviewed_by_id = nullif(g.actor_id, ap.submitted_by_id) FROM unnest(granted) g WHERE NOT g.is_new AND ap.id = g.application_id;

  INSERT INTO command (id, scope_org_id, key, input_hash, actor_id, action, subject, details, answer, transfer_count, at, recorded_at, xid, digest)
  SELECT (x.c).id, (x.c).scope_org_id, (x.c).key, (x.c).input_hash, (x.c).actor_id, (x.c).action, (x.c).subject, (x.c).details, (x.c).answer, (x.c).transfer_count, (x.c).at, (x.c).recorded_at, (x.c).xid, command_digest(x.c)
  FROM (SELECT ROW(g.command_id, g.scope_org_id, g.key, g.input_hash, g.actor_id, 'voucher.granted', g.number, coalesce(details[g.n], paper(sent, places, 4 * g.n)::jsonb), results[g.n],
      CASE WHEN g.encumbrance = 'grant' THEN (SELECT count(*) FROM unnest(g.parts) p WHERE p > 0) ELSE 0 END, g.at::timestamptz(3), stamp, pg_current_xact_id(), '')::command AS c
    FROM unnest(granted) g ORDER BY g.n OFFSET 0) x;
  INSERT INTO entitlement (id, kind, fund_id, holder_id, face_fen, encumbrance, use_by, redeem_by)
  SELECT g.entitlement_id, 'voucher', fund_key, g.enterprise_id, g.face_fen, g.encumbrance, g.use_by, g.redeem_by FROM unnest(granted) g;
  INSERT INTO entitlement_source (entitlement_id, source_no, face_fen) SELECT g.entitlement_id, s.n, g.parts[s.n] FROM unnest(granted) g, generate_series(1, cardinality(avail)) s(n) WHERE s.n <= cardinality(g.parts);
  INSERT INTO voucher (id, number, entitlement_id, application_id, enterprise_id, programme_id, version_id, round_id, fund_id, granted_at)
  SELECT g.voucher_id, g.number, g.entitlement_id, g.application_id, g.enterprise_id, f.programme_id, g.version_id, g.round_id, fund_key, g.at FROM unnest(granted) g;
  INSERT INTO transfer (id, command_id, line_no, fund_id, source_no, entitlement_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
  SELECT (x.t).id, (x.t).command_id, (x.t).line_no, (x.t).fund_id, (x.t).source_no, (x.t).entitlement_id, (x.t).from_stage, (x.t).to_stage, (x.t).amount_fen, (x.t).effective_on, (x.t).recorded_at, (x.t).xid, transfer_digest(x.t)
  FROM (SELECT ROW(nextval('transfer_id_seq'), g.command_id, s.n, fund_key, s.n, g.entitlement_id, NULL, NULL, NULL, 'available', 'granted', g.parts[s.n],
      g.day, stamp, pg_current_xact_id(), NULL, '')::transfer AS t
    FROM unnest(granted) g, generate_series(1, cardinality(avail)) s(n) WHERE g.parts[s.n] > 0 AND g.encumbrance = 'grant' ORDER BY g.n, s.n OFFSET 0) x;
  INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id)
  SELECT g.command_id, cap_keys[g.cap_at[d.n]], g.cap_amount_fen[d.n], g.entitlement_id FROM unnest(granted) g, generate_series(1, most_caps) d(n) WHERE d.n <= cardinality(g.cap_at);
  INSERT INTO outbox_event (topic, payload, at)
  SELECT 'voucher.granted', jsonb_build_object('subject', g.number, 'commandId', g.command_id::text) || results[g.n], g.at FROM unnest(granted) g ORDER BY g.n;
  RETURN jsonb_build_object('results', to_jsonb(results));
END $$;

/**
 * The same for a list in JSON of applications handed in before. args: { fundId, requests: [{ applicationId, number, faceFen, split,
 * useBy, redeemBy, encumbrance, draws: [{ capKey, limitFen, amountFen }], ctx? }] }; a request's own `ctx` (another actor and
 * key) wins over the call's, of which it has a key of its own otherwise.
 */
CREATE FUNCTION grant_vouchers(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE cap_keys text[]; drawn_by int[]; drawn_keys text[]; limit_fens bigint[]; amount_fens bigint[];
BEGIN
  SELECT array_agg(x.n), array_agg(d ->> 'capKey'), array_agg((d ->> 'limitFen')::bigint), array_agg((d ->> 'amountFen')::bigint) INTO drawn_by, drawn_keys, limit_fens, amount_fens
  FROM jsonb_array_elements(args -> 'requests') WITH ORDINALITY x(r, n), jsonb_array_elements(coalesce(x.r -> 'draws', '[]')) d;
  cap_keys := ARRAY(SELECT DISTINCT k FROM unnest(drawn_keys) k);
  RETURN (SELECT grant_batch((args ->> 'fundId')::bigint, NULL, NULL,
      array_agg((e.head ->> 'scopeOrgId')::bigint ORDER BY e.n), array_agg(e.head ->> 'key' ORDER BY e.n), array_agg(e.head ->> 'inputHash' ORDER BY e.n), array_agg((e.head ->> 'actorId')::bigint ORDER BY e.n),
      array_agg((e.head ->> 'now')::timestamptz ORDER BY e.n), array_agg(e.r -> 'ctx' ->> 'key' IS NOT NULL ORDER BY e.n),
      array_agg((e.r ->> 'applicationId')::bigint ORDER BY e.n), NULL, NULL, NULL, NULL, NULL, NULL,
      array_agg(e.r ->> 'number' ORDER BY e.n), array_agg((e.r ->> 'faceFen')::bigint ORDER BY e.n), array_agg(fen_array(e.r -> 'split')::text ORDER BY e.n),
      array_agg((e.r ->> 'useBy')::date ORDER BY e.n), array_agg((e.r ->> 'redeemBy')::date ORDER BY e.n), array_agg(e.r ->> 'encumbrance' ORDER BY e.n),
      cap_keys, drawn_by, ARRAY(SELECT array_position(cap_keys, k.key) FROM unnest(drawn_keys) WITH ORDINALITY k(key, n) ORDER BY k.n), limit_fens, amount_fens, NULL, NULL, array_agg(e.r - 'ctx' ORDER BY e.n))
    FROM (SELECT x.n, x.r, coalesce(x.r -> 'ctx', jsonb_set(ctx, '{key}', coalesce(to_jsonb((ctx ->> 'key') || ':' || (x.r ->> 'applicationId')), 'null'))) AS head
          FROM jsonb_array_elements(args -> 'requests') WITH ORDINALITY x(r, n)) e);
END $$;

GRANT EXECUTE ON FUNCTION grant_vouchers, grant_batch TO voucher_app;
