-- Drawing vouchers from one fund when everybody comes at once: one lock, one flush, any number of vouchers.

-- No cap is ever used beyond its limit: the last wall, whatever the functions decide.
ALTER TABLE cap_usage DROP CONSTRAINT cap_usage_limit;
ALTER TABLE cap_usage ADD CONSTRAINT cap_usage_limit CHECK (used_fen BETWEEN 0 AND limit_fen);

-- What a digest reads depends on the session only in form (concat_ws); said truly, it is computed inline instead of by a call.
ALTER FUNCTION transfer_digest(transfer) STABLE;
ALTER FUNCTION command_digest(command) STABLE;

-- Rows that come with their digest were stamped set-based; every other row is stamped one by one. A wrong digest is found by books:verify.
DROP TRIGGER transfer_stamp ON transfer;
DROP TRIGGER command_stamp ON command;
CREATE TRIGGER transfer_stamp BEFORE INSERT ON transfer FOR EACH ROW WHEN (NEW.digest = '') EXECUTE FUNCTION stamp_transfer();
CREATE TRIGGER command_stamp BEFORE INSERT ON command FOR EACH ROW WHEN (NEW.digest = '') EXECUTE FUNCTION stamp_command();

-- A transfer and a draw on a cap belong to a command, a voucher and the parts of an entitlement to their entitlement. None of
-- these parents is ever deleted or renumbered, so one look per statement proves what a foreign key would ask row by row.
ALTER TABLE transfer DROP CONSTRAINT transfer_command_id_fkey;
ALTER TABLE cap_draw DROP CONSTRAINT cap_draw_command_id_fkey;
ALTER TABLE entitlement_source DROP CONSTRAINT entitlement_source_entitlement_id_fkey;
ALTER TABLE voucher DROP CONSTRAINT voucher_entitlement_id_fkey, DROP CONSTRAINT voucher_application_id_fkey;
CREATE FUNCTION refuse_rows_without_command() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh f WHERE NOT EXISTS (SELECT FROM command c WHERE c.id = f.command_id)) THEN
    RAISE EXCEPTION '% rows belong to a command', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION refuse_rows_without_entitlement() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh f WHERE NOT EXISTS (SELECT FROM entitlement e WHERE e.id = f.entitlement_id)) THEN
    RAISE EXCEPTION '% rows belong to an entitlement', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION refuse_vouchers_without_application() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh f WHERE NOT EXISTS (SELECT FROM application a WHERE a.id = f.application_id)) THEN
    RAISE EXCEPTION 'a voucher answers an application' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER transfer_has_command AFTER INSERT ON transfer REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_without_command();
CREATE TRIGGER cap_draw_has_command AFTER INSERT ON cap_draw REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_without_command();
CREATE TRIGGER entitlement_source_has_entitlement AFTER INSERT ON entitlement_source REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_without_entitlement();
CREATE TRIGGER voucher_has_entitlement AFTER INSERT ON voucher REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_without_entitlement();
CREATE TRIGGER voucher_has_application AFTER INSERT ON voucher REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_vouchers_without_application();
CREATE TRIGGER entitlement_kept BEFORE DELETE OR TRUNCATE ON entitlement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entitlement_id_kept BEFORE UPDATE OF id ON entitlement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The evidence of an application is read seldom and written at the busiest moment: it is not compressed.
ALTER TABLE application SET (toast_tuple_target = 8160);

