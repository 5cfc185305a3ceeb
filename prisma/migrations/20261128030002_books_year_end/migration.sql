-- The end of a fund's year (年终结转): previewed, proposed by one person, approved by another, and then the fund is closed.

-- A closed fund pays out what was on its way and takes nothing else.
CREATE FUNCTION closed_fund_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE closed text;
BEGIN
	SELECT f.number INTO closed FROM moved m JOIN fund f ON f.id = m.fund_id
	 WHERE f.state = 'closed' AND (m.from_stage IN ('treasury', 'available', 'granted', 'held', 'redeemed') OR m.to_stage IN ('treasury', 'available', 'granted', 'held', 'redeemed')) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'VR001', MESSAGE = 'fund.closed', DETAIL = jsonb_build_object('number', closed)::text;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER closed_fund_guard AFTER INSERT ON transfer REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION closed_fund_guard();

-- What a claim belongs to does not change, but for its fund: the books carry it into the next one at the end of the year.
CREATE OR REPLACE FUNCTION claim_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	moves CONSTANT jsonb := '{
		"draft": ["submitted", "withdrawn"],
		"returned": ["submitted", "withdrawn"],
		"submitted": ["returned", "reviewed", "refused", "withdrawn"],
		"reviewed": ["reviewed", "on_notice", "approved", "refused"],
		"on_notice": ["reviewed", "approved", "refused"],
		"approved": ["partly_paid", "paid"],
		"partly_paid": ["approved", "paid"],
		"paid": ["approved", "partly_paid"]
	}';
BEGIN
	IF (NEW.id, NEW.number, NEW.programme_id, NEW.version_id, NEW.kind, NEW.mode, NEW.claimant_id, NEW.enterprise_id)
		IS DISTINCT FROM
		(OLD.id, OLD.number, OLD.programme_id, OLD.version_id, OLD.kind, OLD.mode, OLD.claimant_id, OLD.enterprise_id)
		OR (current_user = 'voucher_app' AND NEW.fund_id <> OLD.fund_id) THEN
		RAISE EXCEPTION 'what a claim belongs to does not change' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = OLD.state THEN
		IF OLD.state NOT IN ('draft', 'returned', 'submitted', 'reviewed') AND
			(NEW.claimed_fen, NEW.approved_fen, NEW.payee_account_id, NEW.submitted_by_id, NEW.reviewed_by_id) IS DISTINCT FROM
			(OLD.claimed_fen, OLD.approved_fen, OLD.payee_account_id, OLD.submitted_by_id, OLD.reviewed_by_id) THEN
			RAISE EXCEPTION 'a claim decided does not change' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NOT COALESCE(moves -> OLD.state ? NEW.state, false) THEN
		RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001',
			DETAIL = json_build_object('state', OLD.state, 'to', NEW.state);
	END IF;
	IF current_user = 'voucher_app' AND NEW.state IN ('approved', 'partly_paid', 'paid', 'refused') THEN
		RAISE EXCEPTION 'a claim is % by the books only', NEW.state USING ERRCODE = '42501';
	END IF;
	IF NEW.state = 'reviewed' AND NEW.approved_fen IS DISTINCT FROM
		(SELECT sum(approved_fen) FROM claim_line WHERE claim_id = NEW.id) THEN
		RAISE EXCEPTION 'approved in all differs from the sum of the lines' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'approved' AND OLD.state IN ('reviewed', 'on_notice') THEN
		IF EXISTS (SELECT FROM objection WHERE claim_id = NEW.id AND state IN ('open', 'upheld')) THEN
			RAISE EXCEPTION 'claim.objection_open' USING ERRCODE = 'VR001', DETAIL = json_build_object('number', NEW.number);
		END IF;
	END IF;
	RETURN NEW;
END $$;

/** One part of what a fund holds at its year's end and what becomes of it. A quota is a ceiling and no money. */
CREATE TYPE year_end_row AS (
	kind text, source_no smallint, amount_fen bigint, fate text, entitlement_id bigint, order_id bigint, hold_id bigint, claim_id bigint, pay_line_id bigint
);

/**
 * Every fen a fund holds before payment, and its fate under a plan on a day. Vouchers past their last day lapse whatever the plan
 * says; an order whose claim is under review, and what is approved, is always carried: it is a debt.
 */
