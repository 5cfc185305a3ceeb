-- 垫付: one level of a fund pays in the place of another whose money has not come, by a decision with a number. What is paid stays
-- the other level's expenditure, so no stage moves; its money is another's, and stands as due from it until it is paid back. In the
-- books of the money received an advance is two receipts with the decision's number, less at the one source and more at the other,
-- and a repayment the same two the other way.

CREATE TABLE advance (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	fund_id BIGINT NOT NULL REFERENCES fund (id),
	payer_source_no SMALLINT NOT NULL,
	source_no SMALLINT NOT NULL,
	amount_fen BIGINT NOT NULL,
	repaid_fen BIGINT NOT NULL DEFAULT 0,
	decision_no TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL DEFAULT 'proposed',
	proposed_by_id BIGINT NOT NULL REFERENCES account (id),
	proposed_at TIMESTAMPTZ(3) NOT NULL,
	decided_by_id BIGINT REFERENCES account (id),
	decided_at TIMESTAMPTZ(3),
	command_id BIGINT REFERENCES command (id),
	CONSTRAINT advance_amount CHECK (amount_fen > 0),
	CONSTRAINT advance_repaid CHECK (repaid_fen BETWEEN 0 AND amount_fen AND (state = 'approved' OR repaid_fen = 0)),
	CONSTRAINT advance_decision CHECK (decision_no <> ''),
	CONSTRAINT advance_state CHECK (state IN ('proposed', 'approved', 'refused')),
	CONSTRAINT advance_two_levels CHECK (payer_source_no <> source_no),
	CONSTRAINT advance_decided CHECK ((state = 'proposed') = (decided_by_id IS NULL) AND (state = 'proposed') = (decided_at IS NULL) AND (state = 'approved') = (command_id IS NOT NULL)),
	CONSTRAINT advance_second_person CHECK (decided_by_id <> proposed_by_id),
	FOREIGN KEY (fund_id, payer_source_no) REFERENCES funding_source (fund_id, source_no),
	FOREIGN KEY (fund_id, source_no) REFERENCES funding_source (fund_id, source_no)
);
CREATE UNIQUE INDEX advance_one_proposed ON advance (fund_id, source_no) WHERE state = 'proposed';
CREATE INDEX advance_fund_id_idx ON advance (fund_id);
GRANT SELECT, INSERT ON advance TO voucher_app;
GRANT UPDATE (state, decided_by_id, decided_at) ON advance TO voucher_app;
GRANT USAGE ON SEQUENCE advance_id_seq TO voucher_app;
CREATE SEQUENCE number_advance;
GRANT USAGE, SELECT ON SEQUENCE number_advance TO voucher_app;

-- Words and people of a proposal stay; what is repaid is the books' own.
CREATE FUNCTION advance_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'proposed' THEN RAISE EXCEPTION 'an advance begins as a proposal' USING ERRCODE = '23514'; END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an advance is never deleted' USING ERRCODE = '23514'; END IF;
	IF (to_jsonb(NEW) - '{state,decided_by_id,decided_at,command_id,repaid_fen}'::text[]) <> (to_jsonb(OLD) - '{state,decided_by_id,decided_at,command_id,repaid_fen}'::text[])
		OR NOT (OLD.state = 'proposed' OR (OLD.state = 'approved' AND NEW.repaid_fen > OLD.repaid_fen
			AND (NEW.state, NEW.decided_by_id, NEW.decided_at, NEW.command_id) IS NOT DISTINCT FROM (OLD.state, OLD.decided_by_id, OLD.decided_at, OLD.command_id))) THEN
		RAISE EXCEPTION 'state.changed_meanwhile' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', OLD.state);
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER advance_guard BEFORE INSERT OR UPDATE OR DELETE ON advance FOR EACH ROW EXECUTE FUNCTION advance_guard();

CREATE TABLE advance_repayment (
	id BIGSERIAL PRIMARY KEY,
	command_id BIGINT NOT NULL REFERENCES command (id),
	advance_id BIGINT NOT NULL REFERENCES advance (id),
	kind TEXT NOT NULL,
	amount_fen BIGINT NOT NULL,
	document_no TEXT NOT NULL,
	repaid_on DATE NOT NULL,
	CONSTRAINT advance_repayment_kind CHECK (kind IN ('receipt', 'clearing')),
	CONSTRAINT advance_repayment_amount CHECK (amount_fen > 0),
	CONSTRAINT advance_repayment_document CHECK (document_no <> '')
);
CREATE INDEX advance_repayment_advance_id_idx ON advance_repayment (advance_id);
CREATE TRIGGER advance_repayment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advance_repayment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON advance_repayment TO voucher_app;

ALTER TABLE receipt ADD COLUMN advance_id BIGINT REFERENCES advance (id), DROP CONSTRAINT receipt_amount_fen_check,
	ADD CONSTRAINT receipt_amount_fen_check CHECK (CASE WHEN advance_id IS NULL THEN amount_fen > 0 ELSE amount_fen <> 0 END);
CREATE INDEX receipt_advance_id_idx ON receipt (advance_id) WHERE advance_id IS NOT NULL;

