-- Money commands of a batch and its payments: lock, approve, send, void; settle and return by the bank's word.

CREATE UNIQUE INDEX settlement_line_one_live ON settlement_line (pay_line_id) WHERE NOT returned;
ALTER TABLE settlement_line ADD CHECK (amount_fen > 0);
ALTER TABLE payment ADD CHECK (amount_fen > 0), ADD CHECK (state IN ('prepared', 'sent', 'confirmed', 'returned'));
ALTER TABLE batch ADD CHECK (state IN ('open', 'locked', 'approved', 'sent', 'partly_paid', 'closed', 'voided')),
  ADD CONSTRAINT batch_second_person CHECK (approved_by_id <> locked_by_id AND approved_by_id <> created_by_id);

/** A short code for the 附言, without letters that are read wrongly. */
CREATE FUNCTION remittance_code() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT 'K' || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + get_byte(b, i) % 32, 1), '')
  FROM (SELECT decode(replace(gen_random_uuid()::text, '-', ''), 'hex') AS b) r, generate_series(9, 15) i
$$;

/** Fingerprint of what a batch will pay to whom. */
CREATE FUNCTION batch_hash(b bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', l.pay_line_id, l.amount_fen, a.account_name, a.account_no, a.bank_code), chr(10) ORDER BY l.pay_line_id), ''), 'UTF8')), 'hex')
  FROM settlement_line l JOIN payee_account a ON a.id = l.payee_account_id WHERE l.batch_id = b
$$;

/** Locks a batch: fixes its lines and payee accounts by hash and forms one payment per payee account. open → locked. */
CREATE FUNCTION lock_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; done jsonb; payee record; pay_id bigint; total bigint; hash text; posted bigint; seq int := 0;
BEGIN
  SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF b.state <> 'open' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
  -- the claimant's account of today, of which there is one: a payment that came back for a wrong account goes to its successor
  UPDATE settlement_line l SET payee_account_id = (SELECT a.id FROM payee_account a WHERE a.organisation_id = c.claimant_id AND a.state = 'confirmed')
    FROM pay_line p JOIN claim c ON c.id = p.claim_id WHERE l.batch_id = b.id AND p.id = l.pay_line_id;
  IF EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id WHERE l.batch_id = b.id
             AND (p.fund_id <> b.fund_id OR p.source_no <> b.source_no OR p.amount_fen <> l.amount_fen)) THEN PERFORM refuse('batch.changed'); END IF;
  IF EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id LEFT JOIN payee_account a ON a.id = l.payee_account_id
             WHERE l.batch_id = b.id AND (a.id IS NULL OR a.state <> 'confirmed' OR a.organisation_id <> c.claimant_id)) THEN PERFORM refuse('batch.unconfirmed_payee'); END IF;
  SELECT sum(amount_fen)::bigint INTO total FROM settlement_line WHERE batch_id = b.id;
  IF total IS NULL THEN PERFORM refuse('batch.empty'); END IF;
  FOR payee IN SELECT a.*, sum(l.amount_fen)::bigint AS amount FROM settlement_line l JOIN payee_account a ON a.id = l.payee_account_id WHERE l.batch_id = b.id GROUP BY a.id ORDER BY a.id LOOP
    seq := seq + 1;
    INSERT INTO payment (number, batch_id, payee_account_id, payee_id, account_name, account_no, bank_name, bank_code, amount_fen, code, end_to_end_id)
    VALUES ('FK-' || to_char(business_day(ctx), 'YYYY') || '-' || lpad(nextval('number_payment')::text, 6, '0'), b.id, payee.id, payee.organisation_id,
      payee.account_name, payee.account_no, payee.bank_name, payee.bank_code, payee.amount, remittance_code(), replace(b.number, '-', '') || '-' || seq)
    RETURNING id INTO pay_id;
    UPDATE settlement_line SET payment_id = pay_id WHERE batch_id = b.id AND payee_account_id = payee.id;
  END LOOP;
  hash := batch_hash(b.id);
  done := jsonb_build_object('batchId', b.id::text, 'number', b.number, 'totalFen', total::text, 'contentHash', hash, 'payments', seq);
  posted := post_command(ctx, 'batch.locked', b.number, args, done, '{}');
  UPDATE batch SET state = 'locked', content_hash = hash, total_fen = total, locked_by_id = (ctx ->> 'actorId')::bigint, locked_at = (ctx ->> 'now')::timestamptz WHERE id = b.id;
  RETURN done;
