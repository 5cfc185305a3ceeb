-- A red-letter fapiao after a claim was approved: what the rules now give less is cut where it is not paid yet, and
-- demanded back where it is, by itself and without a sanction.

CREATE TABLE claim_reduction (
	claim_id BIGINT NOT NULL REFERENCES claim (id),
	red_letter_id BIGINT NOT NULL REFERENCES red_letter (id),
	outcome TEXT NOT NULL,
	excess_fen BIGINT NOT NULL DEFAULT 0,
	cut_fen BIGINT NOT NULL DEFAULT 0,
	demanded_fen BIGINT NOT NULL DEFAULT 0,
	command_id BIGINT REFERENCES command (id),
	at TIMESTAMPTZ(3) NOT NULL,
	PRIMARY KEY (claim_id, red_letter_id),
	CONSTRAINT claim_reduction_outcome CHECK (outcome IN ('unchanged', 'reduced', 'by_person')),
	CONSTRAINT claim_reduction_whole CHECK (cut_fen >= 0 AND demanded_fen >= 0 AND excess_fen = cut_fen + demanded_fen),
	CONSTRAINT claim_reduction_moves CHECK ((outcome = 'reduced') = (excess_fen > 0) AND (outcome = 'reduced') = (command_id IS NOT NULL))
);
CREATE INDEX claim_reduction_red_letter_id_idx ON claim_reduction (red_letter_id);
CREATE TRIGGER claim_reduction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_reduction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION claim_reduction_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF current_user = 'voucher_app' AND NEW.outcome = 'reduced' THEN RAISE EXCEPTION 'a claim is reduced by the books only' USING ERRCODE = '42501'; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER claim_reduction_guard BEFORE INSERT ON claim_reduction FOR EACH ROW EXECUTE FUNCTION claim_reduction_guard();
GRANT SELECT, INSERT ON claim_reduction TO voucher_app;

-- A demand is a person's proposal decided by another, or follows from a red-letter fapiao: then no person stands behind it.
ALTER TABLE clawback ADD COLUMN origin TEXT NOT NULL DEFAULT 'person', ADD COLUMN red_letter_id BIGINT REFERENCES red_letter (id),
	ALTER COLUMN proposed_by_id DROP NOT NULL, DROP CONSTRAINT clawback_decided;
ALTER TABLE clawback ADD CONSTRAINT clawback_origin CHECK (origin IN ('person', 'red_letter') AND (origin = 'red_letter') = (red_letter_id IS NOT NULL)),
	ADD CONSTRAINT clawback_decided CHECK (CASE origin
		WHEN 'person' THEN proposed_by_id IS NOT NULL AND (state = 'proposed') = (decided_by_id IS NULL) AND (state = 'proposed') = (decided_at IS NULL)
		ELSE proposed_by_id IS NULL AND decided_by_id IS NULL AND state IN ('demanded', 'received', 'ended') END);
DROP TRIGGER clawback_guard ON clawback;
CREATE FUNCTION demanded_by_books() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF current_user = 'voucher_app' THEN RAISE EXCEPTION 'demanding without a person belongs to the books' USING ERRCODE = '42501'; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER clawback_guard BEFORE UPDATE OR DELETE ON clawback FOR EACH ROW EXECUTE FUNCTION proposal_guard('proposed');
CREATE TRIGGER clawback_proposed BEFORE INSERT ON clawback FOR EACH ROW WHEN (NEW.origin = 'person') EXECUTE FUNCTION proposal_guard('proposed');
CREATE TRIGGER clawback_demanded BEFORE INSERT ON clawback FOR EACH ROW WHEN (NEW.origin <> 'person') EXECUTE FUNCTION demanded_by_books();

