-- 冲抵: what a payee must give back is kept from what it is to be paid, by a decision with a number and two people. Both sides are
-- posted gross: the payable is paid, and what was demanded came back. No bank line stands behind it; the set-off does.

CREATE TABLE set_off (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	clawback_id BIGINT NOT NULL REFERENCES clawback (id),
	pay_line_id BIGINT NOT NULL, -- of a proposal; a red-letter fapiao may take the whole line away before it is decided
	amount_fen BIGINT NOT NULL,
	decision_no TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL DEFAULT 'proposed',
	proposed_by_id BIGINT NOT NULL REFERENCES account (id),
	proposed_at TIMESTAMPTZ(3) NOT NULL,
	decided_by_id BIGINT REFERENCES account (id),
	decided_at TIMESTAMPTZ(3),
	command_id BIGINT REFERENCES command (id),
	CONSTRAINT set_off_amount CHECK (amount_fen > 0),
	CONSTRAINT set_off_decision CHECK (decision_no <> ''),
	CONSTRAINT set_off_state CHECK (state IN ('proposed', 'approved', 'refused')),
	CONSTRAINT set_off_decided CHECK ((state = 'proposed') = (decided_by_id IS NULL) AND (state = 'proposed') = (decided_at IS NULL) AND (state = 'approved') = (command_id IS NOT NULL)),
	CONSTRAINT set_off_second_person CHECK (decided_by_id <> proposed_by_id)
);
CREATE UNIQUE INDEX set_off_one_proposed ON set_off (clawback_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX set_off_one_pay_line ON set_off (pay_line_id) WHERE state = 'proposed';
CREATE INDEX set_off_clawback_id_idx ON set_off (clawback_id);
CREATE TRIGGER set_off_guard BEFORE INSERT OR UPDATE OR DELETE ON set_off FOR EACH ROW EXECUTE FUNCTION proposal_guard('proposed');
GRANT SELECT, INSERT ON set_off TO voucher_app;
GRANT UPDATE (state, decided_by_id, decided_at) ON set_off TO voucher_app;
GRANT USAGE ON SEQUENCE set_off_id_seq TO voucher_app;
CREATE SEQUENCE number_set_off;
GRANT USAGE, SELECT ON SEQUENCE number_set_off TO voucher_app;

-- A pay line may be divided: the part that is set off is paid for itself.
ALTER TABLE pay_line ADD COLUMN part_no SMALLINT NOT NULL DEFAULT 0;
DROP INDEX pay_line_claim_id_source_no_key;
CREATE UNIQUE INDEX pay_line_claim_id_source_no_part_no_key ON pay_line (claim_id, source_no, part_no);

-- A batch and a payment without a bank: made whole by approving the set-off.
ALTER TABLE batch ADD COLUMN kind TEXT NOT NULL DEFAULT 'bank', ADD CONSTRAINT batch_kind CHECK (kind IN ('bank', 'set_off') AND (kind = 'bank' OR state = 'closed'));
ALTER TABLE payment ADD COLUMN set_off_id BIGINT UNIQUE REFERENCES set_off (id), ADD CONSTRAINT payment_set_off_is_paid CHECK (set_off_id IS NULL OR state = 'confirmed');
CREATE FUNCTION no_bank_for_set_off() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM payment y WHERE y.id = NEW.payment_id AND y.set_off_id IS NOT NULL) THEN
		PERFORM refuse('payment.not_in_payment', (SELECT jsonb_build_object('number', y.number) FROM payment y WHERE y.id = NEW.payment_id));
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER no_bank_for_set_off BEFORE INSERT ON statement_match FOR EACH ROW EXECUTE FUNCTION no_bank_for_set_off();