END $$;

/** Approves a locked batch: another person, unchanged content, received money that suffices. locked → approved. */
CREATE FUNCTION approve_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; cash fund_cash; done jsonb; posted bigint;
BEGIN
  SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF b.state <> 'locked' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
  IF (ctx ->> 'actorId')::bigint IN (b.locked_by_id, b.created_by_id) THEN PERFORM refuse('access.other_person'); END IF;
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

/** The movements of settlement lines between two stages, with their orders' entitlements left to the claim. */
CREATE FUNCTION settlement_movements(lines bigint[], from_stage money_stage, to_stage money_stage) RETURNS movement[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(ROW(p.fund_id, p.source_no, c.entitlement_id, NULL, p.claim_id, p.id, from_stage, to_stage, l.amount_fen, NULL)::movement ORDER BY l.id), '{}')
  FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id WHERE l.id = ANY (lines)
$$;

/** Records that an approved batch was sent to the bank or the finance bureau: payable → in_payment. A resend is refused. */
CREATE FUNCTION send_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; done jsonb; posted bigint;
BEGIN
  SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF b.state <> 'approved' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
  done := jsonb_build_object('batchId', b.id::text, 'number', b.number, 'messageId', args ->> 'messageId');
  posted := post_command(ctx, 'batch.sent', b.number, args, done, settlement_movements(ARRAY(SELECT id FROM settlement_line WHERE batch_id = b.id), 'payable', 'in_payment'));
  UPDATE payment SET state = 'sent' WHERE batch_id = b.id;
  UPDATE batch SET state = 'sent', message_id = args ->> 'messageId', sent_by_id = (ctx ->> 'actorId')::bigint, sent_at = (ctx ->> 'now')::timestamptz WHERE id = b.id;
  RETURN done;
END $$;

/** Voids a batch that was not sent: its pay lines can be batched again; what approval released is free again. */
CREATE FUNCTION void_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; done jsonb; posted bigint;
BEGIN
  SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF b.state NOT IN ('open', 'locked', 'approved') THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
  IF b.state = 'approved' THEN UPDATE fund_cash SET released_fen = released_fen - b.total_fen WHERE fund_id = b.fund_id AND source_no = b.source_no; END IF;
  done := jsonb_build_object('batchId', b.id::text, 'number', b.number);
  posted := post_command(ctx, 'batch.voided', b.number, args, done, '{}');
  UPDATE settlement_line SET returned = true WHERE batch_id = b.id;
  UPDATE batch SET state = 'voided' WHERE id = b.id;
  RETURN done;
END $$;

/** After payments changed: claims become partly_paid or paid (or approved again), the batch partly_paid or closed. */
CREATE FUNCTION follow_payments(ctx jsonb, pay payment) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM claim c WHERE c.id IN (SELECT p.claim_id FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id WHERE l.payment_id = pay.id) ORDER BY c.id FOR NO KEY UPDATE;
  UPDATE claim c SET state = CASE WHEN s.done = s.all_lines THEN 'paid' WHEN s.done > 0 THEN 'partly_paid' ELSE 'approved' END
    FROM (SELECT p.claim_id, count(*) AS all_lines, count(*) FILTER (WHERE EXISTS (
            SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state = 'confirmed')) AS done
          FROM pay_line p WHERE p.claim_id IN (SELECT p2.claim_id FROM settlement_line l2 JOIN pay_line p2 ON p2.id = l2.pay_line_id WHERE l2.payment_id = pay.id) GROUP BY 1) s
   WHERE c.id = s.claim_id;
  UPDATE batch b SET state = CASE WHEN s.open = 0 THEN 'closed' WHEN s.settled > 0 THEN 'partly_paid' ELSE 'sent' END,
      closed_at = CASE WHEN s.open = 0 THEN (ctx ->> 'now')::timestamptz END
    FROM (SELECT count(*) FILTER (WHERE state = 'sent') AS open, count(*) FILTER (WHERE state <> 'sent') AS settled FROM payment WHERE batch_id = pay.batch_id) s
   WHERE b.id = pay.batch_id;
