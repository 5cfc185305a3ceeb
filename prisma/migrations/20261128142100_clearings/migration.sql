-- 清算: what one level of government paid and another is to bear, by a decision with a number, a person of each side. By default
-- the paying fund is what the rules say and pays directly; nothing is cleared without a decision. Both sides are posted gross:
-- what was paid came back to the one fund (paid → available or surrendered), and the other fund paid it (available → payable →
-- in_payment → paid). No bank line stands behind it; the decision does.

CREATE TABLE clearing (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	decision_no TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT '',
	pay_line_id BIGINT NOT NULL REFERENCES pay_line (id),
	creditor_fund_id BIGINT NOT NULL REFERENCES fund (id),
	creditor_source_no SMALLINT NOT NULL,
	debtor_fund_id BIGINT NOT NULL REFERENCES fund (id),
	debtor_source_no SMALLINT NOT NULL,
	amount_fen BIGINT NOT NULL,
	state TEXT NOT NULL DEFAULT 'proposed',
	proposed_by_id BIGINT NOT NULL REFERENCES account (id),
	proposed_at TIMESTAMPTZ(3) NOT NULL,
	decided_by_id BIGINT REFERENCES account (id),
	decided_at TIMESTAMPTZ(3),
	command_id BIGINT REFERENCES command (id),
	CONSTRAINT clearing_amount CHECK (amount_fen > 0),
	CONSTRAINT clearing_decision CHECK (decision_no <> ''),
	CONSTRAINT clearing_state CHECK (state IN ('proposed', 'approved', 'refused')),
	CONSTRAINT clearing_two_sides CHECK ((creditor_fund_id, creditor_source_no) <> (debtor_fund_id, debtor_source_no)),
	CONSTRAINT clearing_decided CHECK ((state = 'proposed') = (decided_by_id IS NULL) AND (state = 'proposed') = (decided_at IS NULL) AND (state = 'approved') = (command_id IS NOT NULL)),
	CONSTRAINT clearing_second_person CHECK (decided_by_id <> proposed_by_id),
	FOREIGN KEY (creditor_fund_id, creditor_source_no) REFERENCES funding_source (fund_id, source_no),
	FOREIGN KEY (debtor_fund_id, debtor_source_no) REFERENCES funding_source (fund_id, source_no)
);
CREATE UNIQUE INDEX clearing_one_proposed ON clearing (pay_line_id) WHERE state = 'proposed';
CREATE INDEX clearing_creditor_fund_id_idx ON clearing (creditor_fund_id);
CREATE INDEX clearing_debtor_fund_id_idx ON clearing (debtor_fund_id);
CREATE TRIGGER clearing_guard BEFORE INSERT OR UPDATE OR DELETE ON clearing FOR EACH ROW EXECUTE FUNCTION proposal_guard('proposed');
GRANT SELECT, INSERT ON clearing TO voucher_app;
GRANT UPDATE (state, decided_by_id, decided_at) ON clearing TO voucher_app;
GRANT USAGE ON SEQUENCE clearing_id_seq TO voucher_app;
CREATE SEQUENCE number_clearing;
GRANT USAGE, SELECT ON SEQUENCE number_clearing TO voucher_app;

-- The side that gets it back stands as a demand that was received at once, the other as a claim that was paid at once.
ALTER TABLE clawback ADD COLUMN clearing_id BIGINT UNIQUE REFERENCES clearing (id), DROP CONSTRAINT clawback_origin,
	ADD CONSTRAINT clawback_origin CHECK (origin IN ('person', 'red_letter', 'clearing') AND (origin = 'red_letter') = (red_letter_id IS NOT NULL) AND (origin = 'clearing') = (clearing_id IS NOT NULL));
ALTER TABLE claim_line DROP CONSTRAINT claim_line_kind_known, ADD CONSTRAINT claim_line_kind_known CHECK (kind IN ('order', 'contract', 'award', 'clearing'));
ALTER TABLE batch DROP CONSTRAINT batch_kind, ADD CONSTRAINT batch_kind CHECK (kind IN ('bank', 'set_off', 'clearing') AND (kind = 'bank' OR state = 'closed'));
ALTER TABLE payment ADD COLUMN clearing_id BIGINT UNIQUE REFERENCES clearing (id),
	ADD CONSTRAINT payment_clearing_is_paid CHECK (clearing_id IS NULL OR (state = 'confirmed' AND set_off_id IS NULL));
CREATE OR REPLACE FUNCTION no_bank_for_set_off() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM payment y WHERE y.id = NEW.payment_id AND num_nonnulls(y.set_off_id, y.clearing_id) > 0) THEN
		PERFORM refuse('payment.not_in_payment', (SELECT jsonb_build_object('number', y.number) FROM payment y WHERE y.id = NEW.payment_id));
	END IF;
	RETURN NEW;
