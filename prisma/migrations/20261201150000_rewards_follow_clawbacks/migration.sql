-- A person's clawback of what an order was supported with takes from the provider's reward for that order too, as a red-letter fapiao
-- does: what the rules give less is cut before payment and demanded back after it. What was taken back while a reward was on its
-- way to approval is looked at before it is approved.

-- What a reduction follows: a red-letter fapiao, or a clawback.
ALTER TABLE claim_reduction DROP CONSTRAINT claim_reduction_pkey, ADD COLUMN id BIGSERIAL PRIMARY KEY, ALTER COLUMN red_letter_id DROP NOT NULL,
	ADD COLUMN clawback_id BIGINT REFERENCES clawback (id),
	ADD CONSTRAINT claim_reduction_cause CHECK (num_nonnulls(red_letter_id, clawback_id) = 1);
CREATE UNIQUE INDEX claim_reduction_claim_id_red_letter_id_key ON claim_reduction (claim_id, red_letter_id);
CREATE UNIQUE INDEX claim_reduction_claim_id_clawback_id_key ON claim_reduction (claim_id, clawback_id);
CREATE INDEX claim_reduction_clawback_id_idx ON claim_reduction (clawback_id);
GRANT USAGE ON SEQUENCE claim_reduction_id_seq TO voucher_app;

-- A demand without a person behind it may follow another clawback.
ALTER TABLE clawback ADD COLUMN follows_clawback_id BIGINT REFERENCES clawback (id), DROP CONSTRAINT clawback_origin,
	ADD CONSTRAINT clawback_origin CHECK (origin IN ('person', 'red_letter', 'clearing', 'clawback') AND (origin = 'red_letter') = (red_letter_id IS NOT NULL)
		AND (origin = 'clearing') = (clearing_id IS NOT NULL) AND (origin = 'clawback') = (follows_clawback_id IS NOT NULL));
CREATE INDEX clawback_follows_clawback_id_idx ON clawback (follows_clawback_id) WHERE follows_clawback_id IS NOT NULL;

/** Whether a reward rests on an order whose support a person's clawback takes back. */
CREATE FUNCTION rests_on_clawback(reward bigint, taken_back bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM rewarded_order w JOIN claimed_order k ON k.order_id = w.order_id JOIN clawback b ON b.claim_id = k.claim_id
		WHERE w.claim_id = reward AND b.id = taken_back AND b.origin = 'person' AND b.state IN ('demanded', 'received'))
$$;
GRANT EXECUTE ON FUNCTION rests_on_clawback TO voucher_app;

-- Only a reward follows a clawback, and only one of what it rests on.
CREATE FUNCTION reduction_rests_on_clawback() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT rests_on_clawback(NEW.claim_id, NEW.clawback_id) THEN
		RAISE EXCEPTION 'a claim is reduced for a clawback it rests on only' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER reduction_rests_on_clawback BEFORE INSERT ON claim_reduction FOR EACH ROW WHEN (NEW.clawback_id IS NOT NULL) EXECUTE FUNCTION reduction_rests_on_clawback();

-- Handed in, and approved, a reward stands on orders that are still paid, each line on one of its own; nothing was taken back of them
-- since it was reviewed.
CREATE OR REPLACE FUNCTION reward_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE lacking text;
BEGIN
	SELECT coalesce(o.number, l.title) INTO lacking FROM claim_line l LEFT JOIN rewarded_order w ON w.claim_line_id = l.id LEFT JOIN "order" o ON o.id = w.order_id
	WHERE l.claim_id = NEW.id AND coalesce(l.approved_fen, l.claimed_fen) > 0
		AND (l.kind <> 'reward' OR w.order_id IS NULL OR NOT is_rewardable(NEW.programme_id, w.order_id, NEW.claimant_id)) ORDER BY l.line_no LIMIT 1;
	IF lacking IS NOT NULL THEN
		RAISE EXCEPTION 'claim.order_not_paid' USING ERRCODE = 'VR001', DETAIL = json_build_object('order', lacking);
	END IF;
	IF NEW.state = 'approved' THEN
		SELECT o.number INTO lacking FROM rewarded_order w JOIN "order" o ON o.id = w.order_id JOIN claimed_order k ON k.order_id = o.id WHERE w.claim_id = NEW.id AND (
			EXISTS (SELECT FROM clawback b WHERE b.claim_id = k.claim_id AND b.origin = 'person' AND b.state IN ('demanded', 'received') AND b.decided_at > NEW.reviewed_at)
			OR EXISTS (SELECT FROM red_letter_part p JOIN invoice_part ip ON ip.id = p.part_id JOIN red_letter r ON r.id = p.red_letter_id WHERE ip.order_id = o.id AND r.recorded_at > NEW.reviewed_at))
		ORDER BY w.claim_line_id LIMIT 1;
		IF lacking IS NOT NULL THEN
			RAISE EXCEPTION 'claim.reward_reduced' USING ERRCODE = 'VR001', DETAIL = json_build_object('order', lacking);
		END IF;
	END IF;
	RETURN NULL;
