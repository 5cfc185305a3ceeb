-- Applications, orders, invoices and own payments: what must hold whatever the application does.

-- ---------------------------------------------------------------- applications
ALTER TABLE application
	ADD CONSTRAINT application_state CHECK (state IN ('submitted', 'returned', 'granted', 'refused', 'withdrawn')),
	ADD CONSTRAINT application_requested CHECK (requested_fen > 0),
	ADD CONSTRAINT application_commitment CHECK (commitment_text <> ''),
	ADD CONSTRAINT application_other_person CHECK (reviewed_by_id <> submitted_by_id),
	ADD CONSTRAINT application_reason CHECK (state NOT IN ('returned', 'refused') OR review_reason <> ''),
	ADD CONSTRAINT application_round FOREIGN KEY (round_id) REFERENCES round (id),
	ADD CONSTRAINT application_version FOREIGN KEY (version_id) REFERENCES programme_version (id),
	ADD CONSTRAINT application_enterprise FOREIGN KEY (enterprise_id) REFERENCES organisation (id),
	ADD CONSTRAINT application_commitment_file FOREIGN KEY (commitment_file_id) REFERENCES stored_file (id);

-- One live application per enterprise and round.
CREATE UNIQUE INDEX application_live ON application (enterprise_id, round_id)
	WHERE state IN ('submitted', 'returned', 'granted');

ALTER TABLE voucher
	ADD CONSTRAINT voucher_state CHECK (state IN ('active', 'lapsed', 'void'));

-- ---------------------------------------------------------------- orders
ALTER TABLE "order"
	ADD CONSTRAINT order_state CHECK (state IN ('draft', 'placed', 'confirmed', 'contracted', 'sample_received',
		'price_proposed', 'in_service', 'delivered', 'in_revision', 'accepted', 'closed',
		'declined', 'withdrawn', 'expired', 'cancelled')),
	ADD CONSTRAINT order_mode CHECK (mode IN ('deduct', 'reimburse')),
	ADD CONSTRAINT order_cut_bearer CHECK (cut_bearer IN ('enterprise', 'provider')),
	ADD CONSTRAINT order_signature CHECK (contract_signature IN ('electronic', 'paper')),
	ADD CONSTRAINT order_quantity CHECK (quantity > 0),
	ADD CONSTRAINT order_price CHECK (unit_price_fen > 0 AND price_fen > 0 AND final_price_fen > 0),
	-- the public share is bounded by the price that stands: a proposed one does not stand before it is confirmed
	ADD CONSTRAINT order_share CHECK (voucher_fen BETWEEN 0 AND
		CASE WHEN state IN ('in_service', 'delivered', 'in_revision', 'accepted', 'closed') THEN final_price_fen ELSE price_fen END),
	ADD CONSTRAINT order_two_sides CHECK (enterprise_id <> provider_id),
	-- a voucher, its entitlement, its rules and its mode come together or not at all
	ADD CONSTRAINT order_voucher_whole CHECK (
		num_nonnulls(voucher_id, entitlement_id, programme_id, version_id, mode) IN (0, 5)
		AND (voucher_id IS NOT NULL OR voucher_fen = 0)),
	ADD CONSTRAINT order_placed CHECK (state = 'draft' OR (placed_at IS NOT NULL AND placed_by_id IS NOT NULL)),
	ADD CONSTRAINT order_contract CHECK (
		state NOT IN ('contracted', 'sample_received', 'price_proposed', 'in_service', 'delivered', 'in_revision', 'accepted', 'closed')
		OR num_nonnulls(contract_no, contract_on, contract_signature, contract_provider_by_id, contract_enterprise_by_id, contracted_at) = 6),
	ADD CONSTRAINT order_contract_both CHECK (contract_provider_by_id <> contract_enterprise_by_id),
	ADD CONSTRAINT order_final_price CHECK (
		state NOT IN ('price_proposed', 'in_service', 'delivered', 'in_revision', 'accepted', 'closed') OR final_price_fen IS NOT NULL),
	ADD CONSTRAINT order_report CHECK (
		state NOT IN ('delivered', 'in_revision', 'accepted', 'closed')
		OR num_nonnulls(report_no, report_on, delivered_at) = 3),
	ADD CONSTRAINT order_listing FOREIGN KEY (listing_id) REFERENCES listing (id),
	ADD CONSTRAINT order_enterprise FOREIGN KEY (enterprise_id) REFERENCES organisation (id),
	ADD CONSTRAINT order_provider FOREIGN KEY (provider_id) REFERENCES organisation (id),
	ADD CONSTRAINT order_voucher FOREIGN KEY (voucher_id) REFERENCES voucher (id),
	ADD CONSTRAINT order_version FOREIGN KEY (version_id) REFERENCES programme_version (id);

