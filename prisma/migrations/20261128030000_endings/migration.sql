-- How vouchers and funds end: proposals of void, extension, lapse and forfeit; clawbacks; the year-end of a fund.
-- Each is proposed by one person and decided by another, by the database's own constraints too.

-- AlterTable
ALTER TABLE "fund" ADD COLUMN     "over_issue_percent" INTEGER;

-- AlterTable
ALTER TABLE "appropriation" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'document';

-- AlterTable
ALTER TABLE "pay_line" ADD COLUMN     "clawed_back_fen" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "demanded_fen" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "voucher_proposal" (
    "id" BIGSERIAL NOT NULL,
    "voucher_id" BIGINT NOT NULL,
    "order_id" BIGINT,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "use_by" DATE,
    "redeem_by" DATE,
    "state" TEXT NOT NULL DEFAULT 'open',
    "proposed_by_id" BIGINT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_by_id" BIGINT,
    "decided_at" TIMESTAMPTZ(3),
    "command_id" BIGINT,

    CONSTRAINT "voucher_proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_forfeit" (
    "order_id" BIGINT NOT NULL,
    "entitlement_id" BIGINT NOT NULL,
    "part_fen" BIGINT[],
    "command_id" BIGINT NOT NULL,

    CONSTRAINT "order_forfeit_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "clawback" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "pay_line_id" BIGINT NOT NULL,
    "claim_id" BIGINT NOT NULL,
    "payee_id" BIGINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "received_fen" BIGINT NOT NULL DEFAULT 0,
    "reason" TEXT NOT NULL,
    "article" TEXT NOT NULL DEFAULT '',
    "due_on" DATE,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "proposed_by_id" BIGINT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_by_id" BIGINT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "clawback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clawback_receipt" (
    "command_id" BIGINT NOT NULL,
    "clawback_id" BIGINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "to_stage" "money_stage" NOT NULL,
    "document_no" TEXT NOT NULL,
    "received_on" DATE NOT NULL,

    CONSTRAINT "clawback_receipt_pkey" PRIMARY KEY ("command_id")
);

-- CreateTable
CREATE TABLE "year_end" (
    "id" BIGSERIAL NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "next_fund_id" BIGINT,
    "plan" JSONB NOT NULL,
    "totals" JSONB NOT NULL,
    "content_hash" CHAR(64) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "proposed_by_id" BIGINT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_by_id" BIGINT,
    "decided_at" TIMESTAMPTZ(3),
    "command_id" BIGINT,

    CONSTRAINT "year_end_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "carry" (
    "command_id" BIGINT NOT NULL,
    "from_fund_id" BIGINT NOT NULL,
    "to_fund_id" BIGINT NOT NULL,

    CONSTRAINT "carry_pkey" PRIMARY KEY ("command_id")
);

-- CreateIndex
CREATE INDEX "voucher_proposal_voucher_id_idx" ON "voucher_proposal"("voucher_id");

-- CreateIndex
CREATE UNIQUE INDEX "clawback_number_key" ON "clawback"("number");

-- CreateIndex
CREATE INDEX "clawback_pay_line_id_idx" ON "clawback"("pay_line_id");

-- CreateIndex
CREATE INDEX "clawback_claim_id_idx" ON "clawback"("claim_id");

-- CreateIndex
CREATE INDEX "clawback_receipt_clawback_id_idx" ON "clawback_receipt"("clawback_id");

-- CreateIndex
CREATE INDEX "year_end_fund_id_idx" ON "year_end"("fund_id");

-- AddForeignKey
ALTER TABLE "clawback_receipt" ADD CONSTRAINT "clawback_receipt_clawback_id_fkey" FOREIGN KEY ("clawback_id") REFERENCES "clawback"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------- what must never happen ----------
ALTER TABLE fund ADD CONSTRAINT fund_over_issue CHECK (over_issue_percent BETWEEN 100 AND 1000);
ALTER TABLE appropriation ADD CONSTRAINT appropriation_kind CHECK (kind IN ('document', 'carried_in') AND (kind = 'document' OR amount_fen > 0));
ALTER TABLE pay_line ADD CONSTRAINT pay_line_clawback CHECK (0 <= clawed_back_fen AND clawed_back_fen <= demanded_fen AND demanded_fen <= amount_fen);

ALTER TABLE voucher_proposal
	ADD CONSTRAINT voucher_proposal_kind CHECK (kind IN ('void', 'extension', 'lapse', 'forfeit')),
	ADD CONSTRAINT voucher_proposal_state CHECK (state IN ('open', 'approved', 'refused')),
	ADD CONSTRAINT voucher_proposal_reason CHECK (reason <> ''),
	ADD CONSTRAINT voucher_proposal_order_named CHECK ((kind IN ('lapse', 'forfeit')) = (order_id IS NOT NULL)),
	ADD CONSTRAINT voucher_proposal_days CHECK ((kind = 'extension') = (use_by IS NOT NULL) AND (redeem_by IS NULL OR redeem_by >= use_by)),
	ADD CONSTRAINT voucher_proposal_decided CHECK ((state = 'open') = (decided_by_id IS NULL) AND (state = 'open') = (decided_at IS NULL)
		AND (state = 'approved') = (command_id IS NOT NULL)),
	ADD CONSTRAINT voucher_proposal_second_person CHECK (decided_by_id <> proposed_by_id),
	ADD FOREIGN KEY (voucher_id) REFERENCES voucher (id), ADD FOREIGN KEY (order_id) REFERENCES "order" (id),
	ADD FOREIGN KEY (proposed_by_id) REFERENCES account (id), ADD FOREIGN KEY (decided_by_id) REFERENCES account (id),
	ADD FOREIGN KEY (command_id) REFERENCES command (id);
CREATE UNIQUE INDEX voucher_proposal_one_open ON voucher_proposal (voucher_id) WHERE state = 'open';

ALTER TABLE order_forfeit
	ADD FOREIGN KEY (order_id) REFERENCES "order" (id), ADD FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
	ADD FOREIGN KEY (command_id) REFERENCES command (id);

ALTER TABLE clawback
	ADD CONSTRAINT clawback_state CHECK (state IN ('proposed', 'demanded', 'received', 'refused', 'ended')),
	ADD CONSTRAINT clawback_reason CHECK (reason <> ''),
	ADD CONSTRAINT clawback_amount CHECK (amount_fen > 0 AND received_fen BETWEEN 0 AND amount_fen),
	ADD CONSTRAINT clawback_received_whole CHECK ((state = 'received') = (received_fen = amount_fen) AND (received_fen = 0 OR state IN ('demanded', 'received'))),
	ADD CONSTRAINT clawback_decided CHECK ((state = 'proposed') = (decided_by_id IS NULL) AND (state = 'proposed') = (decided_at IS NULL)),
	ADD CONSTRAINT clawback_second_person CHECK (decided_by_id <> proposed_by_id),
	ADD FOREIGN KEY (pay_line_id) REFERENCES pay_line (id), ADD FOREIGN KEY (claim_id) REFERENCES claim (id),
	ADD FOREIGN KEY (payee_id) REFERENCES organisation (id),
	ADD FOREIGN KEY (proposed_by_id) REFERENCES account (id), ADD FOREIGN KEY (decided_by_id) REFERENCES account (id);
CREATE UNIQUE INDEX clawback_one_proposed ON clawback (pay_line_id) WHERE state = 'proposed';

ALTER TABLE clawback_receipt
	ADD CONSTRAINT clawback_receipt_amount CHECK (amount_fen > 0),
	ADD CONSTRAINT clawback_receipt_stage CHECK (to_stage IN ('available', 'surrendered')),
	ADD CONSTRAINT clawback_receipt_document CHECK (document_no <> ''),
	ADD FOREIGN KEY (command_id) REFERENCES command (id);

ALTER TABLE year_end
	ADD CONSTRAINT year_end_state CHECK (state IN ('proposed', 'approved', 'refused')),
	ADD CONSTRAINT year_end_plan CHECK (plan ->> 'available' IN ('surrender', 'carry') AND plan ->> 'granted' IN ('lapse', 'surrender', 'carry')
		AND plan ->> 'held' IN ('carry', 'void') AND plan ->> 'redeemed' IN ('carry', 'void')),
	ADD CONSTRAINT year_end_hash CHECK (content_hash ~ '^[0-9a-f]{64}$'),
	ADD CONSTRAINT year_end_other_fund CHECK (next_fund_id <> fund_id),
	ADD CONSTRAINT year_end_decided CHECK ((state = 'proposed') = (decided_by_id IS NULL) AND (state = 'proposed') = (decided_at IS NULL)
		AND (state = 'approved') = (command_id IS NOT NULL)),
	ADD CONSTRAINT year_end_second_person CHECK (decided_by_id <> proposed_by_id),
	ADD FOREIGN KEY (fund_id) REFERENCES fund (id), ADD FOREIGN KEY (next_fund_id) REFERENCES fund (id),
	ADD FOREIGN KEY (proposed_by_id) REFERENCES account (id), ADD FOREIGN KEY (decided_by_id) REFERENCES account (id),
	ADD FOREIGN KEY (command_id) REFERENCES command (id);
CREATE UNIQUE INDEX year_end_one_proposed ON year_end (fund_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX year_end_one_approved ON year_end (fund_id) WHERE state = 'approved';

ALTER TABLE carry ADD CONSTRAINT carry_two_funds CHECK (from_fund_id <> to_fund_id), ADD FOREIGN KEY (command_id) REFERENCES command (id),
	ADD FOREIGN KEY (from_fund_id) REFERENCES fund (id), ADD FOREIGN KEY (to_fund_id) REFERENCES fund (id);

DO $$
DECLARE name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['order_forfeit', 'clawback_receipt', 'carry'] LOOP
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
	END LOOP;
END $$;

-- What was proposed never changes, and is never deleted. The application proposes and refuses; approving belongs to the books.
CREATE FUNCTION proposal_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	begins CONSTANT text := TG_ARGV[0];
	decided CONSTANT text[] := '{state,decided_by_id,decided_at,command_id,received_fen}';
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'proposals are kept' USING ERRCODE = '42501';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> begins THEN RAISE EXCEPTION 'a proposal begins as %', begins USING ERRCODE = '42501'; END IF;
		RETURN NEW;
	END IF;
	IF (to_jsonb(NEW) - decided) <> (to_jsonb(OLD) - decided) THEN
		RAISE EXCEPTION 'what was proposed does not change' USING ERRCODE = '42501';
	END IF;
	IF current_user = 'voucher_app' AND (OLD.state, NEW.state) IS DISTINCT FROM (begins, 'refused') THEN
		RAISE EXCEPTION 'approving belongs to the books' USING ERRCODE = '42501';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER voucher_proposal_guard BEFORE INSERT OR UPDATE OR DELETE ON voucher_proposal FOR EACH ROW EXECUTE FUNCTION proposal_guard('open');
CREATE TRIGGER clawback_guard BEFORE INSERT OR UPDATE OR DELETE ON clawback FOR EACH ROW EXECUTE FUNCTION proposal_guard('proposed');
CREATE TRIGGER year_end_guard BEFORE INSERT OR UPDATE OR DELETE ON year_end FOR EACH ROW EXECUTE FUNCTION proposal_guard('proposed');

-- A voucher is void only by an approved proposal of two people.
CREATE FUNCTION voucher_void_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM voucher_proposal p WHERE p.voucher_id = NEW.id AND p.kind = 'void' AND p.state = 'approved') THEN
		RAISE EXCEPTION 'voucher %: void by two people only', NEW.number USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER voucher_void_guard BEFORE UPDATE OF state ON voucher
	FOR EACH ROW WHEN (NEW.state = 'void' AND OLD.state <> 'void') EXECUTE FUNCTION voucher_void_guard();

-- ---------- the end of a voucher ----------

/** The proposal a command decides, its row locked; `check_proposal` follows once the key was asked. */
CREATE FUNCTION lock_proposal(proposal bigint) RETURNS voucher_proposal LANGUAGE plpgsql AS $$
DECLARE p voucher_proposal;
BEGIN
	SELECT * INTO p FROM voucher_proposal WHERE id = proposal FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	RETURN p;
END $$;
CREATE FUNCTION check_proposal(ctx jsonb, p voucher_proposal, wanted text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF p.kind <> wanted THEN PERFORM refuse('input.invalid'); END IF;
	IF p.state <> 'open' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', p.state)); END IF;
	IF p.proposed_by_id = (ctx ->> 'actorId')::bigint THEN PERFORM refuse('access.other_person'); END IF;
END $$;
CREATE FUNCTION close_proposal(ctx jsonb, p voucher_proposal, posted bigint) RETURNS void LANGUAGE sql AS $$
	UPDATE voucher_proposal SET state = 'approved', decided_by_id = (ctx ->> 'actorId')::bigint, decided_at = (ctx ->> 'now')::timestamptz, command_id = posted WHERE id = p.id
$$;

/** What of an entitlement is free, per source. Lock its sources first. */
CREATE FUNCTION free_parts(entitlement bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT coalesce(array_agg(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen ORDER BY s.source_no), '{}')
	FROM entitlement_source s WHERE s.entitlement_id = entitlement
$$;

/** The counter of quotas granted from a fund without setting money aside (超发系数). */
CREATE FUNCTION over_issue_key(fund bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'over_issue:' || fund $$;

/** A quota that ends takes its unused part off the over-issue counter it was drawn on. */
CREATE FUNCTION give_back_quota(e entitlement, amount bigint, posted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE drawn bigint;
BEGIN
	IF e.encumbrance <> 'order' OR amount <= 0 THEN RETURN; END IF;
	SELECT coalesce(sum(d.amount_fen), 0) INTO drawn FROM cap_draw d WHERE d.entitlement_id = e.id AND d.cap_key = over_issue_key(e.fund_id);
	drawn := least(drawn, amount);
	IF drawn <= 0 THEN RETURN; END IF;
	UPDATE cap_usage u SET used_fen = u.used_fen - drawn WHERE u.cap_key = over_issue_key(e.fund_id);
	INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id) VALUES (posted, over_issue_key(e.fund_id), -drawn, e.id);
END $$;

-- The quotas of a fund never pass what is appropriated times its factor, whoever counts.
CREATE FUNCTION over_issue_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	fund_key bigint := split_part(NEW.cap_key, ':', 2)::bigint;
	most numeric;
BEGIN
	SELECT coalesce(sum(a.amount_fen) FILTER (WHERE a.state = 'approved'), 0) * f.over_issue_percent / 100 INTO most
		FROM fund f LEFT JOIN appropriation a ON a.fund_id = f.id WHERE f.id = fund_key GROUP BY f.id;
	IF NEW.used_fen > most THEN
		RAISE EXCEPTION USING ERRCODE = 'VR001', MESSAGE = 'fund.over_issued', DETAIL = jsonb_build_object('limitFen', floor(most)::text)::text;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER over_issue_guard BEFORE INSERT OR UPDATE OF used_fen ON cap_usage
	FOR EACH ROW WHEN (NEW.cap_key LIKE 'over\_issue:%' AND NEW.used_fen > 0) EXECUTE FUNCTION over_issue_guard();

/** Voids a voucher by a second person: what is free goes granted → available. Refused while orders hold a part. State → void. */
CREATE FUNCTION void_voucher(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p voucher_proposal; v voucher; e entitlement; free bigint[]; done jsonb; moves movement[] := '{}'; posted bigint;
BEGIN
	p := lock_proposal((args ->> 'proposalId')::bigint);
	SELECT * INTO v FROM voucher WHERE id = p.voucher_id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	PERFORM check_proposal(ctx, p, 'void');
	IF v.state = 'void' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', v.state)); END IF;
	PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = v.entitlement_id ORDER BY s.source_no FOR NO KEY UPDATE;
	SELECT * INTO e FROM entitlement WHERE id = v.entitlement_id;
	IF EXISTS (SELECT FROM entitlement_source s WHERE s.entitlement_id = e.id AND s.held_fen > 0) THEN
		PERFORM refuse('voucher.holds_open', (SELECT jsonb_build_object('number', v.number, 'orders', string_agg(DISTINCT o.number, ', '))
			FROM hold h JOIN "order" o ON o.id = h.order_id WHERE h.entitlement_id = e.id AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id)));
	END IF;
	free := free_parts(e.id);
	IF e.encumbrance = 'grant' THEN moves := movements(e.fund_id, e.id, NULL, NULL, 'granted', 'available', free); END IF;
	done := jsonb_build_object('voucherId', v.id::text, 'number', v.number, 'voidedFen', sum_fen(free)::text);
	posted := post_command(ctx, 'voucher.voided', v.number, args || jsonb_build_object('reason', p.reason, 'proposedById', p.proposed_by_id::text), done, moves);
	UPDATE entitlement_source s SET voided_fen = s.voided_fen + u.p FROM unnest(free) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
	IF e.encumbrance = 'grant' THEN PERFORM credit_fund(e.fund_id, free, posted); END IF;
	PERFORM give_back_quota(e, sum_fen(free), posted);
	PERFORM close_proposal(ctx, p, posted);
	UPDATE voucher SET state = 'void' WHERE id = v.id;
	RETURN done;
END $$;

/** Extends the last days of an active voucher by a second person. Moves no money. */
CREATE FUNCTION extend_voucher(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p voucher_proposal; v voucher; e entitlement; done jsonb; posted bigint;
BEGIN
	p := lock_proposal((args ->> 'proposalId')::bigint);
	SELECT * INTO v FROM voucher WHERE id = p.voucher_id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	PERFORM check_proposal(ctx, p, 'extension');
	IF v.state <> 'active' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', v.state)); END IF;
	PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = v.entitlement_id ORDER BY s.source_no FOR NO KEY UPDATE;
	SELECT * INTO e FROM entitlement WHERE id = v.entitlement_id;
	IF p.use_by < business_day(ctx) OR p.use_by <= e.use_by OR p.redeem_by < e.redeem_by OR coalesce(p.redeem_by, e.redeem_by) < p.use_by THEN PERFORM refuse('voucher.extension_days'); END IF;
	done := jsonb_build_object('voucherId', v.id::text, 'number', v.number, 'useBy', p.use_by, 'redeemBy', coalesce(p.redeem_by, e.redeem_by));
	posted := post_command(ctx, 'voucher.extended', v.number,
		args || jsonb_build_object('reason', p.reason, 'proposedById', p.proposed_by_id::text, 'wasUseBy', e.use_by, 'wasRedeemBy', e.redeem_by), done, '{}');
	UPDATE entitlement SET use_by = p.use_by, redeem_by = coalesce(p.redeem_by, redeem_by) WHERE id = e.id;
	PERFORM close_proposal(ctx, p, posted);
	RETURN done;
END $$;

/** Lets the share an order still holds lapse after the voucher's use-by day, by a second person: held → available. The order goes on without it. */
CREATE FUNCTION lapse_order(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p voucher_proposal; o "order"; e entitlement; done jsonb; parts bigint[]; posted bigint;
BEGIN
	p := lock_proposal((args ->> 'proposalId')::bigint);
	SELECT * INTO o FROM "order" WHERE id = p.order_id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	PERFORM check_proposal(ctx, p, 'lapse');
	PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = o.entitlement_id ORDER BY s.source_no FOR NO KEY UPDATE;
	SELECT * INTO e FROM entitlement WHERE id = o.entitlement_id;
	parts := held_parts(o.id);
	IF sum_fen(parts) = 0 THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state)); END IF;
	IF e.use_by IS NULL OR e.use_by >= business_day(ctx) THEN PERFORM refuse('voucher.still_valid', jsonb_build_object('day', e.use_by)); END IF;
	done := jsonb_build_object('orderId', o.id::text, 'number', o.number, 'lapsedFen', sum_fen(parts)::text);
	posted := post_command(ctx, 'order.share_lapsed', o.number, args || jsonb_build_object('reason', p.reason, 'proposedById', p.proposed_by_id::text), done,
		movements(e.fund_id, e.id, o.id, NULL, 'held', 'available', parts));
	PERFORM resolve_holds(ctx, o, 0, 'expired', posted);
	UPDATE entitlement_source s SET lapsed_fen = s.lapsed_fen + u.p FROM unnest(parts) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
	PERFORM give_back_caps(o.id, 0, posted);
	PERFORM give_back_quota(e, sum_fen(parts), posted);
	PERFORM credit_fund(e.fund_id, parts, posted);
	PERFORM close_proposal(ctx, p, posted);
	UPDATE "order" SET voucher_fen = 0 WHERE id = o.id;
	RETURN done;
END $$;

/** What of an order stands redeemed and undecided, per source, by its transfers. */
CREATE FUNCTION redeemed_now(ord bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT coalesce(array_agg(coalesce(t.total, 0) ORDER BY s.source_no), '{}')
	FROM "order" o JOIN entitlement_source s ON s.entitlement_id = o.entitlement_id
	LEFT JOIN (SELECT source_no, sum(CASE WHEN to_stage = 'redeemed' THEN amount_fen ELSE -amount_fen END)::bigint AS total
		FROM transfer WHERE order_id = ord AND 'redeemed' IN (from_stage, to_stage) GROUP BY 1) t ON t.source_no = s.source_no
	WHERE o.id = ord
$$;

/** What an order's holds redeemed, per source, less what was forfeited since. */
CREATE OR REPLACE FUNCTION redeemed_parts(ord bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT coalesce(array_agg(total ORDER BY n), '{}') FROM (
		SELECT u.n, sum(u.p * x.sign)::bigint AS total FROM (
			SELECT r.redeemed_fen AS parts, 1 AS sign FROM hold h JOIN hold_resolution r ON r.hold_id = h.id WHERE h.order_id = ord
			UNION ALL SELECT f.part_fen, -1 FROM order_forfeit f WHERE f.order_id = ord) x, unnest(x.parts) WITH ORDINALITY u(p, n)
		GROUP BY u.n) redeemed
$$;

/** Forfeits what an accepted order redeemed and nobody claimed by the redeem-by day, by a second person: redeemed → available. */
CREATE FUNCTION forfeit_order(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p voucher_proposal; o "order"; e entitlement; done jsonb; parts bigint[]; posted bigint;
BEGIN
	p := lock_proposal((args ->> 'proposalId')::bigint);
	SELECT * INTO o FROM "order" WHERE id = p.order_id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	PERFORM check_proposal(ctx, p, 'forfeit');
	IF EXISTS (SELECT FROM claimed_order k JOIN claim c ON c.id = k.claim_id WHERE k.order_id = o.id AND c.state NOT IN ('draft', 'withdrawn', 'refused')) THEN
		PERFORM refuse('claim.already_claimed', jsonb_build_object('order', o.number));
	END IF;
	PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = o.entitlement_id ORDER BY s.source_no FOR NO KEY UPDATE;
	SELECT * INTO e FROM entitlement WHERE id = o.entitlement_id;
	parts := redeemed_now(o.id);
	IF sum_fen(parts) = 0 THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', o.state)); END IF;
	IF e.redeem_by IS NULL OR e.redeem_by >= business_day(ctx) THEN PERFORM refuse('voucher.still_valid', jsonb_build_object('day', e.redeem_by)); END IF;
	done := jsonb_build_object('orderId', o.id::text, 'number', o.number, 'forfeitedFen', sum_fen(parts)::text);
	posted := post_command(ctx, 'order.forfeited', o.number, args || jsonb_build_object('reason', p.reason, 'proposedById', p.proposed_by_id::text), done,
		movements(e.fund_id, e.id, o.id, NULL, 'redeemed', 'available', parts));
	INSERT INTO order_forfeit (order_id, entitlement_id, part_fen, command_id) VALUES (o.id, e.id, parts, posted);
	UPDATE entitlement_source s SET redeemed_fen = s.redeemed_fen - u.p, lapsed_fen = s.lapsed_fen + u.p
		FROM unnest(parts) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
	PERFORM give_back_caps(o.id, 0, posted);
	PERFORM give_back_quota(e, sum_fen(parts), posted);
	PERFORM credit_fund(e.fund_id, parts, posted);
	PERFORM close_proposal(ctx, p, posted);
	RETURN done;
END $$;

-- A forfeited order is claimed no more; the lock makes claiming wait for a forfeit under way, and the other way round.
CREATE OR REPLACE FUNCTION claim_line_takes_order() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NEW.order_id IS NULL THEN RETURN NULL; END IF;
	PERFORM FROM "order" o WHERE o.id = NEW.order_id FOR SHARE;
	IF EXISTS (SELECT FROM order_forfeit f WHERE f.order_id = NEW.order_id) THEN RAISE EXCEPTION 'claim.late' USING ERRCODE = 'VR001'; END IF;
	INSERT INTO claimed_order (order_id, claim_id) VALUES (NEW.order_id, NEW.claim_id) ON CONFLICT (order_id) DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'claim.already_claimed' USING ERRCODE = 'VR001', DETAIL = (
			SELECT json_build_object('order', o.number) FROM "order" o WHERE o.id = NEW.order_id);
	END IF;
	RETURN NULL;
END $$;

/** Lets what is free of a voucher lapse after its use-by day: granted → available. State active → lapsed. */
CREATE OR REPLACE FUNCTION lapse_voucher(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v voucher; e entitlement; free bigint[]; done jsonb; moves movement[] := '{}'; posted bigint;
BEGIN
	SELECT * INTO v FROM voucher WHERE id = (args ->> 'voucherId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = v.entitlement_id ORDER BY s.source_no FOR NO KEY UPDATE;
	SELECT * INTO e FROM entitlement WHERE id = v.entitlement_id; -- after the lock: a year-end may have carried it to another fund, an extension moved its days
	IF v.state = 'void' OR e.use_by IS NULL OR e.use_by >= business_day(ctx) THEN PERFORM refuse('state.not_allowed'); END IF;
	free := free_parts(e.id);
	IF e.encumbrance = 'grant' THEN moves := movements(e.fund_id, e.id, NULL, NULL, 'granted', 'available', free); END IF;
	done := jsonb_build_object('voucherId', v.id::text, 'number', v.number, 'lapsedFen', sum_fen(free)::text);
	posted := post_command(ctx, 'voucher.lapsed', v.number, args, done, moves);
	UPDATE entitlement_source s SET lapsed_fen = s.lapsed_fen + u.p FROM unnest(free) WITH ORDINALITY u(p, n) WHERE s.entitlement_id = e.id AND s.source_no = u.n AND u.p > 0;
	IF e.encumbrance = 'grant' THEN PERFORM credit_fund(e.fund_id, free, posted); END IF;
	PERFORM give_back_quota(e, sum_fen(free), posted);
	UPDATE voucher SET state = 'lapsed' WHERE id = v.id;
	RETURN done;
END $$;

-- ---------- what the application may do ----------
GRANT SELECT, INSERT ON voucher_proposal, clawback, year_end TO voucher_app;
GRANT UPDATE (state, decided_by_id, decided_at) ON voucher_proposal, clawback, year_end TO voucher_app;
GRANT USAGE ON SEQUENCE voucher_proposal_id_seq, clawback_id_seq, year_end_id_seq TO voucher_app;
GRANT EXECUTE ON FUNCTION void_voucher, extend_voucher, lapse_order, forfeit_order, over_issue_key, redeemed_now TO voucher_app;
CREATE SEQUENCE number_clawback;
GRANT USAGE, SELECT ON SEQUENCE number_clawback TO voucher_app;