/** Moves received money between two sources of a fund for an advance: less at the one, more at the other, both under the document's number. */
CREATE FUNCTION move_received(a advance, from_source smallint, to_source smallint, amount bigint, document text, day date, command bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE fund_cash SET received_fen = received_fen - amount WHERE fund_id = a.fund_id AND source_no = from_source;
	UPDATE fund_cash SET received_fen = received_fen + amount WHERE fund_id = a.fund_id AND source_no = to_source;
	INSERT INTO receipt (command_id, fund_id, source_no, document_no, amount_fen, received_on, advance_id)
	VALUES (command, a.fund_id, from_source, document, -amount, day, a.id), (command, a.fund_id, to_source, document, amount, day, a.id);
END $$;

/** The fund's money received and not released of two of its sources, locked in order: that of the first asked for. */
CREATE FUNCTION lock_received(fund_key bigint, source smallint, other smallint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM 1 FROM fund_cash WHERE fund_id = fund_key AND source_no IN (source, other) ORDER BY source_no FOR NO KEY UPDATE;
	RETURN coalesce((SELECT received_fen - released_fen FROM fund_cash WHERE fund_id = fund_key AND source_no = source), 0);
END $$;

/**
 * Approves an advance, by another person: received money of one level pays for the other, from which it is due from now on.
 * args: { advanceId }. Refuses fund.not_received where the one that advances has not so much received and not yet released.
 */
CREATE FUNCTION approve_advance(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE a advance; f fund; free bigint; done jsonb; posted bigint; actor bigint := (ctx ->> 'actorId')::bigint;
BEGIN
	SELECT * INTO a FROM advance WHERE id = (args ->> 'advanceId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF a.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', a.state)); END IF;
	IF a.proposed_by_id = actor THEN PERFORM refuse('access.other_person'); END IF;
	SELECT * INTO f FROM fund WHERE id = a.fund_id FOR NO KEY UPDATE;
	IF f.state <> 'approved' THEN PERFORM refuse('fund.not_approved'); END IF;
	free := lock_received(f.id, a.payer_source_no, a.source_no);
	IF free < a.amount_fen THEN PERFORM refuse('fund.not_received', jsonb_build_object('freeFen', free::text, 'totalFen', a.amount_fen::text)); END IF;
	done := jsonb_build_object('advanceId', a.id::text, 'number', a.number, 'amountFen', a.amount_fen::text);
	posted := post_command(ctx, 'advance.approved', a.number, args || jsonb_build_object('fund', f.number, 'decisionNo', a.decision_no, 'proposedById', a.proposed_by_id::text), done, '{}');
	PERFORM move_received(a, a.payer_source_no, a.source_no, a.amount_fen, a.decision_no, business_day(ctx), posted);
	UPDATE advance SET state = 'approved', decided_by_id = actor, decided_at = (ctx ->> 'now')::timestamptz, command_id = posted WHERE id = a.id;
	RETURN done;
END $$;

/**
 * Records that what a level owes for an advance, or a part, came back to the one that advanced it. args: { advanceId, kind, amountFen,
 * documentNo, repaidOn }. kind receipt: the level's own money came in for it · clearing: out of the level's money received before, by
 * a decision. Refuses advance.above_due above what is due, fund.not_received where a clearing has not so much to take.
 */
CREATE FUNCTION repay_advance(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE a advance; f fund; free bigint; done jsonb; posted bigint; amount bigint := (args ->> 'amountFen')::bigint; document text := args ->> 'documentNo'; day date := (args ->> 'repaidOn')::date;
BEGIN
	SELECT * INTO a FROM advance WHERE id = (args ->> 'advanceId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF a.state <> 'approved' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', a.state)); END IF;
	IF amount <= 0 OR coalesce(document, '') = '' THEN PERFORM refuse('input.invalid'); END IF;
	IF amount > a.amount_fen - a.repaid_fen THEN
		PERFORM refuse('advance.above_due', jsonb_build_object('leftFen', (a.amount_fen - a.repaid_fen)::text, 'amountFen', amount::text));
	END IF;
	SELECT * INTO f FROM fund WHERE id = a.fund_id FOR NO KEY UPDATE;
	free := lock_received(f.id, a.source_no, a.payer_source_no);
	IF args ->> 'kind' = 'clearing' AND free < amount THEN PERFORM refuse('fund.not_received', jsonb_build_object('freeFen', free::text, 'totalFen', amount::text)); END IF;
	done := jsonb_build_object('advanceId', a.id::text, 'number', a.number, 'dueFen', (a.amount_fen - a.repaid_fen - amount)::text);
	posted := post_command(ctx, 'advance.repaid', a.number, args || jsonb_build_object('fund', f.number), done, '{}');
	IF args ->> 'kind' = 'receipt' THEN
		UPDATE fund_cash SET received_fen = received_fen + amount WHERE fund_id = f.id AND source_no = a.source_no;
		INSERT INTO receipt (command_id, fund_id, source_no, document_no, amount_fen, received_on) VALUES (posted, f.id, a.source_no, document, amount, day);
	END IF;
	PERFORM move_received(a, a.source_no, a.payer_source_no, amount, document, day, posted);
	INSERT INTO advance_repayment (command_id, advance_id, kind, amount_fen, document_no, repaid_on) VALUES (posted, a.id, args ->> 'kind', amount, document, day);
	UPDATE advance SET repaid_fen = repaid_fen + amount WHERE id = a.id;
	RETURN done;
END $$;
REVOKE ALL ON FUNCTION move_received, lock_received FROM PUBLIC;
GRANT EXECUTE ON FUNCTION approve_advance, repay_advance TO voucher_app;