CREATE INDEX order_reply_due ON "order" (reply_due_at) WHERE state = 'placed';

-- The steps of an order. `books`: the step moves money (or may), so only the books' functions take it.
CREATE TABLE order_step (
	from_state text NOT NULL,
	to_state   text NOT NULL,
	books      boolean NOT NULL,
	PRIMARY KEY (from_state, to_state)
);
INSERT INTO order_step (from_state, to_state, books) VALUES
	('draft', 'placed', true),
	('placed', 'withdrawn', true), ('placed', 'declined', true), ('placed', 'expired', true),
	('placed', 'confirmed', false),
	('confirmed', 'contracted', false),
	('contracted', 'sample_received', false),
	('contracted', 'price_proposed', false), ('sample_received', 'price_proposed', false),
	('price_proposed', 'in_service', true),
	('in_service', 'delivered', false), ('in_revision', 'delivered', false),
	('delivered', 'in_revision', false),
	('delivered', 'accepted', true),
	('accepted', 'closed', false),
	('confirmed', 'cancelled', true), ('contracted', 'cancelled', true), ('sample_received', 'cancelled', true),
	('price_proposed', 'cancelled', true), ('in_service', 'cancelled', true);

-- What was ordered never changes once placed; a state only moves by a known step; money steps belong to the books.
CREATE FUNCTION order_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	by_app boolean := current_user = 'voucher_app';
	known  order_step;
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF by_app AND NEW.state <> 'draft' THEN
			RAISE EXCEPTION 'an order begins as a draft, not as %', NEW.state;
		END IF;
		RETURN NEW;
	END IF;
	IF NEW.state <> OLD.state THEN
		SELECT * INTO known FROM order_step s WHERE s.from_state = OLD.state AND s.to_state = NEW.state;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'order %: no step from % to %', OLD.number, OLD.state, NEW.state;
		END IF;
		IF by_app AND known.books THEN
			RAISE EXCEPTION 'order %: the step from % to % belongs to the books', OLD.number, OLD.state, NEW.state;
		END IF;
	END IF;
	IF OLD.state <> 'draft' AND
		(NEW.number, NEW.listing_id, NEW.listing_snapshot, NEW.enterprise_id, NEW.provider_id, NEW.quantity, NEW.unit_price_fen,
			NEW.price_fen, NEW.mode, NEW.voucher_id, NEW.entitlement_id, NEW.programme_id, NEW.version_id, NEW.placed_by_id, NEW.placed_at)
		IS DISTINCT FROM
		(OLD.number, OLD.listing_id, OLD.listing_snapshot, OLD.enterprise_id, OLD.provider_id, OLD.quantity, OLD.unit_price_fen,
			OLD.price_fen, OLD.mode, OLD.voucher_id, OLD.entitlement_id, OLD.programme_id, OLD.version_id, OLD.placed_by_id, OLD.placed_at)
	THEN
		RAISE EXCEPTION 'order %: what was ordered does not change after it was placed', OLD.number;
	END IF;
	IF by_app AND OLD.state <> 'draft' AND NEW.voucher_fen <> OLD.voucher_fen THEN
		RAISE EXCEPTION 'order %: the public share belongs to the books', OLD.number;
	END IF;
	IF OLD.price_confirmed_at IS NOT NULL AND NEW.final_price_fen IS DISTINCT FROM OLD.final_price_fen THEN
		RAISE EXCEPTION 'order %: the price was confirmed', OLD.number;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER order_guard BEFORE INSERT OR UPDATE ON "order" FOR EACH ROW EXECUTE FUNCTION order_guard();

-- A voucher is granted by the books only, and what was asked for stays as it was while somebody decides on it.
CREATE FUNCTION application_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	by_app boolean := current_user = 'voucher_app';
BEGIN
	IF by_app AND NEW.state = 'granted' AND (TG_OP = 'INSERT' OR OLD.state <> 'granted') THEN
		RAISE EXCEPTION 'application %: granting belongs to the books', NEW.number;
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('submitted', 'granted'), ('submitted', 'returned'),
			('submitted', 'refused'), ('returned', 'submitted'), ('submitted', 'withdrawn'), ('returned', 'withdrawn'))
		THEN
			RAISE EXCEPTION 'application %: no step from % to %', OLD.number, OLD.state, NEW.state;
		END IF;
		IF (NEW.number, NEW.round_id, NEW.enterprise_id) IS DISTINCT FROM (OLD.number, OLD.round_id, OLD.enterprise_id)
			OR (OLD.state <> 'returned' AND (NEW.version_id, NEW.requested_fen, NEW.facts, NEW.commitment_text, NEW.submitted_by_id)
				IS DISTINCT FROM (OLD.version_id, OLD.requested_fen, OLD.facts, OLD.commitment_text, OLD.submitted_by_id))
		THEN
			RAISE EXCEPTION 'application %: what was asked for does not change', OLD.number;
		END IF;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER application_guard BEFORE INSERT OR UPDATE ON application FOR EACH ROW EXECUTE FUNCTION application_guard();

