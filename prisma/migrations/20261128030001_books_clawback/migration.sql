-- Clawbacks (追回), and the last payment day of a fund.

/** Whether a pay line has reached its payee: its live attempt was confirmed by the bank. */
CREATE FUNCTION is_paid(pay_line bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT EXISTS (SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = pay_line AND NOT l.returned AND y.state = 'confirmed')
$$;

/** Demands back what was paid, by a second person. A receivable: no money moves. Refused above what is paid and not yet demanded. proposed → demanded. */
CREATE FUNCTION demand_clawback(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b clawback; p pay_line; done jsonb; posted bigint;
BEGIN
	SELECT * INTO b FROM clawback WHERE id = (args ->> 'clawbackId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.state <> 'proposed' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
	IF b.proposed_by_id = (ctx ->> 'actorId')::bigint THEN PERFORM refuse('access.other_person'); END IF;
	SELECT * INTO p FROM pay_line WHERE id = b.pay_line_id FOR NO KEY UPDATE;
	IF NOT is_paid(p.id) THEN PERFORM refuse('clawback.not_paid'); END IF;
	IF p.amount_fen - p.demanded_fen < b.amount_fen THEN
		PERFORM refuse('clawback.above_paid', jsonb_build_object('leftFen', (p.amount_fen - p.demanded_fen)::text, 'amountFen', b.amount_fen::text));
	END IF;
	done := jsonb_build_object('clawbackId', b.id::text, 'number', b.number, 'amountFen', b.amount_fen::text);
	posted := post_command(ctx, 'clawback.demanded', b.number, args || jsonb_build_object('reason', b.reason, 'proposedById', b.proposed_by_id::text, 'payLineId', p.id::text), done, '{}');
	UPDATE pay_line SET demanded_fen = demanded_fen + b.amount_fen WHERE id = p.id;
	UPDATE clawback SET state = 'demanded', decided_by_id = (ctx ->> 'actorId')::bigint, decided_at = (ctx ->> 'now')::timestamptz WHERE id = b.id;
	RETURN done;
END $$;

/**
 * Records money of a clawback that arrived: paid → available where the programme re-uses it (`reuse`) and the fund's year still
 * runs, else paid → surrendered. Refused above what is demanded and not received. demanded → received with the last fen.
 */
CREATE FUNCTION receive_clawback(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b clawback; p pay_line; f fund; c claim; done jsonb; posted bigint; target money_stage; amount bigint := (args ->> 'amountFen')::bigint; parts bigint[];
BEGIN
	SELECT * INTO b FROM clawback WHERE id = (args ->> 'clawbackId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.state <> 'demanded' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
	IF coalesce(amount, 0) <= 0 OR coalesce(args ->> 'documentNo', '') = '' THEN PERFORM refuse('input.invalid'); END IF;
	IF b.amount_fen - b.received_fen < amount THEN
		PERFORM refuse('clawback.above_demand', jsonb_build_object('leftFen', (b.amount_fen - b.received_fen)::text, 'amountFen', amount::text));
	END IF;
	SELECT x.* INTO f FROM fund x JOIN pay_line l ON l.fund_id = x.id WHERE l.id = b.pay_line_id FOR NO KEY UPDATE OF x;
	SELECT * INTO p FROM pay_line WHERE id = b.pay_line_id FOR NO KEY UPDATE;
	SELECT * INTO c FROM claim WHERE id = p.claim_id;
	target := CASE WHEN coalesce((args ->> 'reuse')::boolean, false) AND f.state = 'approved' AND f.budget_year = extract(year FROM business_day(ctx))
		THEN 'available' ELSE 'surrendered' END;
	done := jsonb_build_object('clawbackId', b.id::text, 'number', b.number, 'amountFen', amount::text, 'to', target);
	posted := post_command(ctx, 'clawback.received', b.number, args, done,
		ARRAY[ROW(p.fund_id, p.source_no, c.entitlement_id, NULL, p.claim_id, p.id, 'paid', target, amount, NULL)::movement]);
	INSERT INTO clawback_receipt (command_id, clawback_id, amount_fen, to_stage, document_no, received_on)
	VALUES (posted, b.id, amount, target, args ->> 'documentNo', (args ->> 'receivedOn')::date);
	IF target = 'available' THEN
		-- the cash is with the payer again and can pay a second time
		parts := array_fill(0::bigint, ARRAY[p.source_no::int]);
		parts[p.source_no] := amount;
		PERFORM credit_fund(p.fund_id, parts, posted);
		UPDATE fund_cash SET received_fen = received_fen + amount WHERE fund_id = p.fund_id AND source_no = p.source_no;
		INSERT INTO receipt (command_id, fund_id, source_no, document_no, amount_fen, received_on)
		VALUES (posted, p.fund_id, p.source_no, args ->> 'documentNo', amount, (args ->> 'receivedOn')::date);
	END IF;
	UPDATE pay_line SET clawed_back_fen = clawed_back_fen + amount WHERE id = p.id;
	UPDATE clawback SET received_fen = received_fen + amount, state = CASE WHEN received_fen + amount = amount_fen THEN 'received' ELSE state END WHERE id = b.id;
	RETURN done;
END $$;

/** Refuses after a fund's last payment day. */
CREATE FUNCTION check_last_payment_day(ctx jsonb, fund_key bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE f fund;
BEGIN
	SELECT * INTO f FROM fund WHERE id = fund_key;
	IF f.last_payment_on < business_day(ctx) THEN
		PERFORM refuse('batch.after_last_payment_day', jsonb_build_object('fund', f.number, 'day', f.last_payment_on));
	END IF;
END $$;

/** Approves a locked batch: another person, unchanged content, received money that suffices, not after the fund's last payment day. locked → approved. */
CREATE OR REPLACE FUNCTION approve_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; cash fund_cash; done jsonb; posted bigint;
BEGIN
	SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.state <> 'locked' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
	IF (ctx ->> 'actorId')::bigint IN (b.locked_by_id, b.created_by_id) THEN PERFORM refuse('access.other_person'); END IF;
	PERFORM check_last_payment_day(ctx, b.fund_id);
	IF batch_hash(b.id) <> b.content_hash OR EXISTS (SELECT FROM payment p JOIN payee_account a ON a.id = p.payee_account_id WHERE p.batch_id = b.id
		 AND (a.state <> 'confirmed' OR (p.account_name, p.account_no, p.bank_code) <> (a.account_name, a.account_no, a.bank_code))) THEN PERFORM refuse('batch.changed', jsonb_build_object('number', b.number)); END IF;
	SELECT * INTO cash FROM fund_cash WHERE fund_id = b.fund_id AND source_no = b.source_no FOR NO KEY UPDATE;
	IF cash.received_fen - cash.released_fen < b.total_fen THEN
		PERFORM refuse('fund.not_received', jsonb_build_object('freeFen', (cash.received_fen - cash.released_fen)::text, 'totalFen', b.total_fen::text));
	END IF;
	UPDATE fund_cash SET released_fen = released_fen + b.total_fen WHERE fund_id = b.fund_id AND source_no = b.source_no;
	done := jsonb_build_object('batchId', b.id::text, 'number', b.number);
	posted := post_command(ctx, 'batch.approved', b.number, args, done, '{}');
	UPDATE batch SET state = 'approved', approval_document_no = args ->> 'approvalDocumentNo', approved_by_id = (ctx ->> 'actorId')::bigint, approved_at = (ctx ->> 'now')::timestamptz WHERE id = b.id;
	RETURN done;
END $$;

/** Records that an approved batch was sent to the bank or the finance bureau: payable → in_payment. A resend is refused, and so is one after the last payment day. */
CREATE OR REPLACE FUNCTION send_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; done jsonb; posted bigint;
BEGIN
	SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.state <> 'approved' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
	PERFORM check_last_payment_day(ctx, b.fund_id);
	done := jsonb_build_object('batchId', b.id::text, 'number', b.number, 'messageId', args ->> 'messageId');
	posted := post_command(ctx, 'batch.sent', b.number, args, done, settlement_movements(ARRAY(SELECT id FROM settlement_line WHERE batch_id = b.id), 'payable', 'in_payment'));
	UPDATE payment SET state = 'sent' WHERE batch_id = b.id;
	UPDATE batch SET state = 'sent', message_id = args ->> 'messageId', sent_by_id = (ctx ->> 'actorId')::bigint, sent_at = (ctx ->> 'now')::timestamptz WHERE id = b.id;
	RETURN done;
END $$;

GRANT EXECUTE ON FUNCTION demand_clawback, receive_clawback TO voucher_app;