/** The movements that reverse a draw and split it anew; its entitlement and, of a claim, its pay lines follow. Call with them locked. */
CREATE OR REPLACE FUNCTION correct_split(c correction, t transfer) RETURNS movement[] LANGUAGE plpgsql AS $$
DECLARE was bigint[]; back movement[];
BEGIN
	SELECT array_agg(coalesce(d.amount_fen, 0) ORDER BY n), array_agg(ROW(d.fund_id, d.source_no, d.entitlement_id, d.order_id, d.claim_id, d.pay_line_id, d.to_stage, d.from_stage, d.amount_fen, d.id)::movement ORDER BY n) FILTER (WHERE d.id IS NOT NULL)
		INTO was, back FROM generate_series(1, cardinality(c.right_split_fen)) n LEFT JOIN draw_lines(t) d ON d.source_no = n;
	PERFORM shift_available(t.fund_id, minus_fen(was, c.right_split_fen));
	INSERT INTO entitlement_source AS s (entitlement_id, source_no, face_fen, redeemed_fen)
	SELECT t.entitlement_id, n, p, CASE WHEN t.claim_id IS NULL THEN 0 ELSE p END FROM unnest(c.right_split_fen) WITH ORDINALITY u(p, n)
	ON CONFLICT (entitlement_id, source_no) DO UPDATE SET face_fen = EXCLUDED.face_fen, redeemed_fen = EXCLUDED.redeemed_fen;
	IF t.claim_id IS NOT NULL THEN
		DELETE FROM pay_line p WHERE p.claim_id = t.claim_id AND c.right_split_fen[p.source_no] = 0;
		INSERT INTO pay_line (claim_id, fund_id, source_no, amount_fen) SELECT t.claim_id, t.fund_id, n, p FROM unnest(c.right_split_fen) WITH ORDINALITY u(p, n) WHERE p > 0
		ON CONFLICT (claim_id, source_no, part_no) DO UPDATE SET amount_fen = EXCLUDED.amount_fen;
	END IF;
	RETURN back || movements(t.fund_id, t.entitlement_id, NULL, t.claim_id, t.from_stage, t.to_stage, c.right_split_fen);
END $$;

/**
 * Approves a set-off, by another person: the demanded money counts as received (paid → available or surrendered), and as much of
 * the payee's pay line as paid (payable → in_payment → paid). The line is divided when more is due to it. Refused unless both
 * stand with the same payee and the same payer's account, and unless the payer has the money where it goes to the treasury.
 */
