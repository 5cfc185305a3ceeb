-- Claims and public notices: what the database itself refuses, whoever asks.
-- A refusal raised here has SQLSTATE VR001; its message is the refusal's code.

-- ---------- claim and lines ----------
ALTER TABLE claim
	ADD CONSTRAINT claim_state_known CHECK (state IN ('draft', 'submitted', 'returned', 'reviewed', 'on_notice',
		'approved', 'partly_paid', 'paid', 'refused', 'withdrawn')),
	ADD CONSTRAINT claim_kind_known CHECK (kind IN ('voucher', 'claim_only')),
	ADD CONSTRAINT claim_mode_known CHECK (mode IN ('deduct', 'reimburse')),
	ADD CONSTRAINT claim_claimed_not_negative CHECK (claimed_fen >= 0),
	ADD CONSTRAINT claim_approved_within_claimed CHECK (approved_fen BETWEEN 0 AND claimed_fen),
	ADD CONSTRAINT claim_submitted_whole CHECK (state IN ('draft', 'withdrawn')
		OR (submitted_at IS NOT NULL AND submitted_by_id IS NOT NULL AND payee_account_id IS NOT NULL AND claimed_fen > 0)),
	ADD CONSTRAINT claim_reviewed_whole CHECK (state NOT IN ('reviewed', 'on_notice', 'approved', 'partly_paid', 'paid')
		OR (approved_fen IS NOT NULL AND reviewed_by_id IS NOT NULL AND reviewed_at IS NOT NULL)),
	ADD CONSTRAINT claim_reviewer_is_another CHECK (reviewed_by_id <> submitted_by_id);

ALTER TABLE claim_line
	ADD CONSTRAINT claim_line_kind_known CHECK (kind IN ('order', 'contract', 'award')),
	ADD CONSTRAINT claim_line_order_named CHECK ((kind = 'order') = (order_id IS NOT NULL)),
	ADD CONSTRAINT claim_line_amounts CHECK (base_fen > 0 AND claimed_fen >= 0 AND claimed_fen <= base_fen),
	ADD CONSTRAINT claim_line_approved_within_claimed CHECK (approved_fen BETWEEN 0 AND claimed_fen),
	ADD CONSTRAINT claim_line_cut_explained CHECK (approved_fen IS NULL OR approved_fen = claimed_fen
		OR COALESCE(cut_reason, '') <> ''),
	ADD CONSTRAINT claim_line_order_fkey FOREIGN KEY (order_id) REFERENCES "order" (id);

-- Contract and report of an off-platform line (its invoice and payment carry their own files).
CREATE TABLE claim_line_file (
	claim_line_id BIGINT NOT NULL REFERENCES claim_line (id) ON DELETE CASCADE,
	purpose TEXT NOT NULL CHECK (purpose IN ('contract', 'report')),
	file_id BIGINT NOT NULL REFERENCES stored_file (id),
	PRIMARY KEY (claim_line_id, purpose)
);

-- An order is in one claim only, for as long as that claim is not withdrawn. Kept by the triggers below;
-- the primary key decides between two claims made at the same moment.
CREATE TABLE claimed_order (
	order_id BIGINT PRIMARY KEY REFERENCES "order" (id),
	claim_id BIGINT NOT NULL REFERENCES claim (id)
);
CREATE INDEX claimed_order_claim_id_idx ON claimed_order (claim_id);

CREATE FUNCTION claim_line_takes_order() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NEW.order_id IS NULL THEN RETURN NULL; END IF;
	INSERT INTO claimed_order (order_id, claim_id) VALUES (NEW.order_id, NEW.claim_id) ON CONFLICT (order_id) DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'claim.already_claimed' USING ERRCODE = 'VR001', DETAIL = (
			SELECT json_build_object('order', o.number) FROM "order" o WHERE o.id = NEW.order_id);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER claim_line_takes_order AFTER INSERT ON claim_line
	FOR EACH ROW EXECUTE FUNCTION claim_line_takes_order();

CREATE FUNCTION claim_line_leaves_order() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	DELETE FROM claimed_order WHERE order_id = OLD.order_id AND claim_id = OLD.claim_id;
	RETURN NULL;
END $$;
CREATE TRIGGER claim_line_leaves_order AFTER DELETE ON claim_line
	FOR EACH ROW WHEN (OLD.order_id IS NOT NULL) EXECUTE FUNCTION claim_line_leaves_order();