END $$;

/** A bank line says the payment left the payer's account: in_payment → paid. The amount and the payer's account must agree. */
CREATE FUNCTION settle_payment(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pay payment; b batch; line statement_line; done jsonb; posted bigint;
BEGIN
  SELECT x.* INTO b FROM batch x JOIN payment p ON p.batch_id = x.id WHERE p.id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE OF x;
  SELECT * INTO pay FROM payment WHERE id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  SELECT * INTO line FROM statement_line WHERE id = (args ->> 'statementLineId')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
  done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
  IF pay.state <> 'sent' OR line.state <> 'unmatched' THEN PERFORM refuse('payment.not_in_payment', jsonb_build_object('number', pay.number)); END IF;
  IF line.currency <> 'CNY' OR line.amount_fen IS DISTINCT FROM -pay.amount_fen OR NOT EXISTS (
       SELECT FROM funding_source s WHERE s.fund_id = b.fund_id AND s.source_no = b.source_no AND s.account_no = line.account_no) THEN
    PERFORM refuse('payment.amount_differs', jsonb_build_object('number', pay.number));
  END IF;
  done := jsonb_build_object('paymentId', pay.id::text, 'number', pay.number, 'statementLineId', line.id::text);
  posted := post_command(ctx, 'payment.settled', pay.number, args, done, settlement_movements(ARRAY(SELECT id FROM settlement_line WHERE payment_id = pay.id), 'in_payment', 'paid'));
  INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id) VALUES (line.id, pay.id, 'paid', line.amount_fen, args ->> 'rule', posted);
  UPDATE statement_line SET state = 'matched' WHERE id = line.id;
  UPDATE payment SET state = 'confirmed', settled_at = (ctx ->> 'now')::timestamptz WHERE id = pay.id;
  PERFORM follow_payments(ctx, pay);
  RETURN done;
END $$;

/** A bank line says the payment came back: in_payment | paid → payable. Its pay lines can be batched again. */
CREATE FUNCTION return_payment(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pay payment; b batch; line statement_line; done jsonb; posted bigint;
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
  done := jsonb_build_object('paymentId', pay.id::text, 'number', pay.number, 'statementLineId', line.id::text, 'returnCode', args ->> 'returnCode');
  posted := post_command(ctx, 'payment.returned', pay.number, args, done, settlement_movements(ARRAY(SELECT id FROM settlement_line WHERE payment_id = pay.id),
    CASE pay.state WHEN 'sent' THEN 'in_payment' ELSE 'paid' END::money_stage, 'payable'));
  INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id) VALUES (line.id, pay.id, 'returned', line.amount_fen, args ->> 'rule', posted);
  UPDATE statement_line SET state = 'matched' WHERE id = line.id;
  UPDATE settlement_line SET returned = true WHERE payment_id = pay.id;
  UPDATE fund_cash SET released_fen = released_fen - pay.amount_fen WHERE fund_id = b.fund_id AND source_no = b.source_no;
  UPDATE payment SET state = 'returned', return_reason = args ->> 'returnCode', settled_at = (ctx ->> 'now')::timestamptz WHERE id = pay.id;
  PERFORM follow_payments(ctx, pay);
  RETURN done;
END $$;

GRANT EXECUTE ON FUNCTION lock_batch, approve_batch, send_batch, void_batch, settle_payment, return_payment TO voucher_app;