END $$;

/**
 * Approves a clearing, by another person: the paying fund gets back what the other is to bear. args: { clearingId, reuse } (reuse:
 * whether the programme uses what comes back again in its year). Refuses clearing.not_paid, clawback.above_paid, fund.exhausted,
 * fund.not_received.
 */
CREATE FUNCTION approve_clearing(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	g clearing; p pay_line; was claim; s funding_source; f fund; cash fund_cash; e entitlement; done jsonb; posted bigint; parts bigint[]; org bigint; hash text;
	back bigint; account bigint; claim_key bigint; line_key bigint; batch_key bigint; settled bigint; pay payment;
	actor bigint := (ctx ->> 'actorId')::bigint; at timestamptz := (ctx ->> 'now')::timestamptz;
BEGIN
	SELECT * INTO g FROM clearing WHERE id = (args ->> 'clearingId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF g.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', g.state)); END IF;
	IF g.proposed_by_id = actor THEN PERFORM refuse('access.other_person'); END IF;
	-- why: two clearings the other way round at once take their funds in one order
	PERFORM 1 FROM fund x WHERE x.id IN (g.creditor_fund_id, g.debtor_fund_id) ORDER BY x.id FOR NO KEY UPDATE;
	SELECT * INTO f FROM fund WHERE id = g.debtor_fund_id;
	IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
	PERFORM check_last_payment_day(ctx, f.id);
	SELECT * INTO p FROM pay_line WHERE id = g.pay_line_id FOR NO KEY UPDATE;
	IF NOT is_paid(p.id) OR (p.fund_id, p.source_no) <> (g.creditor_fund_id, g.creditor_source_no) THEN PERFORM refuse('clearing.not_paid'); END IF;
	IF p.amount_fen - p.demanded_fen < g.amount_fen THEN
		PERFORM refuse('clawback.above_paid', jsonb_build_object('leftFen', (p.amount_fen - p.demanded_fen)::text, 'amountFen', g.amount_fen::text));
	END IF;
	SELECT * INTO was FROM claim WHERE id = p.claim_id;
	SELECT * INTO s FROM funding_source WHERE fund_id = p.fund_id AND source_no = p.source_no;
	SELECT authority_id INTO org FROM fund WHERE id = p.fund_id;

	-- the side that gets it back
	INSERT INTO clawback (number, pay_line_id, claim_id, payee_id, amount_fen, reason, state, origin, clearing_id, proposed_at, decided_at)
	VALUES (g.number, p.id, p.claim_id, f.authority_id, g.amount_fen, g.decision_no, 'demanded', 'clearing', g.id, at, at) RETURNING id INTO back;
	UPDATE pay_line SET demanded_fen = demanded_fen + g.amount_fen WHERE id = p.id;
	PERFORM receive_clawback(ctx - 'key', jsonb_build_object('clawbackId', back, 'amountFen', g.amount_fen, 'documentNo', g.decision_no,
		'receivedOn', business_day(ctx), 'reuse', coalesce((args ->> 'reuse')::boolean, false), 'clearing', g.number));

	-- the side that bears it: drawn, owed and paid in one
	parts := array_fill(0::bigint, ARRAY[g.debtor_source_no::int]);
	parts[g.debtor_source_no] := g.amount_fen;
	PERFORM draw_fund(f.id, parts);
	SELECT * INTO cash FROM fund_cash WHERE fund_id = f.id AND source_no = g.debtor_source_no FOR NO KEY UPDATE;
	IF coalesce(cash.received_fen - cash.released_fen, 0) < g.amount_fen THEN
		PERFORM refuse('fund.not_received', jsonb_build_object('freeFen', coalesce(cash.received_fen - cash.released_fen, 0)::text, 'totalFen', g.amount_fen::text));
	END IF;
	UPDATE fund_cash SET released_fen = released_fen + g.amount_fen WHERE fund_id = f.id AND source_no = g.debtor_source_no;
	INSERT INTO payee_account (number, organisation_id, account_name, account_no, bank_name, bank_code, state, proposed_by_id, confirmed_by_id, confirmed_at)
	VALUES (g.number, org, s.account_name, s.account_no, s.bank_name, s.bank_code, 'replaced', g.proposed_by_id, actor, at) RETURNING id INTO account;
	INSERT INTO claim (number, programme_id, version_id, fund_id, kind, mode, claimant_id, enterprise_id, payee_account_id, state, claimed_fen, approved_fen, submitted_by_id, submitted_at, reviewed_by_id, reviewed_at)
	VALUES (g.number, f.programme_id, (SELECT v.id FROM programme_version v WHERE v.programme_id = f.programme_id ORDER BY v.state = 'published' DESC, v.version_no DESC LIMIT 1), f.id, 'claim_only', 'reimburse',
		org, was.enterprise_id, account, 'reviewed', g.amount_fen, g.amount_fen, g.proposed_by_id, g.proposed_at, actor, at) RETURNING id INTO claim_key;
	INSERT INTO claim_line (claim_id, line_no, kind, title, contract_no, base_fen, claimed_fen, approved_fen)
	VALUES (claim_key, 1, 'clearing', '清算 ' || g.decision_no || '（' || was.number || '）', g.decision_no, g.amount_fen, g.amount_fen, g.amount_fen);
	INSERT INTO entitlement (kind, fund_id, holder_id, face_fen, encumbrance) VALUES ('claim', f.id, org, g.amount_fen, 'approval') RETURNING * INTO e;
	INSERT INTO entitlement_source (entitlement_id, source_no, face_fen, redeemed_fen) SELECT e.id, n, v, v FROM unnest(parts) WITH ORDINALITY u(v, n);
	UPDATE claim SET state = 'approved', approved_by_id = actor, approved_at = at, entitlement_id = e.id WHERE id = claim_key;
	INSERT INTO pay_line (claim_id, fund_id, source_no, amount_fen) VALUES (claim_key, f.id, g.debtor_source_no, g.amount_fen) RETURNING id INTO line_key;
	hash := encode(sha256(convert_to(concat_ws('|', line_key, g.amount_fen, s.account_name, s.account_no, s.bank_code), 'UTF8')), 'hex');
	INSERT INTO batch (number, kind, fund_id, source_no, state, approval_document_no, content_hash, total_fen, created_by_id, locked_by_id, locked_at, approved_by_id, approved_at, sent_by_id, sent_at, message_id, closed_at, created_at)
	VALUES (g.number, 'clearing', f.id, g.debtor_source_no, 'closed', g.decision_no, hash, g.amount_fen, g.proposed_by_id, g.proposed_by_id, g.proposed_at, actor, at, actor, at, g.number, at, at) RETURNING id INTO batch_key;
	INSERT INTO payment (number, batch_id, payee_account_id, payee_id, account_name, account_no, bank_name, bank_code, amount_fen, code, end_to_end_id, state, settled_at, clearing_id)
	VALUES (g.number, batch_key, account, org, s.account_name, s.account_no, s.bank_name, s.bank_code, g.amount_fen, replace(g.number, '-', ''), replace(g.number, '-', ''), 'confirmed', at, g.id) RETURNING * INTO pay;
	INSERT INTO settlement_line (pay_line_id, attempt, batch_id, payment_id, payee_account_id, amount_fen) VALUES (line_key, 1, batch_key, pay.id, account, g.amount_fen) RETURNING id INTO settled;
	done := jsonb_build_object('clearingId', g.id::text, 'number', g.number, 'amountFen', g.amount_fen::text);
	posted := post_command(ctx, 'clearing.approved', g.number, args || jsonb_build_object('claim', was.number, 'decisionNo', g.decision_no, 'proposedById', g.proposed_by_id::text), done,
		movements(f.id, e.id, NULL, claim_key, 'available', 'payable', parts)
		|| settlement_movements(ARRAY[settled], 'payable', 'in_payment') || settlement_movements(ARRAY[settled], 'in_payment', 'paid'));
	PERFORM follow_payments(ctx, pay);
	UPDATE clearing SET state = 'approved', decided_by_id = actor, decided_at = at, command_id = posted WHERE id = g.id;
	RETURN done;
END $$;
GRANT EXECUTE ON FUNCTION approve_clearing TO voucher_app;

/** What the books hold of a fund's clearings, both sides gross: what came back to it and what it paid. */
CREATE FUNCTION cleared_in_books(fund_key bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT coalesce(sum(t.amount_fen), 0)::bigint FROM transfer t WHERE t.fund_id = fund_key AND 'paid' IN (t.from_stage, t.to_stage) AND t.command_id IN (
		SELECT g.command_id FROM clearing g WHERE g.debtor_fund_id = fund_key AND g.command_id IS NOT NULL
		UNION ALL SELECT r.command_id FROM clearing g JOIN clawback k ON k.clearing_id = g.id JOIN clawback_receipt r ON r.clawback_id = k.id WHERE g.creditor_fund_id = fund_key)
$$;
GRANT EXECUTE ON FUNCTION cleared_in_books TO voucher_app;