-- Lines are the claimant's while the claim is a draft or returned, the reviewer's decision while it is under review,
-- and nobody's afterwards. Applies to the application; functions of the books and the migrations' owner are above it.
CREATE FUNCTION claim_line_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	claim_state TEXT;
BEGIN
	IF current_user <> 'voucher_app' THEN RETURN COALESCE(NEW, OLD); END IF;
	SELECT state INTO claim_state FROM claim WHERE id = COALESCE(NEW.claim_id, OLD.claim_id);
	IF claim_state IN ('draft', 'returned') THEN RETURN COALESCE(NEW, OLD); END IF;
	IF TG_OP = 'UPDATE' AND claim_state IN ('submitted', 'reviewed')
		AND (to_jsonb(NEW) - '{approved_fen,cut_reason,cut_article}'::text[])
			= (to_jsonb(OLD) - '{approved_fen,cut_reason,cut_article}'::text[]) THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', claim_state);
END $$;
CREATE TRIGGER claim_line_guard BEFORE INSERT OR UPDATE OR DELETE ON claim_line
	FOR EACH ROW EXECUTE FUNCTION claim_line_guard();

-- Moves of a claim. The application makes those without money; approval, refusal and payment are the books' own.
CREATE FUNCTION claim_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	moves CONSTANT jsonb := '{
		"draft": ["submitted", "withdrawn"],
		"returned": ["submitted", "withdrawn"],
		"submitted": ["returned", "reviewed", "refused", "withdrawn"],
		"reviewed": ["reviewed", "on_notice", "approved", "refused"],
		"on_notice": ["reviewed", "approved", "refused"],
		"approved": ["partly_paid", "paid"],
		"partly_paid": ["approved", "paid"],
		"paid": ["approved", "partly_paid"]
	}';
BEGIN
	IF (NEW.id, NEW.number, NEW.programme_id, NEW.version_id, NEW.fund_id, NEW.kind, NEW.mode, NEW.claimant_id, NEW.enterprise_id)
		IS DISTINCT FROM
		(OLD.id, OLD.number, OLD.programme_id, OLD.version_id, OLD.fund_id, OLD.kind, OLD.mode, OLD.claimant_id, OLD.enterprise_id) THEN
		RAISE EXCEPTION 'what a claim belongs to does not change' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = OLD.state THEN
		IF OLD.state NOT IN ('draft', 'returned', 'submitted', 'reviewed') AND
			(NEW.claimed_fen, NEW.approved_fen, NEW.payee_account_id, NEW.submitted_by_id, NEW.reviewed_by_id) IS DISTINCT FROM
			(OLD.claimed_fen, OLD.approved_fen, OLD.payee_account_id, OLD.submitted_by_id, OLD.reviewed_by_id) THEN
			RAISE EXCEPTION 'a claim decided does not change' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NOT COALESCE(moves -> OLD.state ? NEW.state, false) THEN
		RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001',
			DETAIL = json_build_object('state', OLD.state, 'to', NEW.state);
	END IF;
	IF current_user = 'voucher_app' AND NEW.state IN ('approved', 'partly_paid', 'paid', 'refused') THEN
		RAISE EXCEPTION 'a claim is % by the books only', NEW.state USING ERRCODE = '42501';
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
CREATE TRIGGER claim_guard BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION claim_guard();