-- ---------------------------------------------------------------- invoices
ALTER TABLE invoice
	ADD CONSTRAINT invoice_number CHECK (number <> ''),
	ADD CONSTRAINT invoice_amount CHECK (amount_fen > 0 AND tax_fen >= 0 AND tax_fen < amount_fen),
	ADD CONSTRAINT invoice_two_sides CHECK (seller_code <> buyer_code),
	ADD CONSTRAINT invoice_verification CHECK (verification IN ('genuine', 'not_found', 'void')),
	ADD CONSTRAINT invoice_verified_whole CHECK (num_nonnulls(verification, verified_by_id, verified_at) IN (0, 3)),
	ADD CONSTRAINT invoice_other_person CHECK (verified_by_id <> created_by_id),
	ADD CONSTRAINT invoice_file FOREIGN KEY (file_id) REFERENCES stored_file (id);

ALTER TABLE invoice_part
	ADD CONSTRAINT invoice_part_amount CHECK (amount_fen > 0),
	ADD CONSTRAINT invoice_part_one_use CHECK (num_nonnulls(order_id, claim_line_id) = 1);

-- An invoice is what the paper says: only its verification is added later.
CREATE FUNCTION invoice_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF (NEW.number, NEW.code, NEW.seller_code, NEW.buyer_code, NEW.issued_on, NEW.amount_fen, NEW.tax_fen, NEW.created_by_id)
		IS DISTINCT FROM (OLD.number, OLD.code, OLD.seller_code, OLD.buyer_code, OLD.issued_on, OLD.amount_fen, OLD.tax_fen, OLD.created_by_id)
	THEN
		RAISE EXCEPTION 'invoice %: the figures of an invoice do not change', OLD.number;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER invoice_guard BEFORE UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_guard();

-- The parts of an invoice never exceed it. The invoice's row is locked first, so that two parts added at once count each other.
CREATE FUNCTION invoice_parts_fit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	whole bigint;
	used  bigint;
BEGIN
	SELECT amount_fen INTO whole FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
	SELECT sum(amount_fen) INTO used FROM invoice_part WHERE invoice_id = NEW.invoice_id;
	IF used > whole THEN
		RAISE EXCEPTION USING ERRCODE = 'VR001', MESSAGE = 'invoice.too_small',
			DETAIL = jsonb_build_object('amountFen', whole::text, 'usedFen', used::text)::text;
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER invoice_parts_fit AFTER INSERT OR UPDATE ON invoice_part
	FOR EACH ROW EXECUTE FUNCTION invoice_parts_fit();

-- ---------------------------------------------------------------- own payments
ALTER TABLE own_payment
	ADD CONSTRAINT own_payment_amount CHECK (amount_fen > 0),
	ADD CONSTRAINT own_payment_one_use CHECK (num_nonnulls(order_id, claim_line_id) = 1),
	ADD CONSTRAINT own_payment_channel CHECK (channel IN ('bank_transfer', 'card', 'wallet', 'escrow')),
	ADD CONSTRAINT own_payment_confirmed_whole CHECK (num_nonnulls(confirmed_by_id, confirmed_at) IN (0, 2)),
	ADD CONSTRAINT own_payment_other_person CHECK (confirmed_by_id <> recorded_by_id),
	ADD CONSTRAINT own_payment_slip FOREIGN KEY (slip_file_id) REFERENCES stored_file (id);

-- A recorded payment only gains its confirmation, once.
CREATE FUNCTION own_payment_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF (NEW.order_id, NEW.claim_line_id, NEW.amount_fen, NEW.paid_on, NEW.channel, NEW.reference, NEW.slip_file_id, NEW.recorded_by_id)
		IS DISTINCT FROM
		(OLD.order_id, OLD.claim_line_id, OLD.amount_fen, OLD.paid_on, OLD.channel, OLD.reference, OLD.slip_file_id, OLD.recorded_by_id)
		OR (OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by_id) IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id))
	THEN
		RAISE EXCEPTION 'own payment %: a recorded payment does not change', OLD.id;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER own_payment_guard BEFORE UPDATE ON own_payment FOR EACH ROW EXECUTE FUNCTION own_payment_guard();

-- ---------------------------------------------------------------- rights
GRANT SELECT, INSERT, UPDATE ON application, "order", invoice, invoice_part, own_payment TO voucher_app;
GRANT SELECT ON voucher, order_step TO voucher_app;
GRANT USAGE ON SEQUENCE application_id_seq, order_id_seq, invoice_id_seq, invoice_part_id_seq, own_payment_id_seq TO voucher_app;
