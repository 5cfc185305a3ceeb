-- A cap that somebody opens between the caps' locks and the fund's is not locked by this call. Whoever locks it next waits for
-- the fund, and this call would wait for the cap: a deadlock, which the server breaks after a second. The call locks such a cap
-- now if it is free; if it is not, it goes again at once, and then locks it with the others. Nothing else differs from the
-- function before.

/**
 * Grants the requested vouchers in the order of the list. Locks the fund first, alone; decides in memory (replay, duplicate,
 * state, cap, too large → refused and the money goes to the next); then writes everything set-based. A fund that cannot
 * give to anybody in the list answers without being locked.
 * args: { fundId, requests: [{ applicationId | application, number, faceFen, split, useBy, redeemBy, encumbrance, draws, ctx? }] };
 * a request's own `ctx` (another actor and key) wins over the call's. `application` is one handed in and granted in the same
 * act, under `applicationNumber`: { roundId, versionId, enterpriseId, requestedFen, commitmentFileId }; its facts, evaluation
 * and commitment are `papers`, where each begins and ends in `sent`; refused,
 * it leaves nothing behind. `turn` and `after` are places in a queue: this call comes after the one whose turn was `after`. Sequential scans are off: plans are kept, and one made while the tables were small would read all
 * of them for every voucher once they have grown within the minute.
 */
