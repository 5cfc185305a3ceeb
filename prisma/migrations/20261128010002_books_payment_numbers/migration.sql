-- The millionth payment: its number has seven digits and is not cut to six, which another payment has already.

/** Locks a batch: fixes its lines and payee accounts by hash and forms one payment per payee account. open → locked. */
CREATE OR REPLACE FUNCTION lock_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
    VALUES (public_number('FK', business_day(ctx), nextval('number_payment')), b.id, payee.id, payee.organisation_id,
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