CREATE FUNCTION claim_withdrawn_frees_orders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	DELETE FROM claimed_order WHERE claim_id = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER claim_withdrawn_frees_orders AFTER UPDATE OF state ON claim
	FOR EACH ROW WHEN (NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn') EXECUTE FUNCTION claim_withdrawn_frees_orders();

-- Papers of an off-platform line change with the line and only then; withdrawing a claim gives its invoices back.
CREATE FUNCTION claim_line_paper_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF current_user <> 'voucher_app' THEN RETURN OLD; END IF;
	IF OLD.claim_line_id IS NOT NULL AND EXISTS (
		SELECT FROM claim_line l JOIN claim c ON c.id = l.claim_id
		WHERE l.id = OLD.claim_line_id AND c.state IN ('draft', 'returned', 'submitted')) THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001';
END $$;
CREATE TRIGGER invoice_part_delete_guard BEFORE DELETE ON invoice_part
	FOR EACH ROW EXECUTE FUNCTION claim_line_paper_guard();
CREATE TRIGGER own_payment_delete_guard BEFORE DELETE ON own_payment
	FOR EACH ROW EXECUTE FUNCTION claim_line_paper_guard();

-- ---------- notices ----------
ALTER TABLE notice
	ADD CONSTRAINT notice_state_known CHECK (state IN ('open', 'closed', 'withdrawn')),
	ADD CONSTRAINT notice_days CHECK (closes_on >= opens_on),
	ADD CONSTRAINT notice_hash_form CHECK (snapshot_hash ~ '^[0-9a-f]{64}$'),
	ADD CONSTRAINT notice_closed_when CHECK ((state = 'open') = (closed_at IS NULL)),
	ADD CONSTRAINT notice_fund_fkey FOREIGN KEY (fund_id) REFERENCES fund (id);

-- A notice is withdrawn and issued anew, never edited: only its state and the time it ended ever change.
CREATE FUNCTION notice_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
		RAISE EXCEPTION 'a public notice is never deleted' USING ERRCODE = '23514';
	END IF;
	IF (to_jsonb(NEW) - '{state,closed_at}'::text[]) <> (to_jsonb(OLD) - '{state,closed_at}'::text[]) THEN
		RAISE EXCEPTION 'a public notice is never edited' USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> NEW.state AND OLD.state <> 'open' THEN
		RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', OLD.state);
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER notice_guard BEFORE UPDATE OR DELETE ON notice FOR EACH ROW EXECUTE FUNCTION notice_guard();

CREATE FUNCTION notice_item_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		RAISE EXCEPTION 'the list of a public notice never changes' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT FROM notice_item i JOIN notice n ON n.id = i.notice_id
		WHERE i.claim_id = NEW.claim_id AND i.notice_id <> NEW.notice_id AND n.state = 'open') THEN
		RAISE EXCEPTION 'state.changed_meanwhile' USING ERRCODE = 'VR001';
	END IF;
	IF NOT EXISTS (SELECT FROM notice n JOIN claim c ON c.fund_id = n.fund_id WHERE n.id = NEW.notice_id AND c.id = NEW.claim_id) THEN
		RAISE EXCEPTION 'a notice lists claims of its own fund' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER notice_item_guard BEFORE INSERT OR UPDATE OR DELETE ON notice_item
	FOR EACH ROW EXECUTE FUNCTION notice_item_guard();

-- ---------- objections ----------
ALTER TABLE objection
	ADD CONSTRAINT objection_state_known CHECK (state IN ('open', 'upheld', 'dismissed')),
	ADD CONSTRAINT objection_ruled_whole CHECK ((state = 'open') = (ruled_by_id IS NULL)
		AND (state = 'open') = (ruled_at IS NULL) AND (state = 'open' OR COALESCE(ruling, '') <> '')),
	ADD CONSTRAINT objection_item_fkey FOREIGN KEY (notice_id, claim_id) REFERENCES notice_item (notice_id, claim_id);

-- Only a notice still open takes an objection, words once said stay, and the claim's reviewer does not rule.
CREATE FUNCTION objection_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'an objection is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		-- the lock makes closing wait for objections under way, and the other way round
		PERFORM FROM notice WHERE id = NEW.notice_id AND state = 'open' FOR SHARE;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001', DETAIL = '{"state":"closed"}';
		END IF;
		RETURN NEW;
	END IF;
	IF (to_jsonb(NEW) - '{state,ruling,ruled_by_id,ruled_at}'::text[]) <> (to_jsonb(OLD) - '{state,ruling,ruled_by_id,ruled_at}'::text[])
		OR OLD.state <> 'open' THEN
		RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', OLD.state);
	END IF;
	IF EXISTS (SELECT FROM claim WHERE id = NEW.claim_id AND NEW.ruled_by_id IN (reviewed_by_id, submitted_by_id)) THEN
		RAISE EXCEPTION 'access.other_person' USING ERRCODE = 'VR001';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER objection_guard BEFORE INSERT OR UPDATE OR DELETE ON objection
	FOR EACH ROW EXECUTE FUNCTION objection_guard();

-- ---------- what the application may do ----------
GRANT SELECT, INSERT ON claim, claim_line, notice, notice_item, objection, claim_line_file TO voucher_app;
GRANT SELECT ON claimed_order TO voucher_app;
GRANT UPDATE (round_id, payee_account_id, state, claimed_fen, approved_fen, commitment_text, evaluation, submitted_by_id,
	submitted_at, review_due_on, reviewed_by_id, reviewed_at, review_reason) ON claim TO voucher_app;
GRANT UPDATE, DELETE ON claim_line TO voucher_app;
GRANT UPDATE, DELETE ON claim_line_file TO voucher_app;
GRANT UPDATE (state, closed_at) ON notice TO voucher_app;
GRANT UPDATE (state, ruling, ruled_by_id, ruled_at) ON objection TO voucher_app;
-- an invoice goes only when no part of it is used any more (its foreign key restricts)
GRANT DELETE ON invoice_part, own_payment, invoice TO voucher_app;
GRANT USAGE ON SEQUENCE claim_id_seq, claim_line_id_seq, notice_id_seq, objection_id_seq TO voucher_app;