CREATE OR REPLACE FUNCTION grant_vouchers(ctx jsonb, args jsonb, sent bytea DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  fund_key bigint := (args ->> 'fundId')::bigint;
  f fund; r record; asked grant_request[]; granted grant_request[]; chosen int[] := '{}'; picked grant_request; stamp timestamptz := clock_timestamp();
  cap_keys text[]; caps_locked int; caps_known int; used bigint[]; avail bigint[]; before bigint[];
  -- what became of request n: its answer, and whether its key or its application has been granted in this very call
  turnstile CONSTANT int := 1734438516; placed bigint[]; kept bigint[] := '{}'; -- applications of this call written before the lock, and those that stay
  results jsonb[] := '{}'; key_done bigint[] := '{}'; one_done boolean[] := '{}'; why text; answer jsonb; may boolean := false;
BEGIN
  SELECT * INTO f FROM fund WHERE id = fund_key;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
  SELECT array_agg(k ORDER BY k) INTO cap_keys FROM (
    SELECT DISTINCT d ->> 'capKey' AS k FROM jsonb_array_elements(args -> 'requests') q, jsonb_array_elements(coalesce(q -> 'draws', '[]')) d) keys;
  asked := grant_requests(ctx, args -> 'requests', coalesce(cap_keys, '{}'));

  -- Nobody in the list can be given anything: answer without touching the fund's row.
  avail := fund_available(fund_key);
  FOREACH picked IN ARRAY asked LOOP
    IF picked.encumbrance <> 'grant' OR fits(picked.parts, avail) THEN may := true; EXIT; END IF;
  END LOOP;
  IF NOT may THEN
    RETURN jsonb_build_object('results', (SELECT jsonb_agg(CASE
        WHEN c.id IS NULL THEN jsonb_build_object('applicationId', q.body ->> 'applicationId', 'refusal', 'fund.exhausted')
        WHEN c.input_hash <> q.input_hash THEN jsonb_build_object('applicationId', q.body ->> 'applicationId', 'refusal', 'command.key_reused')
        ELSE c.answer END ORDER BY q.n)
      FROM unnest(asked) q LEFT JOIN command c ON c.scope_org_id = q.scope_org_id AND c.key = q.key));
  END IF;

  -- Before the lock: what only this batch writes. Two batches of a process go hand in hand, one getting ready while the other
  -- grants; the turn keeps their order. An application that may not be (one is alive) is not placed, one refused below goes again.
  IF args ? 'turn' THEN PERFORM pg_advisory_xact_lock(turnstile, (args ->> 'turn')::int); END IF;
  WITH placed_now AS (
    INSERT INTO application (id, number, round_id, version_id, enterprise_id, state, requested_fen, facts, evaluation, commitment_text, commitment_file_id, submitted_by_id, submitted_at, decided_at)
    SELECT g.application_id, g.body ->> 'applicationNumber', g.round_id, g.version_id, g.enterprise_id, 'granted', (g.application ->> 'requestedFen')::bigint,
      paper(sent, g.papers, 0)::json, paper(sent, g.papers, 1)::json, paper(sent, g.papers, 2),
      (g.application ->> 'commitmentFileId')::bigint, g.actor_id, g.at, g.at
    FROM unnest(asked) g WHERE g.is_new ORDER BY g.enterprise_id, g.round_id, g.n
    ON CONFLICT (enterprise_id, round_id) WHERE state IN ('submitted', 'returned', 'granted') DO NOTHING RETURNING id)
  SELECT array_agg(id) INTO placed FROM placed_now;
  IF args ? 'after' THEN PERFORM pg_advisory_xact_lock(turnstile, (args ->> 'after')::int); END IF;

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
        AND q.face_fen = (SELECT sum(p) FROM unnest(q.parts) p)) AND count(*) = count(DISTINCT (q.scope_org_id::text || ':' || q.key) COLLATE "C") INTO may
    FROM unnest(asked) q LEFT JOIN unnest(placed) w(id) ON q.is_new AND w.id = q.application_id LEFT JOIN command c ON c.scope_org_id = q.scope_org_id AND c.key = q.key;
  IF may THEN
    SELECT array_agg(b.v - coalesce(d.fen, 0) ORDER BY b.n) INTO avail FROM unnest(before) WITH ORDINALITY b(v, n)
      LEFT JOIN (SELECT u.n, sum(u.p)::bigint AS fen FROM unnest(asked) q, unnest(q.parts) WITH ORDINALITY u(p, n) WHERE q.encumbrance = 'grant' GROUP BY 1) d USING (n);
    may := NOT 0 > ANY (avail) AND NOT EXISTS (SELECT FROM unnest(asked) q, unnest(q.cap_at, q.cap_limit_fen, q.cap_amount_fen) d(at, limit_fen, amount_fen)
      GROUP BY d.at HAVING used[d.at] + sum(d.amount_fen) > min(d.limit_fen));
    IF NOT may THEN avail := before; END IF;
  END IF;
  IF may THEN
    granted := asked;
    SELECT array_agg(grant_answer(q.application_id, q.voucher_id, q.body ->> 'applicationNumber', q.number, q.face_fen) ORDER BY q.n) INTO results FROM unnest(asked) q;
  ELSE
    FOR r IN
      SELECT q.n, q.application_id AS one_id, q.voucher_id, q.number, q.body ->> 'applicationNumber' AS application_number, (SELECT sum(p) FROM unnest(q.parts) p) AS parts_fen, q.parts, q.face_fen, q.encumbrance, q.cap_at, q.cap_limit_fen, q.cap_amount_fen, q.input_hash, q.body ->> 'applicationId' AS named,
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
        results[r.n] := jsonb_build_object('applicationId', r.named, 'refusal', why);
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
  SELECT cap_keys[d.at], max(d.limit_fen), sum(d.amount_fen)::bigint FROM unnest(granted) g, unnest(g.cap_at, g.cap_limit_fen, g.cap_amount_fen) d(at, limit_fen, amount_fen) GROUP BY d.at ORDER BY 1
  ON CONFLICT (cap_key) DO UPDATE SET used_fen = u.used_fen + EXCLUDED.used_fen, limit_fen = EXCLUDED.limit_fen;

  UPDATE application ap SET state = 'granted', decided_at = g.at, reviewed_by_id = nullif(g.actor_id, ap.submitted_by_id) FROM unnest(granted) g WHERE NOT g.is_new AND ap.id = g.application_id;

  INSERT INTO command (id, scope_org_id, key, input_hash, actor_id, action, subject, details, answer, transfer_count, at, recorded_at, xid, digest)
  SELECT (x.c).id, (x.c).scope_org_id, (x.c).key, (x.c).input_hash, (x.c).actor_id, (x.c).action, (x.c).subject, (x.c).details, (x.c).answer, (x.c).transfer_count, (x.c).at, (x.c).recorded_at, (x.c).xid, command_digest(x.c)
  FROM (SELECT ROW(g.command_id, g.scope_org_id, g.key, g.input_hash, g.actor_id, 'voucher.granted', g.number, g.body, results[g.n],
      CASE WHEN g.encumbrance = 'grant' THEN (SELECT count(*) FROM unnest(g.parts) p WHERE p > 0) ELSE 0 END, g.at::timestamptz(3), stamp, pg_current_xact_id(), '')::command AS c
    FROM unnest(granted) g ORDER BY g.n OFFSET 0) x;
  INSERT INTO entitlement (id, kind, fund_id, holder_id, face_fen, encumbrance, use_by, redeem_by)
  SELECT g.entitlement_id, 'voucher', fund_key, g.enterprise_id, g.face_fen, g.encumbrance, g.use_by, g.redeem_by FROM unnest(granted) g;
  INSERT INTO entitlement_source (entitlement_id, source_no, face_fen) SELECT g.entitlement_id, u.n, u.p FROM unnest(granted) g, unnest(g.parts) WITH ORDINALITY u(p, n);
  INSERT INTO voucher (id, number, entitlement_id, application_id, enterprise_id, programme_id, version_id, round_id, fund_id, granted_at)
  SELECT g.voucher_id, g.number, g.entitlement_id, g.application_id, g.enterprise_id, f.programme_id, g.version_id, g.round_id, fund_key, g.at FROM unnest(granted) g;
  INSERT INTO transfer (id, command_id, line_no, fund_id, source_no, entitlement_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
  SELECT (x.t).id, (x.t).command_id, (x.t).line_no, (x.t).fund_id, (x.t).source_no, (x.t).entitlement_id, (x.t).from_stage, (x.t).to_stage, (x.t).amount_fen, (x.t).effective_on, (x.t).recorded_at, (x.t).xid, transfer_digest(x.t)
  FROM (SELECT ROW(nextval('transfer_id_seq'), g.command_id, u.n, fund_key, u.n, g.entitlement_id, NULL, NULL, NULL, 'available', 'granted', u.p,
      (g.at AT TIME ZONE 'Asia/Shanghai')::date, stamp, pg_current_xact_id(), NULL, '')::transfer AS t
    FROM unnest(granted) g, unnest(g.parts) WITH ORDINALITY u(p, n) WHERE u.p > 0 AND g.encumbrance = 'grant' ORDER BY g.n, u.n OFFSET 0) x;
  INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id)
  SELECT g.command_id, cap_keys[d.at], d.amount_fen, g.entitlement_id FROM unnest(granted) g, unnest(g.cap_at, g.cap_amount_fen) d(at, amount_fen);
  INSERT INTO outbox_event (topic, payload, at)
  SELECT 'voucher.granted', jsonb_build_object('subject', g.number, 'commandId', g.command_id::text) || results[g.n], g.at FROM unnest(granted) g ORDER BY g.n;
  RETURN jsonb_build_object('results', to_jsonb(results));
END $$;
