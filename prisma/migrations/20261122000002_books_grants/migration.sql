-- Granting vouchers from one fund, many at a time, in arrival order; and lapsing what was not used in time.

/**
 * Grants the requested vouchers in the order of the list. Locks the fund first, alone; decides in memory (replay, duplicate,
 * state, cap, too large → refused and the money goes to the next); then writes everything set-based.
 * args: { fundId, requests: [{ applicationId, number, faceFen, split, useBy, redeemBy, encumbrance, draws, ctx? }] };
 * a request's own `ctx` (another actor and key) wins over the call's.
 */
CREATE FUNCTION grant_vouchers(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  fund_key bigint := (args ->> 'fundId')::bigint;
  f fund; a application; request jsonb; head jsonb; draw record;
  avail bigint[]; parts bigint[]; caps jsonb := '{}'; taken jsonb;
  results jsonb[] := '{}'; granted jsonb[] := '{}'; answer jsonb; why text; earlier jsonb;
  voucher_id bigint; entitlement_id bigint; command_key bigint; seen bigint[] := '{}';
BEGIN
  SELECT * INTO f FROM fund WHERE id = fund_key;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
  PERFORM 1 FROM application ap WHERE ap.id IN (SELECT (r ->> 'applicationId')::bigint FROM jsonb_array_elements(args -> 'requests') r) ORDER BY ap.id FOR NO KEY UPDATE;
  PERFORM 1 FROM cap_usage u WHERE u.cap_key IN (SELECT d ->> 'capKey' FROM jsonb_array_elements(args -> 'requests') r, jsonb_array_elements(coalesce(r -> 'draws', '[]')) d) ORDER BY u.cap_key FOR UPDATE;
  PERFORM 1 FROM fund_balance b WHERE b.fund_id = fund_key ORDER BY b.source_no FOR UPDATE; -- alone: the next statement sees the previous draw
  PERFORM absorb_credits(fund_key);
  SELECT array_agg(b.available_fen ORDER BY b.source_no) INTO avail FROM fund_balance b WHERE b.fund_id = fund_key;
  SELECT coalesce(jsonb_object_agg(u.cap_key, u.used_fen), '{}') INTO caps FROM cap_usage u
   WHERE u.cap_key IN (SELECT d ->> 'capKey' FROM jsonb_array_elements(args -> 'requests') r, jsonb_array_elements(coalesce(r -> 'draws', '[]')) d);

  FOR request IN SELECT r FROM jsonb_array_elements(args -> 'requests') WITH ORDINALITY e(r, n) ORDER BY n LOOP
    head := coalesce(request -> 'ctx', jsonb_set(ctx, '{key}', coalesce(to_jsonb((ctx ->> 'key') || ':' || (request ->> 'applicationId')), 'null')));
    why := NULL;
    earlier := replayed(head);
    IF earlier IS NOT NULL THEN results := results || earlier; CONTINUE; END IF;
    SELECT * INTO a FROM application WHERE id = (request ->> 'applicationId')::bigint;
    parts := fen_array(request -> 'split');
    IF a.id IS NULL THEN why := 'not_found';
    ELSIF a.state <> 'submitted' OR a.id = ANY (seen) THEN why := 'state.changed_meanwhile';
    ELSIF sum_fen(parts) <> (request ->> 'faceFen')::bigint OR sum_fen(parts) <= 0 OR cardinality(parts) > cardinality(avail) THEN why := 'input.invalid';
    ELSIF request ->> 'encumbrance' = 'grant' AND EXISTS (SELECT FROM unnest(parts, avail) u(p, v) WHERE coalesce(p, 0) > v) THEN why := 'fund.exhausted';
    ELSE
      taken := caps;
      FOR draw IN SELECT d ->> 'capKey' AS cap_key, (d ->> 'limitFen')::bigint AS limit_fen, (d ->> 'amountFen')::bigint AS amount_fen FROM jsonb_array_elements(coalesce(request -> 'draws', '[]')) d LOOP
        IF coalesce((taken ->> draw.cap_key)::bigint, 0) + draw.amount_fen > draw.limit_fen THEN why := 'cap.exceeded'; EXIT; END IF;
        taken := jsonb_set(taken, ARRAY[draw.cap_key], to_jsonb(coalesce((taken ->> draw.cap_key)::bigint, 0) + draw.amount_fen));
      END LOOP;
    END IF;
    IF why IS NOT NULL THEN
      results := results || jsonb_build_object('applicationId', request ->> 'applicationId', 'refusal', why);
      CONTINUE;
    END IF;
    caps := taken;
    seen := seen || a.id;
    IF request ->> 'encumbrance' = 'grant' THEN avail := minus_fen(avail, parts); END IF;
    voucher_id := nextval(pg_get_serial_sequence('voucher', 'id'));
    entitlement_id := nextval(pg_get_serial_sequence('entitlement', 'id'));
    command_key := nextval(pg_get_serial_sequence('command', 'id'));
    answer := jsonb_build_object('applicationId', a.id::text, 'voucherId', voucher_id::text, 'number', request ->> 'number', 'faceFen', request ->> 'faceFen');
    results := results || answer;
    granted := granted || jsonb_build_object('request', request - 'ctx', 'head', head, 'answer', answer, 'voucherId', voucher_id, 'entitlementId', entitlement_id, 'commandId', command_key);
  END LOOP;

  IF cardinality(granted) = 0 THEN RETURN jsonb_build_object('results', to_jsonb(results)); END IF;

  UPDATE fund_balance b SET available_fen = u.v FROM unnest(avail) WITH ORDINALITY u(v, n) WHERE b.fund_id = fund_key AND b.source_no = u.n AND b.available_fen <> u.v;
  INSERT INTO cap_usage AS u (cap_key, limit_fen, used_fen)
  SELECT d ->> 'capKey', max((d ->> 'limitFen')::bigint), (caps ->> (d ->> 'capKey'))::bigint
    FROM unnest(granted) g, jsonb_array_elements(coalesce(g -> 'request' -> 'draws', '[]')) d GROUP BY 1
  ON CONFLICT (cap_key) DO UPDATE SET used_fen = EXCLUDED.used_fen, limit_fen = EXCLUDED.limit_fen;

  INSERT INTO command (id, scope_org_id, key, input_hash, actor_id, action, subject, details, answer, transfer_count, at, xid, digest)
  SELECT (g ->> 'commandId')::bigint, (g -> 'head' ->> 'scopeOrgId')::bigint, g -> 'head' ->> 'key', g -> 'head' ->> 'inputHash', (g -> 'head' ->> 'actorId')::bigint,
    'voucher.granted', g -> 'request' ->> 'number', g -> 'request', g -> 'answer',
    CASE WHEN g -> 'request' ->> 'encumbrance' = 'grant' THEN (SELECT count(*) FROM unnest(fen_array(g -> 'request' -> 'split')) p WHERE p > 0) ELSE 0 END,
    (g -> 'head' ->> 'now')::timestamptz, pg_current_xact_id(), ''
  FROM unnest(granted) WITH ORDINALITY e(g, n) ORDER BY n;
  INSERT INTO entitlement (id, kind, fund_id, holder_id, face_fen, encumbrance, use_by, redeem_by)
  SELECT (g ->> 'entitlementId')::bigint, 'voucher', fund_key, a2.enterprise_id, (g -> 'request' ->> 'faceFen')::bigint, g -> 'request' ->> 'encumbrance',
    (g -> 'request' ->> 'useBy')::date, (g -> 'request' ->> 'redeemBy')::date
  FROM unnest(granted) g JOIN application a2 ON a2.id = (g -> 'request' ->> 'applicationId')::bigint;
  INSERT INTO entitlement_source (entitlement_id, source_no, face_fen)
  SELECT (g ->> 'entitlementId')::bigint, u.n, u.p FROM unnest(granted) g, unnest(fen_array(g -> 'request' -> 'split')) WITH ORDINALITY u(p, n);
  INSERT INTO voucher (id, number, entitlement_id, application_id, enterprise_id, programme_id, version_id, round_id, fund_id, granted_at)
  SELECT (g ->> 'voucherId')::bigint, g -> 'request' ->> 'number', (g ->> 'entitlementId')::bigint, a2.id, a2.enterprise_id, f.programme_id, a2.version_id, a2.round_id, fund_key, (g -> 'head' ->> 'now')::timestamptz
  FROM unnest(granted) g JOIN application a2 ON a2.id = (g -> 'request' ->> 'applicationId')::bigint;
  INSERT INTO transfer (command_id, line_no, fund_id, source_no, entitlement_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
  SELECT (g ->> 'commandId')::bigint, row_number() OVER (PARTITION BY g ->> 'commandId' ORDER BY u.n), fund_key, u.n, (g ->> 'entitlementId')::bigint, 'available', 'granted', u.p,
    business_day(g -> 'head'), now(), pg_current_xact_id(), ''
  FROM unnest(granted) WITH ORDINALITY e(g, n), unnest(fen_array(g -> 'request' -> 'split')) WITH ORDINALITY u(p, n)
  WHERE u.p > 0 AND g -> 'request' ->> 'encumbrance' = 'grant' ORDER BY e.n, u.n;
  INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id)
  SELECT (g ->> 'commandId')::bigint, d ->> 'capKey', sum((d ->> 'amountFen')::bigint), (g ->> 'entitlementId')::bigint
  FROM unnest(granted) g, jsonb_array_elements(coalesce(g -> 'request' -> 'draws', '[]')) d
  GROUP BY 1, 2, 4 HAVING sum((d ->> 'amountFen')::bigint) > 0;
  INSERT INTO outbox_event (topic, payload, at)
  SELECT 'voucher.granted', jsonb_build_object('subject', g -> 'request' ->> 'number', 'commandId', g ->> 'commandId') || (g -> 'answer'), (g -> 'head' ->> 'now')::timestamptz
  FROM unnest(granted) WITH ORDINALITY e(g, n) ORDER BY n;
  UPDATE application ap SET state = 'granted', decided_at = (g -> 'head' ->> 'now')::timestamptz, reviewed_by_id = nullif((g -> 'head' ->> 'actorId')::bigint, ap.submitted_by_id)
    FROM unnest(granted) g WHERE ap.id = (g -> 'request' ->> 'applicationId')::bigint;
  RETURN jsonb_build_object('results', to_jsonb(results));
END $$;

/** Lets what is free of a voucher lapse after its use-by day: granted → available. State active → lapsed. */
CREATE FUNCTION lapse_voucher(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v voucher; e entitlement; free bigint[]; done jsonb; moves movement[] := '{}'; posted bigint;
BEGIN
  SELECT * INTO v FROM voucher WHERE id = (args ->> 'voucherId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  SELECT * INTO e FROM entitlement WHERE id = v.entitlement_id;
  PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = e.id ORDER BY s.source_no FOR NO KEY UPDATE;
  IF v.state = 'void' OR e.use_by IS NULL OR e.use_by >= business_day(ctx) THEN PERFORM refuse('state.not_allowed'); END IF;
  SELECT array_agg(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen ORDER BY s.source_no) INTO free FROM entitlement_source s WHERE s.entitlement_id = e.id;
  IF e.encumbrance = 'grant' THEN moves := movements(e.fund_id, e.id, NULL, NULL, 'granted', 'available', free); END IF;
  done := jsonb_build_object('voucherId', v.id::text, 'number', v.number, 'lapsedFen', sum_fen(free)::text);
  posted := post_command(ctx, 'voucher.lapsed', v.number, args, done, moves);
  UPDATE entitlement_source s SET lapsed_fen = s.lapsed_fen + u.p FROM unnest(free) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
  IF e.encumbrance = 'grant' THEN PERFORM credit_fund(e.fund_id, free, posted); END IF;
  UPDATE voucher SET state = 'lapsed' WHERE id = v.id;
  RETURN done;
END $$;

GRANT EXECUTE ON FUNCTION grant_vouchers, lapse_voucher TO voucher_app;