/** Which stage money may go to from which. New: payable → granted, a cut after approval while the voucher is valid. */
CREATE OR REPLACE FUNCTION legal_move(from_stage money_stage, to_stage money_stage) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN CASE from_stage
		WHEN 'treasury' THEN to_stage IN ('available', 'granted', 'held', 'redeemed', 'payable')
		WHEN 'available' THEN to_stage IN ('treasury', 'granted', 'held', 'payable', 'surrendered', 'carried_out')
		WHEN 'granted' THEN to_stage IN ('held', 'available', 'surrendered', 'carried_out')
		WHEN 'held' THEN to_stage IN ('redeemed', 'granted', 'available', 'carried_out')
		WHEN 'redeemed' THEN to_stage IN ('payable', 'granted', 'available', 'carried_out')
		WHEN 'payable' THEN to_stage IN ('in_payment', 'granted', 'available', 'carried_out')
		WHEN 'in_payment' THEN to_stage IN ('paid', 'payable')
		WHEN 'paid' THEN to_stage IN ('payable', 'available', 'surrendered')
		ELSE false END;
END $$;

-- A claim decided changes only by its books: less is approved, or nothing at all before anything was paid.
CREATE OR REPLACE FUNCTION claim_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	moves CONSTANT jsonb := '{
		"draft": ["submitted", "withdrawn"],
		"returned": ["submitted", "withdrawn"],
		"submitted": ["returned", "reviewed", "refused", "withdrawn"],
		"reviewed": ["reviewed", "on_notice", "approved", "refused"],
		"on_notice": ["reviewed", "approved", "refused"],
		"approved": ["partly_paid", "paid", "refused"],
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
	IF OLD.state NOT IN ('draft', 'returned', 'submitted', 'reviewed') AND (NEW.state = OLD.state OR OLD.state IN ('approved', 'partly_paid', 'paid')) AND
		((NEW.claimed_fen, NEW.payee_account_id, NEW.submitted_by_id, NEW.reviewed_by_id) IS DISTINCT FROM
		(OLD.claimed_fen, OLD.payee_account_id, OLD.submitted_by_id, OLD.reviewed_by_id)
		OR (NEW.approved_fen IS DISTINCT FROM OLD.approved_fen AND NOT EXISTS (SELECT FROM claim_reduction r
			WHERE r.claim_id = NEW.id AND r.cut_fen = OLD.approved_fen - NEW.approved_fen AND r.command_id = (SELECT max(command_id) FROM claim_reduction WHERE claim_id = NEW.id)))) THEN
		RAISE EXCEPTION 'a claim decided does not change' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = OLD.state THEN RETURN NEW; END IF;
	IF NOT COALESCE(moves -> OLD.state ? NEW.state, false) THEN
		RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001',
			DETAIL = json_build_object('state', OLD.state, 'to', NEW.state);
	END IF;
	IF current_user = 'voucher_app' AND NEW.state IN ('approved', 'partly_paid', 'paid', 'refused') THEN
		RAISE EXCEPTION 'a claim is % by the books only', NEW.state USING ERRCODE = '42501';
	END IF;
	IF OLD.state = 'approved' AND NEW.state = 'refused' AND NEW.approved_fen IS DISTINCT FROM 0 THEN
		RAISE EXCEPTION 'a claim approved ends only when all of it was cut' USING ERRCODE = '23514';
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