CREATE FUNCTION approve_set_off(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	o set_off; k clawback; p pay_line; c claim; a payee_account; cash fund_cash; pay payment; done jsonb; posted bigint; batch_key bigint; line_id bigint; hash text;
	actor bigint := (ctx ->> 'actorId')::bigint; at timestamptz := (ctx ->> 'now')::timestamptz;
BEGIN
	SELECT * INTO o FROM set_off WHERE id = (args ->> 'setOffId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF o.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state)); END IF;
	IF o.proposed_by_id = actor THEN PERFORM refuse('access.other_person'); END IF;
	SELECT * INTO k FROM clawback WHERE id = o.clawback_id FOR NO KEY UPDATE;
	SELECT x.* INTO c FROM claim x JOIN pay_line l ON l.claim_id = x.id WHERE l.id = o.pay_line_id FOR NO KEY UPDATE OF x;
	PERFORM 1 FROM pay_line l WHERE l.id IN (o.pay_line_id, k.pay_line_id) ORDER BY l.id FOR UPDATE; -- no batch takes them meanwhile
	SELECT * INTO p FROM pay_line WHERE id = o.pay_line_id;
	IF NOT FOUND THEN PERFORM refuse('set_off.not_payable'); END IF;
	IF k.state <> 'demanded' OR k.amount_fen - k.received_fen < o.amount_fen THEN
		PERFORM refuse('clawback.above_demand', jsonb_build_object('leftFen', (k.amount_fen - k.received_fen)::text, 'amountFen', o.amount_fen::text));
	END IF;
	IF c.claimant_id <> k.payee_id OR NOT EXISTS (SELECT FROM pay_line q JOIN funding_source s ON s.fund_id = q.fund_id AND s.source_no = q.source_no
		JOIN funding_source t ON t.account_no = s.account_no WHERE q.id = k.pay_line_id AND t.fund_id = p.fund_id AND t.source_no = p.source_no) THEN
		PERFORM refuse('set_off.other_payer');
	END IF;
	IF p.amount_fen < o.amount_fen OR c.state NOT IN ('approved', 'partly_paid') OR EXISTS (SELECT FROM settlement_line l WHERE l.pay_line_id = p.id AND NOT l.returned) THEN
		PERFORM refuse('set_off.not_payable', jsonb_build_object('number', c.number));
	END IF;
	PERFORM check_last_payment_day(ctx, p.fund_id);
	SELECT * INTO a FROM payee_account WHERE organisation_id = c.claimant_id AND state = 'confirmed';
	IF NOT FOUND THEN PERFORM refuse('batch.unconfirmed_payee'); END IF;

	-- what came back
	PERFORM receive_clawback(ctx - 'key', jsonb_build_object('clawbackId', k.id, 'amountFen', o.amount_fen, 'documentNo', o.decision_no,
		'receivedOn', business_day(ctx), 'reuse', coalesce((args ->> 'reuse')::boolean, false), 'setOff', o.number));
	-- what is paid
	SELECT * INTO cash FROM fund_cash WHERE fund_id = p.fund_id AND source_no = p.source_no FOR NO KEY UPDATE;
	IF coalesce(cash.received_fen - cash.released_fen, 0) < o.amount_fen THEN
		PERFORM refuse('fund.not_received', jsonb_build_object('freeFen', coalesce(cash.received_fen - cash.released_fen, 0)::text, 'totalFen', o.amount_fen::text));
	END IF;
	UPDATE fund_cash SET released_fen = released_fen + o.amount_fen WHERE fund_id = p.fund_id AND source_no = p.source_no;
	IF p.amount_fen > o.amount_fen THEN
		UPDATE pay_line SET amount_fen = amount_fen - o.amount_fen WHERE id = p.id;
		INSERT INTO pay_line (claim_id, fund_id, source_no, part_no, amount_fen)
		VALUES (c.id, p.fund_id, p.source_no, (SELECT max(part_no) + 1 FROM pay_line WHERE claim_id = c.id AND source_no = p.source_no), o.amount_fen) RETURNING * INTO p;
	END IF;
	hash := encode(sha256(convert_to(concat_ws('|', p.id, o.amount_fen, a.account_name, a.account_no, a.bank_code), 'UTF8')), 'hex');
	INSERT INTO batch (number, kind, fund_id, source_no, state, approval_document_no, content_hash, total_fen, created_by_id, locked_by_id, locked_at, approved_by_id, approved_at, sent_by_id, sent_at, message_id, closed_at, created_at)
	VALUES (o.number, 'set_off', p.fund_id, p.source_no, 'closed', o.decision_no, hash, o.amount_fen, o.proposed_by_id, o.proposed_by_id, o.proposed_at, actor, at, actor, at, o.number, at, at) RETURNING id INTO batch_key;
	INSERT INTO payment (number, batch_id, payee_account_id, payee_id, account_name, account_no, bank_name, bank_code, amount_fen, code, end_to_end_id, state, settled_at, set_off_id)
	VALUES (o.number, batch_key, a.id, c.claimant_id, a.account_name, a.account_no, a.bank_name, a.bank_code, o.amount_fen, replace(o.number, '-', ''), replace(o.number, '-', ''), 'confirmed', at, o.id) RETURNING * INTO pay;
	INSERT INTO settlement_line (pay_line_id, attempt, batch_id, payment_id, payee_account_id, amount_fen)
	VALUES (p.id, 1 + (SELECT count(*) FROM settlement_line WHERE pay_line_id = p.id), batch_key, pay.id, a.id, o.amount_fen) RETURNING id INTO line_id;
	done := jsonb_build_object('setOffId', o.id::text, 'number', o.number, 'amountFen', o.amount_fen::text);
	posted := post_command(ctx, 'claim.set_off', c.number, args || jsonb_build_object('setOff', o.number, 'clawback', k.number, 'decisionNo', o.decision_no, 'proposedById', o.proposed_by_id::text), done,
		settlement_movements(ARRAY[line_id], 'payable', 'in_payment') || settlement_movements(ARRAY[line_id], 'in_payment', 'paid'));
	PERFORM follow_payments(ctx, pay);
	UPDATE set_off SET state = 'approved', decided_by_id = actor, decided_at = at, command_id = posted WHERE id = o.id;
	RETURN done;
END $$;
GRANT EXECUTE ON FUNCTION approve_set_off TO voucher_app;