END $$;

/**
 * Takes from an approved claim what a red-letter fapiao, or a clawback of what a reward rests on, made too much of it (`redLetterId`
 * or `clawbackId`), line by line (`lines`: lineNo, excessFen): of a
 * source it is cut as far as that has not paid, payable → granted or available; the rest is demanded back. Refused
 * while a payment of the claim is under way (payment.under_way): the worker asks again. A claim of which nothing is left is refused.
 */
CREATE OR REPLACE FUNCTION reduce_claim(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	c claim; l record; e entitlement; p pay_line; done jsonb; posted bigint; cut record;
	moves movement[] := '{}'; unpaid bigint[]; parts bigint[]; cuts bigint[]; part bigint; sources int;
	total_cuts bigint[]; total_back bigint[]; fund_back bigint[]; cut_orders bigint[] := '{}'; excess bigint; all_cut bigint; all_back bigint; used int := 0;
	red_letter bigint := (args ->> 'redLetterId')::bigint; taken_back bigint := (args ->> 'clawbackId')::bigint;
BEGIN
	SELECT * INTO c FROM claim WHERE id = (args ->> 'claimId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF c.state NOT IN ('approved', 'partly_paid', 'paid') OR EXISTS (SELECT FROM claim_reduction r WHERE r.claim_id = c.id AND (r.red_letter_id = red_letter OR r.clawback_id = taken_back)) THEN
		PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', c.state));
	END IF;
	IF c.kind = 'voucher' THEN
		PERFORM 1 FROM "order" o WHERE o.id IN (SELECT order_id FROM claim_line WHERE claim_id = c.id) ORDER BY o.id FOR NO KEY UPDATE;
	END IF;
	PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = c.entitlement_id OR s.entitlement_id IN (SELECT o.entitlement_id FROM claim_line cl JOIN "order" o ON o.id = cl.order_id WHERE cl.claim_id = c.id)
		ORDER BY s.entitlement_id, s.source_no FOR NO KEY UPDATE;
	PERFORM 1 FROM pay_line WHERE claim_id = c.id ORDER BY id FOR UPDATE; -- no batch takes them meanwhile
	IF EXISTS (SELECT FROM pay_line x JOIN settlement_line s ON s.pay_line_id = x.id JOIN batch b ON b.id = s.batch_id LEFT JOIN payment y ON y.id = s.payment_id
		WHERE x.claim_id = c.id AND NOT s.returned AND b.state <> 'open' AND y.state IS DISTINCT FROM 'confirmed') THEN
		PERFORM refuse('payment.under_way', jsonb_build_object('number', c.number));
	END IF;
	SELECT max(source_no) INTO sources FROM pay_line WHERE claim_id = c.id;
	SELECT array_agg(coalesce((SELECT sum(x.amount_fen) FROM pay_line x WHERE x.claim_id = c.id AND x.source_no = g AND NOT is_paid(x.id)), 0)::bigint ORDER BY g) INTO unpaid FROM generate_series(1, sources) g;
	total_cuts := array_fill(0::bigint, ARRAY[sources]); total_back := total_cuts; fund_back := total_cuts;

	FOR l IN SELECT cl.id, cl.line_no, cl.order_id, o.entitlement_id, least((x.entry ->> 'excessFen')::bigint, cl.approved_fen) AS excess FROM jsonb_array_elements(args -> 'lines') x(entry)
		JOIN claim_line cl ON cl.claim_id = c.id AND cl.line_no = (x.entry ->> 'lineNo')::int LEFT JOIN "order" o ON o.id = cl.order_id ORDER BY cl.line_no LOOP
		CONTINUE WHEN l.excess <= 0;
		IF c.kind = 'voucher' THEN
			parts := split_fen(l.excess, approved_parts(c.id, l.order_id));
		ELSE
			SELECT split_fen(l.excess, array_agg(coalesce((SELECT sum(x.amount_fen - x.demanded_fen) FROM pay_line x WHERE x.claim_id = c.id AND x.source_no = g), 0)::bigint - total_cuts[g] - total_back[g] ORDER BY g)) INTO parts
				FROM generate_series(1, sources) g;
		END IF;
		SELECT array_agg(least(parts[g], unpaid[g] - total_cuts[g]) ORDER BY g) INTO cuts FROM generate_series(1, sources) g;
		FOR n IN 1..sources LOOP
			total_cuts[n] := total_cuts[n] + cuts[n];
			total_back[n] := total_back[n] + parts[n] - cuts[n];
		END LOOP;
		CONTINUE WHEN sum_fen(cuts) = 0;
		IF c.kind = 'voucher' THEN
			SELECT * INTO e FROM entitlement WHERE id = l.entitlement_id;
			cut := cut_payable(ctx, e, l.order_id, c, cuts);
			moves := moves || cut.moves;
			IF cut.to_fund THEN FOR n IN 1..sources LOOP fund_back[n] := fund_back[n] + cuts[n]; END LOOP; END IF;
			cut_orders := cut_orders || l.order_id;
		ELSE
			moves := moves || movements(c.fund_id, c.entitlement_id, NULL, c.id, 'payable', 'available', cuts);
			UPDATE entitlement_source s SET redeemed_fen = s.redeemed_fen - cuts[s.source_no], lapsed_fen = s.lapsed_fen + cuts[s.source_no]
				WHERE s.entitlement_id = c.entitlement_id AND cuts[s.source_no] > 0;
			FOR n IN 1..sources LOOP fund_back[n] := fund_back[n] + cuts[n]; END LOOP;
		END IF;
		UPDATE claim_line SET approved_fen = approved_fen - sum_fen(cuts), cut_reason = args ->> 'reason', cut_article = coalesce(nullif(args ->> 'article', ''), cut_article) WHERE id = l.id;
	END LOOP;
	all_cut := sum_fen(total_cuts); all_back := sum_fen(total_back); excess := all_cut + all_back;
	IF excess = 0 THEN PERFORM refuse('input.invalid'); END IF;

	done := jsonb_build_object('claimId', c.id::text, 'number', c.number, 'cutFen', all_cut::text, 'demandedFen', all_back::text);
	posted := post_command(ctx, 'claim.reduced', c.number, args, done, moves);
	INSERT INTO claim_reduction (claim_id, red_letter_id, clawback_id, outcome, excess_fen, cut_fen, demanded_fen, command_id, at)
	VALUES (c.id, red_letter, taken_back, 'reduced', excess, all_cut, all_back, posted, (ctx ->> 'now')::timestamptz);
	PERFORM credit_fund(c.fund_id, fund_back, posted);
	FOR l IN SELECT order_id, approved_fen FROM claim_line WHERE claim_id = c.id AND order_id = ANY (cut_orders) LOOP
		PERFORM give_back_caps(l.order_id, l.approved_fen, posted);
	END LOOP;
	IF c.kind <> 'voucher' AND all_cut > 0 THEN PERFORM keep_claim_caps(c.id, args -> 'keepDraws', posted, c.entitlement_id); END IF;

	FOR p IN SELECT * FROM pay_line WHERE claim_id = c.id ORDER BY source_no, id LOOP
		IF is_paid(p.id) THEN
			part := least(total_back[p.source_no], p.amount_fen - p.demanded_fen);
			total_back[p.source_no] := total_back[p.source_no] - part;
		ELSE
			part := least(total_cuts[p.source_no], p.amount_fen);
			total_cuts[p.source_no] := total_cuts[p.source_no] - part;
			CONTINUE WHEN part = 0;
			DELETE FROM settlement_line s USING batch b WHERE s.pay_line_id = p.id AND NOT s.returned AND b.id = s.batch_id AND b.state = 'open';
			IF p.amount_fen > part THEN UPDATE pay_line SET amount_fen = amount_fen - part WHERE id = p.id;
			ELSIF EXISTS (SELECT FROM settlement_line s WHERE s.pay_line_id = p.id) THEN PERFORM refuse('payment.under_way', jsonb_build_object('number', c.number));
			ELSE DELETE FROM pay_line WHERE id = p.id; END IF;
			CONTINUE;
		END IF;
		IF part > 0 THEN
			used := used + 1;
			UPDATE pay_line SET demanded_fen = demanded_fen + part WHERE id = p.id;
			INSERT INTO clawback (number, pay_line_id, claim_id, payee_id, amount_fen, reason, article, due_on, state, origin, red_letter_id, follows_clawback_id, proposed_by_id, proposed_at, decided_at)
			VALUES (args -> 'numbers' ->> (used - 1), p.id, c.id, c.claimant_id, part, args ->> 'reason', coalesce(args ->> 'article', ''), (args ->> 'dueOn')::date, 'demanded',
				CASE WHEN red_letter IS NULL THEN 'clawback' ELSE 'red_letter' END, red_letter, taken_back, NULL, (ctx ->> 'now')::timestamptz, (ctx ->> 'now')::timestamptz);
		END IF;
	END LOOP;
	UPDATE claim SET approved_fen = approved_fen - all_cut,
		state = CASE WHEN approved_fen = all_cut THEN 'refused' WHEN NOT EXISTS (SELECT FROM pay_line x WHERE x.claim_id = c.id AND NOT is_paid(x.id)) THEN 'paid' ELSE state END
	WHERE id = c.id AND (all_cut > 0);
	RETURN done;
END $$;