/** What of an order is approved and was not cut since, per source. */
CREATE FUNCTION approved_parts(claim bigint, ord bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT array_agg(coalesce(t.amount, 0) ORDER BY n) FROM generate_series(1, (SELECT max(source_no) FROM pay_line WHERE claim_id = claim)) n LEFT JOIN (
		SELECT source_no, sum(CASE WHEN from_stage = 'redeemed' AND to_stage = 'payable' THEN amount_fen WHEN from_stage = 'payable' AND to_stage IN ('granted', 'available') THEN -amount_fen ELSE 0 END)::bigint AS amount
		FROM transfer WHERE claim_id = claim AND order_id = ord GROUP BY 1) t ON t.source_no = n
$$;

/** Sends what is cut of a voucher order after its approval back: to the voucher while it is valid, else to the fund. Answers the movements; books the entitlement. */
CREATE FUNCTION cut_payable(ctx jsonb, e entitlement, ord bigint, c claim, cut bigint[], OUT moves movement[], OUT to_fund boolean) LANGUAGE plpgsql AS $$
DECLARE valid boolean;
BEGIN
	SELECT v.state = 'active' AND coalesce(e.use_by >= business_day(ctx), true) AND e.fund_id = c.fund_id INTO valid FROM voucher v WHERE v.entitlement_id = e.id;
	to_fund := NOT valid OR e.encumbrance = 'order';
	moves := movements(c.fund_id, e.id, ord, c.id, 'payable', CASE WHEN to_fund THEN 'available' ELSE 'granted' END::money_stage, cut);
	UPDATE entitlement_source s SET redeemed_fen = s.redeemed_fen - u.p, lapsed_fen = s.lapsed_fen + CASE WHEN valid THEN 0 ELSE u.p END
		FROM unnest(cut) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
END $$;

/**
 * Takes from an approved claim what a red-letter fapiao made too much of it, line by line (`lines`: lineNo, excessFen): of a
 * source it is cut as far as that has not paid, payable → granted or available; the rest is demanded back. Refused
 * while a payment of the claim is under way (payment.under_way): the worker asks again. A claim of which nothing is left is refused.
 */
CREATE FUNCTION reduce_claim(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	c claim; l record; e entitlement; p pay_line; done jsonb; posted bigint; cut record;
	moves movement[] := '{}'; unpaid bigint[]; parts bigint[]; cuts bigint[]; part bigint; sources int;
	total_cuts bigint[]; total_back bigint[]; fund_back bigint[]; cut_orders bigint[] := '{}'; excess bigint; all_cut bigint; all_back bigint; used int := 0;
BEGIN
	SELECT * INTO c FROM claim WHERE id = (args ->> 'claimId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF c.state NOT IN ('approved', 'partly_paid', 'paid') OR EXISTS (SELECT FROM claim_reduction r WHERE r.claim_id = c.id AND r.red_letter_id = (args ->> 'redLetterId')::bigint) THEN
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
	INSERT INTO claim_reduction (claim_id, red_letter_id, outcome, excess_fen, cut_fen, demanded_fen, command_id, at)
	VALUES (c.id, (args ->> 'redLetterId')::bigint, 'reduced', excess, all_cut, all_back, posted, (ctx ->> 'now')::timestamptz);
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
			INSERT INTO clawback (number, pay_line_id, claim_id, payee_id, amount_fen, reason, article, due_on, state, origin, red_letter_id, proposed_by_id, proposed_at, decided_at)
			VALUES (args -> 'numbers' ->> (used - 1), p.id, c.id, c.claimant_id, part, args ->> 'reason', coalesce(args ->> 'article', ''), (args ->> 'dueOn')::date, 'demanded', 'red_letter',
				(args ->> 'redLetterId')::bigint, NULL, (ctx ->> 'now')::timestamptz, (ctx ->> 'now')::timestamptz);
		END IF;
	END LOOP;
	UPDATE claim SET approved_fen = approved_fen - all_cut,
		state = CASE WHEN approved_fen = all_cut THEN 'refused' WHEN NOT EXISTS (SELECT FROM pay_line x WHERE x.claim_id = c.id AND NOT is_paid(x.id)) THEN 'paid' ELSE state END
	WHERE id = c.id AND (all_cut > 0);
	RETURN done;
END $$;

/** Gives back what a claim without a voucher drew on caps above what it keeps (`keep`: capKey, amountFen). */
CREATE FUNCTION keep_claim_caps(claim bigint, keep jsonb, command bigint, entitlement bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE net record;
BEGIN
	FOR net IN SELECT d.cap_key, sum(d.amount_fen)::bigint - coalesce(max(k.amount), 0)::bigint AS over FROM cap_draw d
		LEFT JOIN (SELECT x ->> 'capKey' AS cap_key, sum((x ->> 'amountFen')::bigint) AS amount FROM jsonb_array_elements(coalesce(keep, '[]')) x GROUP BY 1) k USING (cap_key)
		WHERE d.claim_id = claim GROUP BY 1 HAVING sum(d.amount_fen) > coalesce(max(k.amount), 0) ORDER BY 1 LOOP
		UPDATE cap_usage u SET used_fen = u.used_fen - net.over WHERE u.cap_key = net.cap_key;
		INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id, claim_id) VALUES (command, net.cap_key, -net.over, entitlement, claim);
	END LOOP;
END $$;

CREATE INDEX cap_draw_claim_id_idx ON cap_draw (claim_id) WHERE claim_id IS NOT NULL;
REVOKE ALL ON FUNCTION reduce_claim, keep_claim_caps, cut_payable FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reduce_claim TO voucher_app;