CREATE FUNCTION year_end_rows(fund bigint, plan jsonb, day date) RETURNS SETOF year_end_row LANGUAGE sql STABLE AS $$
	SELECT 'available'::text, b.source_no, (b.available_fen + coalesce((SELECT sum(c.amount_fen) FROM fund_credit c WHERE c.fund_id = b.fund_id AND c.source_no = b.source_no), 0))::bigint,
		plan ->> 'available', NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
	FROM fund_balance b WHERE b.fund_id = fund
	UNION ALL
	SELECT CASE e.encumbrance WHEN 'grant' THEN 'granted' ELSE 'quota' END, s.source_no, s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen,
		CASE WHEN v.state <> 'active' OR e.use_by < day THEN 'lapse' ELSE plan ->> 'granted' END, e.id, NULL, NULL, NULL, NULL
	FROM entitlement e JOIN voucher v ON v.entitlement_id = e.id JOIN entitlement_source s ON s.entitlement_id = e.id
	WHERE e.fund_id = fund AND s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen > 0
	UNION ALL
	SELECT 'held', u.n::smallint, u.p, plan ->> 'held', e.id, h.order_id, h.id, NULL, NULL
	FROM hold h JOIN entitlement e ON e.id = h.entitlement_id, unnest(h.part_fen) WITH ORDINALITY u(p, n)
	WHERE e.fund_id = fund AND u.p > 0 AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id)
	UNION ALL
	SELECT 'redeemed', t.source_no, t.amount, CASE WHEN EXISTS (SELECT FROM claimed_order k JOIN claim c ON c.id = k.claim_id
		WHERE k.order_id = t.order_id AND c.state IN ('submitted', 'returned', 'reviewed', 'on_notice')) THEN 'carry' ELSE plan ->> 'redeemed' END,
		o.entitlement_id, t.order_id, NULL, (SELECT k.claim_id FROM claimed_order k WHERE k.order_id = t.order_id), NULL
	FROM (SELECT order_id, source_no, sum(CASE WHEN to_stage = 'redeemed' THEN amount_fen ELSE -amount_fen END)::bigint AS amount
		FROM transfer WHERE fund_id = fund AND order_id IS NOT NULL AND 'redeemed' IN (from_stage, to_stage) GROUP BY 1, 2) t
	JOIN "order" o ON o.id = t.order_id WHERE t.amount > 0
	UNION ALL
	SELECT 'payable', p.source_no, p.amount_fen, 'carry', c.entitlement_id, NULL, NULL, c.id, p.id
	FROM pay_line p JOIN claim c ON c.id = p.claim_id
	WHERE p.fund_id = fund AND NOT EXISTS (SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state IN ('sent', 'confirmed'))
$$;