-- Most rows have no order and no claim: the indexes hold those that do. Tails above the fold mark are read by transaction.
DROP INDEX transfer_order_id_idx, transfer_claim_id_idx, transfer_fund_id_xid_idx, cap_draw_order_id_idx, cap_draw_cap_key_idx;
CREATE INDEX transfer_order_id_idx ON transfer (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX transfer_claim_id_idx ON transfer (claim_id) WHERE claim_id IS NOT NULL;
CREATE INDEX cap_draw_order_id_idx ON cap_draw (order_id) WHERE order_id IS NOT NULL;

-- Only the application is kept from granting by an insert: the books need not be asked.
DROP TRIGGER application_guard ON application;
CREATE TRIGGER application_guard BEFORE UPDATE ON application FOR EACH ROW EXECUTE FUNCTION application_guard();
CREATE TRIGGER application_guard_insert BEFORE INSERT ON application FOR EACH ROW WHEN (NEW.state = 'granted' AND current_user = 'voucher_app') EXECUTE FUNCTION application_guard();

/** A request of a batch: who asks under which key, for which application, and what would be granted. `n` is its place in the queue. */
CREATE TYPE grant_request AS (
  n int, scope_org_id bigint, key text, input_hash text, actor_id bigint, at timestamptz,
  application_id bigint, enterprise_id bigint, round_id bigint, version_id bigint, is_new boolean, has_own_key boolean,
  number text, face_fen bigint, parts bigint[], use_by date, redeem_by date, encumbrance text,
  cap_at int[], cap_limit_fen bigint[], cap_amount_fen bigint[],
  voucher_id bigint, entitlement_id bigint, command_id bigint, body jsonb
);

/** The requests of a call as rows, in order; `cap_at` are places in `cap_keys`. A request without a context of its own takes the call's. */
CREATE FUNCTION grant_requests(ctx jsonb, requests jsonb, cap_keys text[]) RETURNS grant_request[] LANGUAGE sql VOLATILE AS $$
  SELECT array_agg(ROW(e.n, (e.head ->> 'scopeOrgId')::bigint, e.head ->> 'key', e.head ->> 'inputHash', (e.head ->> 'actorId')::bigint, (e.head ->> 'now')::timestamptz,
      coalesce((e.r ->> 'applicationId')::bigint, nextval('application_id_seq')), (e.r -> 'application' ->> 'enterpriseId')::bigint, (e.r -> 'application' ->> 'roundId')::bigint,
      (e.r -> 'application' ->> 'versionId')::bigint, e.r ? 'application', e.r -> 'ctx' ->> 'key' IS NOT NULL,
      e.r ->> 'number', (e.r ->> 'faceFen')::bigint, fen_array(e.r -> 'split'), (e.r ->> 'useBy')::date, (e.r ->> 'redeemBy')::date, e.r ->> 'encumbrance',
      d.cap_at, d.limits, d.amounts,
      nextval('voucher_id_seq'), nextval('entitlement_id_seq'), nextval('command_id_seq'), e.r - '{ctx,application}'::text[])::grant_request ORDER BY e.n)
  FROM (SELECT x.n, x.r, coalesce(x.r -> 'ctx', jsonb_set(ctx, '{key}', coalesce(to_jsonb((ctx ->> 'key') || ':' || (x.r ->> 'applicationId')), 'null'))) AS head
        FROM jsonb_array_elements(requests) WITH ORDINALITY x(r, n)) e
  LEFT JOIN (
    SELECT k.n, array_agg(p.at ORDER BY p.at) AS cap_at, array_agg(k.limit_fen ORDER BY p.at) AS limits, array_agg(k.amount_fen ORDER BY p.at) AS amounts
    FROM (SELECT x.n, d ->> 'capKey' AS cap_key, min((d ->> 'limitFen')::bigint) AS limit_fen, sum((d ->> 'amountFen')::bigint)::bigint AS amount_fen
          FROM jsonb_array_elements(requests) WITH ORDINALITY x(r, n), jsonb_array_elements(coalesce(x.r -> 'draws', '[]')) d GROUP BY 1, 2) k
    JOIN unnest(cap_keys) WITH ORDINALITY p(cap_key, at) USING (cap_key) WHERE k.amount_fen > 0 GROUP BY k.n) d ON d.n = e.n
$$;

/** What a fund can still give per source: its balance and what came back since the last draw. Locks nothing. */
CREATE FUNCTION fund_available(fund bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT array_agg(b.available_fen + coalesce((SELECT sum(c.amount_fen) FROM fund_credit c WHERE c.fund_id = b.fund_id AND c.source_no = b.source_no), 0)::bigint ORDER BY b.source_no)
  FROM fund_balance b WHERE b.fund_id = fund
$$;

/** Whether parts per source fit into what there is. */
CREATE FUNCTION fits(parts bigint[], avail bigint[]) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  FOR i IN 1 .. cardinality(parts) LOOP
    IF parts[i] > 0 AND parts[i] > coalesce(avail[i], 0) THEN RETURN false; END IF;
  END LOOP;
  RETURN true;
END $$;

/**
 * Grants the requested vouchers in the order of the list. Locks the fund first, alone; decides in memory (replay, duplicate,
 * state, cap, too large → refused and the money goes to the next); then writes everything set-based. A fund that cannot
 * give to anybody in the list answers without being locked.
 * args: { fundId, requests: [{ applicationId | application, number, faceFen, split, useBy, redeemBy, encumbrance, draws, ctx? }] };
 * a request's own `ctx` (another actor and key) wins over the call's. `application` is one handed in and granted in the same
 * act, under `applicationNumber`: { roundId, versionId, enterpriseId, requestedFen, facts, evaluation, commitmentText, commitmentFileId }; refused,
 * it leaves nothing behind. Sequential scans are off: plans are kept, and one made while the tables were small would read all
 * of them for every voucher once they have grown within the minute.
 */
CREATE OR REPLACE FUNCTION grant_vouchers(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  fund_key bigint := (args ->> 'fundId')::bigint;
  f fund; r record; asked grant_request[]; granted grant_request[]; chosen int[] := '{}'; picked grant_request; stamp timestamptz := clock_timestamp();
  cap_keys text[]; used bigint[]; avail bigint[]; before bigint[];
  -- what became of request n: its answer, and whether its key or its application has been granted in this very call
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

  PERFORM 1 FROM application ap WHERE ap.id IN (SELECT q.application_id FROM unnest(asked) q WHERE NOT q.is_new) ORDER BY ap.id FOR NO KEY UPDATE;
  PERFORM 1 FROM cap_usage u WHERE u.cap_key = ANY (cap_keys) ORDER BY u.cap_key FOR UPDATE;
  PERFORM 1 FROM fund_balance b WHERE b.fund_id = fund_key ORDER BY b.source_no FOR UPDATE; -- alone: the next statement sees the previous draw
  PERFORM absorb_credits(fund_key);
  SELECT array_agg(b.available_fen ORDER BY b.source_no) INTO avail FROM fund_balance b WHERE b.fund_id = fund_key;
  before := avail;
  SELECT array_agg(coalesce(u.used_fen, 0) ORDER BY k.n) INTO used FROM unnest(cap_keys) WITH ORDINALITY k(cap_key, n) LEFT JOIN cap_usage u USING (cap_key);

  FOR r IN
    SELECT q.n, q.application_id AS one_id, q.voucher_id, q.number, q.body ->> 'applicationNumber' AS application_number, (SELECT sum(p) FROM unnest(q.parts) p) AS parts_fen, q.parts, q.face_fen, q.encumbrance, q.cap_at, q.cap_limit_fen, q.cap_amount_fen, q.input_hash, q.body ->> 'applicationId' AS named,
      c.id AS earlier_id, c.input_hash AS earlier_hash, c.answer AS earlier, ap.id AS application_id, ap.state, ap.enterprise_id, ap.round_id, ap.version_id, q.is_new,
      live.id IS NOT NULL AS is_live,
      CASE WHEN q.has_own_key THEN min(q.n) OVER (PARTITION BY q.has_own_key, q.scope_org_id, q.key) ELSE q.n END AS same_key,
      CASE WHEN q.is_new THEN min(q.n) OVER (PARTITION BY q.is_new, q.enterprise_id, q.round_id) ELSE min(q.n) OVER (PARTITION BY q.is_new, q.application_id) END AS same_one
    FROM unnest(asked) q
    LEFT JOIN command c ON c.scope_org_id = q.scope_org_id AND c.key = q.key
    LEFT JOIN application ap ON NOT q.is_new AND ap.id = q.application_id
    LEFT JOIN LATERAL (SELECT l.id FROM application l WHERE q.is_new AND l.enterprise_id = q.enterprise_id AND l.round_id = q.round_id AND l.state IN ('submitted', 'returned', 'granted') LIMIT 1) live ON true
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
    results[r.n] := jsonb_build_object('applicationId', r.one_id::text, 'voucherId', r.voucher_id::text, 'applicationNumber', r.application_number, 'number', r.number, 'faceFen', r.face_fen::text);
    chosen := chosen || r.n;
  END LOOP;
  IF cardinality(chosen) = 0 THEN RETURN jsonb_build_object('results', to_jsonb(results)); END IF;
  SELECT array_agg(q ORDER BY q.n) INTO granted FROM unnest(asked) q JOIN unnest(chosen) c(n) ON c.n = q.n;

  UPDATE fund_balance b SET available_fen = u.v FROM unnest(avail) WITH ORDINALITY u(v, n) WHERE b.fund_id = fund_key AND b.source_no = u.n AND before[u.n] <> u.v;
  -- A cap that somebody else opened meanwhile is added to, never overwritten; its limit is the table's own check.
  INSERT INTO cap_usage AS u (cap_key, limit_fen, used_fen)
  SELECT cap_keys[d.at], max(d.limit_fen), sum(d.amount_fen)::bigint FROM unnest(granted) g, unnest(g.cap_at, g.cap_limit_fen, g.cap_amount_fen) d(at, limit_fen, amount_fen) GROUP BY d.at ORDER BY 1
  ON CONFLICT (cap_key) DO UPDATE SET used_fen = u.used_fen + EXCLUDED.used_fen, limit_fen = EXCLUDED.limit_fen;

  INSERT INTO application (id, number, round_id, version_id, enterprise_id, state, requested_fen, facts, evaluation, commitment_text, commitment_file_id, submitted_by_id, submitted_at, decided_at)
  SELECT g.application_id, g.body ->> 'applicationNumber', g.round_id, g.version_id, g.enterprise_id, 'granted', (a ->> 'requestedFen')::bigint, a -> 'facts', a -> 'evaluation',
    a ->> 'commitmentText', (a ->> 'commitmentFileId')::bigint, g.actor_id, g.at, g.at
  FROM jsonb_array_elements(args -> 'requests') WITH ORDINALITY e(request, n) JOIN unnest(granted) g ON g.n = e.n CROSS JOIN LATERAL (SELECT e.request -> 'application' AS a) x WHERE g.is_new;
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

GRANT EXECUTE ON FUNCTION fund_available TO voucher_app;
