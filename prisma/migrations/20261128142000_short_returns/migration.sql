-- A payment that left the account in part only, and whose part came back: everything of it is payable again.

/**
 * A bank line says that what had left of a payment came back: in_payment → payable. The lines held as its parts and the one that
 * brings them back answer for each other. args: { paymentId, statementLineId, rule, returnCode }. Refuses payment.not_in_payment,
 * payment.amount_differs (another sum than its parts).
 */
CREATE FUNCTION return_parts(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pay payment; b batch; line statement_line; done jsonb; posted bigint; out_fen bigint; parts bigint[];
BEGIN
	SELECT x.* INTO b FROM batch x JOIN payment p ON p.batch_id = x.id WHERE p.id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE OF x;
	SELECT * INTO pay FROM payment WHERE id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	PERFORM 1 FROM statement_line WHERE part_of_payment_id = pay.id OR id = (args ->> 'statementLineId')::bigint ORDER BY id FOR NO KEY UPDATE;
	SELECT * INTO line FROM statement_line WHERE id = (args ->> 'statementLineId')::bigint;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	SELECT array_agg(l.id ORDER BY l.id), -sum(l.amount_fen) INTO parts, out_fen FROM statement_line l WHERE l.part_of_payment_id = pay.id AND l.state = 'part';
	IF pay.state <> 'sent' OR line.state <> 'unmatched' OR parts IS NULL THEN PERFORM refuse('payment.not_in_payment', jsonb_build_object('number', pay.number)); END IF;
	IF line.currency <> 'CNY' OR line.amount_fen IS DISTINCT FROM out_fen OR NOT EXISTS (
			 SELECT FROM funding_source s WHERE s.fund_id = b.fund_id AND s.source_no = b.source_no AND s.account_no = line.account_no) THEN
		PERFORM refuse('payment.amount_differs', jsonb_build_object('number', pay.number));
	END IF;
	done := jsonb_build_object('paymentId', pay.id::text, 'number', pay.number, 'statementLineId', line.id::text, 'returnCode', args ->> 'returnCode', 'partFen', out_fen::text);
	posted := post_command(ctx, 'payment.returned', pay.number, args, done, settlement_movements(ARRAY(SELECT id FROM settlement_line WHERE payment_id = pay.id), 'in_payment', 'payable'));
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id)
	SELECT l.id, pay.id, 'paid', l.amount_fen, 'parts', posted FROM statement_line l WHERE l.id = ANY (parts) ORDER BY l.id;
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id) VALUES (line.id, pay.id, 'returned', line.amount_fen, args ->> 'rule', posted);
	UPDATE statement_line SET state = 'matched', part_of_payment_id = NULL WHERE id = line.id OR id = ANY (parts);
	UPDATE settlement_line SET returned = true WHERE payment_id = pay.id;
	UPDATE fund_cash SET released_fen = released_fen - pay.amount_fen WHERE fund_id = b.fund_id AND source_no = b.source_no;
	UPDATE payment SET state = 'returned', return_reason = args ->> 'returnCode', settled_at = (ctx ->> 'now')::timestamptz WHERE id = pay.id;
	PERFORM follow_payments(ctx, pay);
	RETURN done;
END $$;
GRANT EXECUTE ON FUNCTION return_parts TO voucher_app;

/**
 * Undoes what a line was matched with, by mirror images: paid → payable → in_payment, or back from payable to where the
 * returned payment stood. All lines and payments of the match go together; parts that had come back wait as parts again.
 * args: { lineId, reason }. Refuses match.not_matched, match.later (the money has moved on since).
 */