/** What the year-end of a fund would do: sums by kind, source and fate, what stands in its way, and the hash of every row of it. */
CREATE FUNCTION preview_year_end(fund bigint, next_fund bigint, plan jsonb, day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
	WITH parts AS MATERIALIZED (SELECT * FROM year_end_rows(fund, plan, day)),
	sums AS (SELECT kind, source_no, fate, sum(amount_fen)::bigint AS amount, count(DISTINCT coalesce(pay_line_id, order_id, entitlement_id)) AS n FROM parts WHERE amount_fen > 0 GROUP BY 1, 2, 3)
	SELECT jsonb_build_object(
		'totals', coalesce((SELECT jsonb_agg(jsonb_build_object('kind', kind, 'sourceNo', source_no, 'fate', fate, 'amountFen', amount::text, 'count', n)
			ORDER BY array_position(ARRAY['available', 'granted', 'quota', 'held', 'redeemed', 'payable'], kind), source_no, fate) FROM sums), '[]'),
		'batches', coalesce((SELECT jsonb_agg(b.number ORDER BY b.number) FROM batch b WHERE b.fund_id = fund AND b.state IN ('open', 'locked', 'approved', 'sent', 'partly_paid')), '[]'),
		'contentHash', encode(sha256(convert_to(concat_ws('|', fund, coalesce(next_fund, 0), plan ->> 'available', plan ->> 'granted', plan ->> 'held', plan ->> 'redeemed') || chr(10) ||
			coalesce((SELECT string_agg(concat_ws('|', p.kind, p.source_no, p.amount_fen, p.fate, coalesce(p.entitlement_id, 0), coalesce(p.order_id, 0), coalesce(p.hold_id, 0), coalesce(p.claim_id, 0), coalesce(p.pay_line_id, 0)), chr(10)
				ORDER BY p.kind, p.entitlement_id, p.order_id, p.hold_id, p.claim_id, p.pay_line_id, p.source_no) FROM parts p), ''), 'UTF8')), 'hex'))
$$;

/** Refuses a next fund that cannot take what is carried: approved, of the same programme, a later year, the same sources. */
CREATE FUNCTION check_next_fund(f fund, next_fund bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM fund n WHERE n.id = next_fund AND n.state = 'approved' AND n.programme_id = f.programme_id AND n.authority_id = f.authority_id AND n.budget_year > f.budget_year) THEN
		PERFORM refuse('year_end.next_fund_missing', jsonb_build_object('number', f.number));
	END IF;
	IF EXISTS (SELECT FROM (SELECT source_no, code FROM funding_source WHERE fund_id = f.id) a
		FULL JOIN (SELECT source_no, code FROM funding_source WHERE fund_id = next_fund) b USING (source_no, code) WHERE a.code IS NULL OR b.code IS NULL) THEN
		PERFORM refuse('year_end.sources_differ', jsonb_build_object('number', f.number));
	END IF;
END $$;

/** The movements of rows out of one fund and into the next: x → carried out, treasury → x, with the same voucher, order, claim and pay line. */
CREATE FUNCTION carry_movements(from_fund bigint, to_fund bigint, parts year_end_row[]) RETURNS movement[] LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(array_agg(ROW(fund, p.source_no, p.entitlement_id, p.order_id, p.claim_id, p.pay_line_id, f, t, p.amount_fen, NULL)::movement ORDER BY way, p.n), '{}')
	FROM unnest(parts) WITH ORDINALITY p(kind, source_no, amount_fen, fate, entitlement_id, order_id, hold_id, claim_id, pay_line_id, n),
		LATERAL (VALUES (1, from_fund, p.kind::money_stage, 'carried_out'::money_stage), (2, to_fund, 'treasury', p.kind::money_stage)) w(way, fund, f, t)
	WHERE p.amount_fen > 0
$$;

/** What was carried stands in the next fund like a document: it is part of what that fund was given. */
CREATE FUNCTION carry_document(y year_end, approver bigint, to_fund bigint, moves movement[], posted bigint) RETURNS void LANGUAGE sql AS $$
	INSERT INTO appropriation (fund_id, source_no, document_no, amount_fen, kind, state, created_by_id, approved_by_id, command_id)
	SELECT to_fund, m.source_no, (SELECT f.number FROM fund f WHERE f.id = y.fund_id), sum(m.amount_fen)::bigint, 'carried_in', 'approved', y.proposed_by_id, approver, posted
	FROM unnest(moves) m WHERE m.fund_id = to_fund AND m.from_stage = 'treasury' GROUP BY m.source_no ORDER BY m.source_no
$$;

/**
 * Closes a fund's year by its proposed plan, by a second person: carries, surrenders, lapses and voids every fen before payment.
 * Refused when anything changed since the preview (year_end.changed), while a batch is open or a payment on its way
 * (year_end.batches_open), without a fund to carry into. proposed → approved, fund approved → closed.
 */
CREATE FUNCTION approve_year_end(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	y year_end; f fund; approver bigint := (ctx ->> 'actorId')::bigint; done jsonb; seen jsonb; posted bigint;
	parts year_end_row[]; rest year_end_row[]; moves movement[]; carried movement[] := '{}'; gone record; ord bigint; e entitlement;
BEGIN
	SELECT * INTO y FROM year_end WHERE id = (args ->> 'yearEndId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	PERFORM 1 FROM fund WHERE id IN (y.fund_id, y.next_fund_id) ORDER BY id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	SELECT * INTO f FROM fund WHERE id = y.fund_id;
	IF y.state <> 'proposed' OR f.state <> 'approved' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', y.state)); END IF;
	IF y.proposed_by_id = approver THEN PERFORM refuse('access.other_person'); END IF;

	-- everything that could still move: whoever comes later finds the fund closed, or what they want in the next one
	PERFORM 1 FROM claim WHERE fund_id = f.id ORDER BY id FOR NO KEY UPDATE;
	PERFORM 1 FROM "order" o WHERE o.entitlement_id IN (SELECT id FROM entitlement WHERE fund_id = f.id) AND o.state NOT IN ('draft', 'declined', 'withdrawn', 'expired', 'cancelled') ORDER BY o.id FOR NO KEY UPDATE;
	PERFORM 1 FROM voucher WHERE fund_id = f.id ORDER BY id FOR NO KEY UPDATE;
	PERFORM 1 FROM entitlement_source WHERE entitlement_id IN (SELECT id FROM entitlement WHERE fund_id = f.id) ORDER BY entitlement_id, source_no FOR NO KEY UPDATE;
	PERFORM 1 FROM pay_line WHERE fund_id = f.id ORDER BY id FOR NO KEY UPDATE;
	PERFORM 1 FROM fund_balance WHERE fund_id IN (f.id, y.next_fund_id) ORDER BY fund_id, source_no FOR UPDATE;
	PERFORM absorb_credits(f.id);

	seen := preview_year_end(f.id, y.next_fund_id, y.plan, business_day(ctx));
	IF jsonb_array_length(seen -> 'batches') > 0 THEN
		PERFORM refuse('year_end.batches_open', jsonb_build_object('numbers', (SELECT string_agg(b, ', ') FROM jsonb_array_elements_text(seen -> 'batches') b)));
	END IF;
	IF seen ->> 'contentHash' <> y.content_hash THEN PERFORM refuse('year_end.changed', jsonb_build_object('number', f.number)); END IF;
	SELECT array_agg(r) INTO parts FROM year_end_rows(f.id, y.plan, business_day(ctx)) r;
	IF y.next_fund_id IS NOT NULL OR EXISTS (SELECT FROM unnest(parts) p WHERE p.fate = 'carry' AND p.amount_fen > 0)
		OR EXISTS (SELECT FROM claim c WHERE c.fund_id = f.id AND c.state IN ('submitted', 'returned', 'reviewed', 'on_notice')) THEN
		PERFORM check_next_fund(f, y.next_fund_id);
	END IF;

	-- first what goes back to `available`, or straight to the treasury; then what `available` becomes; then what is carried as it stands
	SELECT coalesce(array_agg(ROW(f.id, p.source_no, p.entitlement_id, p.order_id, NULL, NULL, p.kind,
			CASE WHEN p.fate = 'surrender' THEN 'surrendered' ELSE 'available' END, p.amount_fen, NULL)::movement ORDER BY p.kind, p.entitlement_id, p.order_id, p.hold_id, p.source_no), '{}')
		INTO moves FROM unnest(parts) p WHERE p.kind IN ('granted', 'held', 'redeemed') AND p.fate <> 'carry';
	SELECT array_agg(ROW('available', s.source_no, s.amount, y.plan ->> 'available', NULL, NULL, NULL, NULL, NULL)::year_end_row ORDER BY s.source_no) INTO rest FROM (
		SELECT source_no, sum(amount)::bigint AS amount FROM (
			SELECT p.source_no, p.amount_fen AS amount FROM unnest(parts) p WHERE p.kind = 'available'
			UNION ALL SELECT m.source_no, m.amount_fen FROM unnest(moves) m WHERE m.to_stage = 'available') x GROUP BY 1 HAVING sum(amount) > 0) s;
	IF y.plan ->> 'available' = 'surrender' THEN
		moves := moves || coalesce((SELECT array_agg(ROW(f.id, r.source_no, NULL, NULL, NULL, NULL, 'available', 'surrendered', r.amount_fen, NULL)::movement) FROM unnest(rest) r), '{}');
		rest := '{}';
	ELSIF rest IS NOT NULL THEN
		PERFORM check_next_fund(f, y.next_fund_id);
	END IF;
	IF y.next_fund_id IS NOT NULL THEN
		carried := carry_movements(f.id, y.next_fund_id, coalesce(rest, '{}') || ARRAY(SELECT p FROM unnest(parts) p WHERE p.kind IN ('granted', 'held', 'redeemed', 'payable') AND p.fate = 'carry'));
	END IF;
	moves := moves || carried;

	done := jsonb_build_object('yearEndId', y.id::text, 'number', f.number, 'contentHash', y.content_hash,
		'carriedFen', coalesce((SELECT sum(m.amount_fen) FROM unnest(moves) m WHERE m.to_stage = 'carried_out'), 0)::text,
		'surrenderedFen', coalesce((SELECT sum(m.amount_fen) FROM unnest(moves) m WHERE m.to_stage = 'surrendered'), 0)::text);
	posted := post_command(ctx, 'fund.year_ended', f.number, args || jsonb_build_object('plan', y.plan, 'proposedById', y.proposed_by_id::text, 'nextFundId', y.next_fund_id::text), done, moves);

	UPDATE fund_balance SET available_fen = 0 WHERE fund_id = f.id;
	UPDATE fund_balance b SET available_fen = b.available_fen + r.amount_fen FROM unnest(rest) r WHERE b.fund_id = y.next_fund_id AND b.source_no = r.source_no;
	-- balances of what ends: unused lapses, the shares of orders are voided
	UPDATE entitlement_source s SET lapsed_fen = s.lapsed_fen + x.lapsed, held_fen = s.held_fen - x.held, redeemed_fen = s.redeemed_fen - x.redeemed, voided_fen = s.voided_fen + x.held + x.redeemed
	FROM (SELECT p.entitlement_id, p.source_no, coalesce(sum(p.amount_fen) FILTER (WHERE p.kind IN ('granted', 'quota')), 0)::bigint AS lapsed,
			coalesce(sum(p.amount_fen) FILTER (WHERE p.kind = 'held'), 0)::bigint AS held, coalesce(sum(p.amount_fen) FILTER (WHERE p.kind = 'redeemed'), 0)::bigint AS redeemed
		FROM unnest(parts) p WHERE p.entitlement_id IS NOT NULL AND p.fate <> 'carry' GROUP BY 1, 2) x
	WHERE s.entitlement_id = x.entitlement_id AND s.source_no = x.source_no;
	UPDATE voucher v SET state = 'lapsed' FROM (SELECT DISTINCT p.entitlement_id FROM unnest(parts) p WHERE p.kind IN ('granted', 'quota') AND p.fate <> 'carry') x
	 WHERE v.entitlement_id = x.entitlement_id AND v.state = 'active';
	INSERT INTO hold_resolution (hold_id, command_id, kind, redeemed_fen)
	SELECT h.id, posted, 'released', array_fill(0::bigint, ARRAY[cardinality(h.part_fen)]) FROM hold h WHERE h.id IN (SELECT p.hold_id FROM unnest(parts) p WHERE p.kind = 'held' AND p.fate = 'void');
	INSERT INTO order_forfeit (order_id, entitlement_id, part_fen, command_id)
	SELECT p.order_id, p.entitlement_id, redeemed_now_of(p.order_id, parts), posted FROM unnest(parts) p WHERE p.kind = 'redeemed' AND p.fate = 'void' GROUP BY p.order_id, p.entitlement_id;
	UPDATE "order" o SET voucher_fen = 0 WHERE o.id IN (SELECT p.order_id FROM unnest(parts) p WHERE p.kind = 'held' AND p.fate = 'void');
	FOR ord IN SELECT DISTINCT p.order_id FROM unnest(parts) p WHERE p.kind IN ('held', 'redeemed') AND p.fate = 'void' ORDER BY 1 LOOP PERFORM give_back_caps(ord, 0, posted); END LOOP;
	FOR gone IN SELECT p.entitlement_id, sum(p.amount_fen)::bigint AS amount FROM unnest(parts) p JOIN entitlement en ON en.id = p.entitlement_id
		WHERE en.encumbrance = 'order' AND p.fate <> 'carry' GROUP BY 1 ORDER BY 1 LOOP
		SELECT * INTO e FROM entitlement WHERE id = gone.entitlement_id;
		PERFORM give_back_quota(e, gone.amount, posted);
	END LOOP;
	IF y.next_fund_id IS NOT NULL THEN
		PERFORM carry_document(y, approver, y.next_fund_id, moves, posted);
		PERFORM move_to_fund(f.id, y.next_fund_id, parts, posted);
		INSERT INTO carry (command_id, from_fund_id, to_fund_id) VALUES (posted, f.id, y.next_fund_id);
	END IF;
	UPDATE round SET state = 'closed' WHERE fund_id = f.id AND state = 'approved';
	UPDATE year_end SET state = 'approved', decided_by_id = approver, decided_at = (ctx ->> 'now')::timestamptz, command_id = posted WHERE id = y.id;
	UPDATE fund SET state = 'closed' WHERE id = f.id;
	IF EXISTS (SELECT FROM fund_stages(f.id) s WHERE s.stage NOT IN ('treasury', 'paid', 'surrendered', 'carried_out') AND s.amount_fen <> 0) THEN
		RAISE EXCEPTION 'fund %: its year-end would leave money behind', f.number;
	END IF;
	RETURN done;
END $$;

/** The redeemed parts of one order out of the rows of a year-end, element n for source n. */
CREATE FUNCTION redeemed_now_of(ord bigint, parts year_end_row[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
	SELECT array_agg(coalesce(p.amount_fen, 0) ORDER BY n) FROM generate_series(1, (SELECT max(source_no) FROM unnest(parts) WHERE order_id = ord)) n
	LEFT JOIN unnest(parts) p ON p.order_id = ord AND p.kind = 'redeemed' AND p.source_no = n
$$;

/** Vouchers, claims and pay lines follow their money into the next fund; so does every claim that is still undecided. */
CREATE FUNCTION move_to_fund(from_fund bigint, to_fund bigint, parts year_end_row[], posted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE e entitlement; drawn bigint;
BEGIN
	-- the counter of quotas goes along, entitlement by entitlement
	FOR e IN SELECT * FROM entitlement en WHERE en.encumbrance = 'order' AND en.id IN (SELECT p.entitlement_id FROM unnest(parts) p WHERE p.fate = 'carry') ORDER BY en.id LOOP
		SELECT coalesce(sum(d.amount_fen), 0) INTO drawn FROM cap_draw d WHERE d.entitlement_id = e.id AND d.cap_key = over_issue_key(from_fund);
		CONTINUE WHEN drawn <= 0;
		PERFORM give_back_quota(e, drawn, posted);
		INSERT INTO cap_usage AS u (cap_key, limit_fen, used_fen) VALUES (over_issue_key(to_fund), drawn, drawn) ON CONFLICT (cap_key) DO UPDATE SET used_fen = u.used_fen + drawn;
		INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id) VALUES (posted, over_issue_key(to_fund), drawn, e.id);
	END LOOP;
	UPDATE entitlement SET fund_id = to_fund WHERE id IN (SELECT p.entitlement_id FROM unnest(parts) p WHERE p.fate = 'carry');
	UPDATE voucher SET fund_id = to_fund WHERE fund_id = from_fund AND entitlement_id IN (SELECT p.entitlement_id FROM unnest(parts) p WHERE p.fate = 'carry');
	UPDATE pay_line SET fund_id = to_fund WHERE id IN (SELECT p.pay_line_id FROM unnest(parts) p WHERE p.kind = 'payable');
	UPDATE claim SET fund_id = to_fund WHERE fund_id = from_fund
	   AND (state IN ('draft', 'submitted', 'returned', 'reviewed', 'on_notice') OR id IN (SELECT p.claim_id FROM unnest(parts) p WHERE p.kind = 'payable'));
END $$;

/** The fund into which a closed fund's money was carried, and that one's, until one that is not closed; null without one. */
CREATE FUNCTION successor_of(fund bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
	WITH RECURSIVE way AS (
		SELECT y.next_fund_id AS id FROM year_end y WHERE y.fund_id = fund AND y.state = 'approved'
		UNION SELECT y.next_fund_id FROM way JOIN year_end y ON y.fund_id = way.id AND y.state = 'approved')
	SELECT f.id FROM way JOIN fund f ON f.id = way.id WHERE f.state = 'approved'
$$;

/**
 * A bank line says the payment came back: in_payment | paid → payable. Its pay lines can be batched again; out of a closed fund
 * they go to its successor. Refused when a part was clawed back already; demands of which nothing came end with it.
 */
CREATE OR REPLACE FUNCTION return_payment(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pay payment; b batch; line statement_line; done jsonb; posted bigint; y year_end; later bigint; moves movement[]; back year_end_row[];
BEGIN
	SELECT x.* INTO b FROM batch x JOIN payment p ON p.batch_id = x.id WHERE p.id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE OF x;
	SELECT * INTO pay FROM payment WHERE id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	SELECT * INTO line FROM statement_line WHERE id = (args ->> 'statementLineId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF pay.state NOT IN ('sent', 'confirmed') OR line.state <> 'unmatched' THEN PERFORM refuse('payment.not_in_payment', jsonb_build_object('number', pay.number)); END IF;
	IF line.currency <> 'CNY' OR line.amount_fen IS DISTINCT FROM pay.amount_fen OR NOT EXISTS (
			 SELECT FROM funding_source s WHERE s.fund_id = b.fund_id AND s.source_no = b.source_no AND s.account_no = line.account_no) THEN
		PERFORM refuse('payment.amount_differs', jsonb_build_object('number', pay.number));
	END IF;
	PERFORM 1 FROM clawback k WHERE k.state IN ('proposed', 'demanded') AND k.pay_line_id IN (SELECT l.pay_line_id FROM settlement_line l WHERE l.payment_id = pay.id) ORDER BY k.id FOR NO KEY UPDATE;
	PERFORM 1 FROM pay_line p WHERE p.id IN (SELECT l.pay_line_id FROM settlement_line l WHERE l.payment_id = pay.id) ORDER BY p.id FOR NO KEY UPDATE;
	IF EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id WHERE l.payment_id = pay.id AND p.clawed_back_fen > 0) THEN
		PERFORM refuse('payment.clawed_back', jsonb_build_object('number', pay.number));
	END IF;
	done := jsonb_build_object('paymentId', pay.id::text, 'number', pay.number, 'statementLineId', line.id::text, 'returnCode', args ->> 'returnCode');
	moves := settlement_movements(ARRAY(SELECT id FROM settlement_line WHERE payment_id = pay.id), CASE pay.state WHEN 'sent' THEN 'in_payment' ELSE 'paid' END::money_stage, 'payable');
	later := successor_of(b.fund_id);
	IF later IS NOT NULL THEN
		SELECT array_agg(ROW('payable', m.source_no, m.amount_fen, 'carry', m.entitlement_id, NULL, NULL, m.claim_id, m.pay_line_id)::year_end_row) INTO back FROM unnest(moves) m;
		moves := moves || carry_movements(b.fund_id, later, back);
	END IF;
	posted := post_command(ctx, 'payment.returned', pay.number, args, done, moves);
	IF later IS NOT NULL THEN
		SELECT * INTO y FROM year_end WHERE fund_id = b.fund_id AND state = 'approved';
		PERFORM move_to_fund(b.fund_id, later, back, posted);
		PERFORM carry_document(y, y.decided_by_id, later, moves, posted);
		INSERT INTO carry (command_id, from_fund_id, to_fund_id) VALUES (posted, b.fund_id, later);
	END IF;
	UPDATE pay_line p SET demanded_fen = 0 WHERE p.demanded_fen > 0 AND p.id IN (SELECT l.pay_line_id FROM settlement_line l WHERE l.payment_id = pay.id);
	UPDATE clawback k SET state = 'ended'
	 WHERE k.state = 'demanded' AND k.pay_line_id IN (SELECT l.pay_line_id FROM settlement_line l WHERE l.payment_id = pay.id);
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id) VALUES (line.id, pay.id, 'returned', line.amount_fen, args ->> 'rule', posted);
	UPDATE statement_line SET state = 'matched' WHERE id = line.id;
	UPDATE settlement_line SET returned = true WHERE payment_id = pay.id;
	UPDATE fund_cash SET released_fen = released_fen - pay.amount_fen WHERE fund_id = b.fund_id AND source_no = b.source_no;
	UPDATE payment SET state = 'returned', return_reason = args ->> 'returnCode', settled_at = (ctx ->> 'now')::timestamptz WHERE id = pay.id;
	PERFORM follow_payments(ctx, pay);
	RETURN done;
END $$;

GRANT EXECUTE ON FUNCTION approve_year_end, preview_year_end, year_end_rows TO voucher_app;