CREATE OR REPLACE FUNCTION undo_match(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pays BIGINT[]; ours BIGINT[]; done jsonb; posted BIGINT; what TEXT; subject TEXT; those BIGINT[]; moves movement[]; was money_stage; parts BIGINT[] := '{}';
BEGIN
	SELECT array_agg(DISTINCT m.payment_id), min(m.kind) INTO pays, what FROM live_match m WHERE m.statement_line_id = (args ->> 'lineId')::bigint;
	PERFORM 1 FROM batch b WHERE b.id IN (SELECT batch_id FROM payment WHERE id = ANY (pays)) ORDER BY b.id FOR NO KEY UPDATE;
	PERFORM 1 FROM payment WHERE id = ANY (pays) ORDER BY id FOR NO KEY UPDATE;
	SELECT array_agg(DISTINCT m.statement_line_id) INTO ours FROM live_match m WHERE m.payment_id = ANY (pays) AND m.kind = what;
	IF what = 'returned' THEN
		-- what had left of it was less than the payment: it never was paid, and its parts go back to waiting
		SELECT coalesce(array_agg(m.statement_line_id), '{}') INTO parts FROM live_match m JOIN payment y ON y.id = m.payment_id
		WHERE m.payment_id = ANY (pays) AND m.kind = 'paid' AND y.amount_fen > (SELECT -sum(x.amount_fen) FROM live_match x WHERE x.payment_id = y.id AND x.kind = 'paid');
	END IF;
	PERFORM 1 FROM statement_line WHERE id = ANY (ours || parts) ORDER BY id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF pays IS NULL OR EXISTS (SELECT FROM statement_line WHERE id = ANY (ours || parts) AND state <> 'matched') THEN PERFORM refuse('match.not_matched'); END IF;
	SELECT string_agg(number, ' ' ORDER BY number) INTO subject FROM (SELECT number FROM payment WHERE id = ANY (pays) ORDER BY number LIMIT 1) x;
	-- the money is where the match put it: not clawed back, not carried to another year, not batched again
	IF EXISTS (SELECT FROM payment WHERE id = ANY (pays) AND state <> CASE what WHEN 'paid' THEN 'confirmed' ELSE 'returned' END)
		OR EXISTS (SELECT FROM payment y JOIN batch b ON b.id = y.batch_id WHERE y.id = ANY (pays) AND successor_of(b.fund_id) IS NOT NULL)
		OR EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id WHERE l.payment_id = ANY (pays) AND p.demanded_fen + p.clawed_back_fen > 0)
		OR EXISTS (SELECT FROM settlement_line l JOIN clawback k ON k.pay_line_id = l.pay_line_id WHERE l.payment_id = ANY (pays))
		OR (what = 'returned' AND EXISTS (SELECT FROM settlement_line l JOIN settlement_line o ON o.pay_line_id = l.pay_line_id AND o.id > l.id WHERE l.payment_id = ANY (pays))) THEN
		PERFORM refuse('match.later', jsonb_build_object('number', subject));
	END IF;
	those := ARRAY(SELECT id FROM settlement_line WHERE payment_id = ANY (pays));
	IF what = 'paid' THEN
		moves := settlement_movements(those, 'paid', 'payable') || settlement_movements(those, 'payable', 'in_payment');
	ELSE
		SELECT CASE WHEN parts = '{}' AND EXISTS (SELECT FROM live_match m WHERE m.payment_id = ANY (pays) AND m.kind = 'paid') THEN 'paid' ELSE 'in_payment' END INTO was;
		moves := settlement_movements(those, 'payable', 'in_payment');
		IF was = 'paid' THEN moves := moves || settlement_movements(those, 'in_payment', 'paid'); END IF;
		UPDATE fund_cash c SET released_fen = c.released_fen + x.amount FROM (
			SELECT b.fund_id, b.source_no, sum(y.amount_fen)::bigint AS amount FROM payment y JOIN batch b ON b.id = y.batch_id WHERE y.id = ANY (pays) GROUP BY 1, 2) x
		 WHERE c.fund_id = x.fund_id AND c.source_no = x.source_no AND c.received_fen - c.released_fen >= x.amount;
		IF NOT FOUND THEN PERFORM refuse('match.later', jsonb_build_object('number', subject)); END IF;
	END IF;
	done := jsonb_build_object('lines', cardinality(ours), 'payments', cardinality(pays), 'kind', what);
	posted := post_command(ctx, 'match.undone', subject, args, done, moves);
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id, undoes)
	SELECT m.statement_line_id, m.payment_id, m.kind, -m.amount_fen, 'hand', posted, m.id FROM live_match m WHERE m.payment_id = ANY (pays) AND (m.kind = what OR m.statement_line_id = ANY (parts)) ORDER BY m.id;
	UPDATE statement_line SET state = 'unmatched', rest_kind = NULL, rest_fen = NULL, rest_reason = NULL WHERE id = ANY (ours);
	UPDATE statement_line SET state = 'part', part_of_payment_id = pays[1] WHERE id = ANY (parts);
	UPDATE settlement_line SET returned = false WHERE payment_id = ANY (pays) AND returned;
	UPDATE payment SET state = CASE WHEN was = 'paid' THEN 'confirmed' ELSE 'sent' END, settled_at = CASE WHEN was = 'paid' THEN settled_at END, return_reason = NULL WHERE id = ANY (pays);
	PERFORM follow_settled(ctx, pays);
	RETURN done;
END $$;

-- A payment of which parts are waiting comes back by its parts only.
CREATE FUNCTION payment_back_by_parts() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM statement_line l WHERE l.part_of_payment_id = NEW.id) THEN
		PERFORM refuse('payment.amount_differs', jsonb_build_object('number', NEW.number));
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER payment_back_by_parts BEFORE UPDATE ON payment FOR EACH ROW WHEN (NEW.state = 'returned' AND OLD.state = 'sent') EXECUTE FUNCTION payment_back_by_parts();
