-- Invoices: red-letter fapiao subtract; what claims rest on an invoice are rows; no programme, and no programmes together,
-- may rest more on an invoice than it is worth. A refusal raised here has SQLSTATE VR001; its message is the refusal's code.

-- ---------- red-letter fapiao ----------
CREATE TABLE red_letter (
	id             bigserial PRIMARY KEY,
	invoice_id     bigint NOT NULL REFERENCES invoice (id),
	seller_code    char(18) NOT NULL,
	number         text NOT NULL CHECK (number <> ''),
	code           text NOT NULL DEFAULT '',
	issued_on      date NOT NULL,
	amount_fen     bigint NOT NULL CHECK (amount_fen > 0),
	tax_fen        bigint NOT NULL CHECK (tax_fen >= 0 AND tax_fen < amount_fen),
	reason         text NOT NULL CHECK (reason <> '' AND length(reason) <= 500),
	file_id        bigint REFERENCES stored_file (id),
	recorded_by_id bigint NOT NULL REFERENCES account (id),
	recorded_at    timestamptz(3) NOT NULL,
	UNIQUE (seller_code, number, code)
);
CREATE INDEX red_letter_invoice_id_idx ON red_letter (invoice_id);
CREATE TRIGGER red_letter_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON red_letter FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a red-letter fapiao takes from each part its invoice was given out in.
CREATE TABLE red_letter_part (
	red_letter_id bigint NOT NULL REFERENCES red_letter (id),
	part_id       bigint NOT NULL REFERENCES invoice_part (id) ON DELETE CASCADE,
	amount_fen    bigint NOT NULL CHECK (amount_fen > 0),
	PRIMARY KEY (red_letter_id, part_id)
);
CREATE INDEX red_letter_part_part_id_idx ON red_letter_part (part_id);
CREATE TRIGGER red_letter_part_kept BEFORE UPDATE OR TRUNCATE ON red_letter_part FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What an invoice is still worth. Lock its row first, so that the figure is not the one of a moment ago.
CREATE FUNCTION invoice_net(inv bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT i.amount_fen - coalesce((SELECT sum(r.amount_fen) FROM red_letter r WHERE r.invoice_id = i.id), 0)::bigint FROM invoice i WHERE i.id = inv
$$;
-- What is left of a part.
CREATE FUNCTION invoice_part_net(part bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT p.amount_fen - coalesce((SELECT sum(r.amount_fen) FROM red_letter_part r WHERE r.part_id = p.id), 0)::bigint FROM invoice_part p WHERE p.id = part
$$;

CREATE FUNCTION red_letter_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	blue invoice;
BEGIN
	SELECT * INTO blue FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
	IF blue.seller_code <> NEW.seller_code THEN
		RAISE EXCEPTION 'invoice.party_mismatch' USING ERRCODE = 'VR001';
	END IF;
	IF NEW.issued_on < blue.issued_on THEN
		RAISE EXCEPTION 'invoice.red_letter_early' USING ERRCODE = 'VR001';
	END IF;
	IF EXISTS (SELECT FROM invoice i WHERE (i.seller_code, i.number, i.code) = (NEW.seller_code, NEW.number, NEW.code)) THEN
		RAISE EXCEPTION 'invoice.taken' USING ERRCODE = 'VR001';
	END IF;
	IF NEW.amount_fen > invoice_net(blue.id) THEN
		RAISE EXCEPTION 'invoice.red_letter_too_large' USING ERRCODE = 'VR001', DETAIL = jsonb_build_object('left', invoice_net(blue.id)::text)::text;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER red_letter_guard BEFORE INSERT ON red_letter FOR EACH ROW EXECUTE FUNCTION red_letter_guard();

CREATE FUNCTION red_letter_part_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	red red_letter;
BEGIN
	SELECT * INTO red FROM red_letter WHERE id = NEW.red_letter_id;
	PERFORM FROM invoice WHERE id = red.invoice_id FOR NO KEY UPDATE;
	IF NOT EXISTS (SELECT FROM invoice_part p WHERE p.id = NEW.part_id AND p.invoice_id = red.invoice_id)
		OR invoice_part_net(NEW.part_id) < 0
		OR (SELECT sum(r.amount_fen) FROM red_letter_part r WHERE r.red_letter_id = red.id) > red.amount_fen THEN
		RAISE EXCEPTION 'a red-letter fapiao takes from the parts of its own invoice what they have' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER red_letter_part_guard AFTER INSERT ON red_letter_part FOR EACH ROW EXECUTE FUNCTION red_letter_part_guard();

CREATE FUNCTION invoice_is_no_red_letter() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM red_letter r WHERE (r.seller_code, r.number, r.code) = (NEW.seller_code, NEW.number, NEW.code)) THEN
		RAISE EXCEPTION 'invoice.taken' USING ERRCODE = 'VR001';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER invoice_is_no_red_letter BEFORE INSERT ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_is_no_red_letter();

-- ---------- parts for orders ----------
-- The parts given to orders never exceed what the invoice is worth; those of claims are kept by the ceilings below.
CREATE OR REPLACE FUNCTION invoice_parts_fit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	used bigint;
BEGIN
	IF NEW.order_id IS NULL THEN RETURN NULL; END IF;
	PERFORM FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
	SELECT sum(invoice_part_net(p.id)) INTO used FROM invoice_part p WHERE p.invoice_id = NEW.invoice_id AND p.order_id IS NOT NULL;
	IF used > invoice_net(NEW.invoice_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'VR001', MESSAGE = 'invoice.too_small',
			DETAIL = jsonb_build_object('amountFen', invoice_net(NEW.invoice_id)::text, 'usedFen', used::text)::text;
	END IF;
	RETURN NULL;
END $$;

-- ---------- what claims rest on an invoice ----------
CREATE TABLE invoice_allocation (
	part_id       bigint NOT NULL REFERENCES invoice_part (id) ON DELETE CASCADE,
	claim_line_id bigint NOT NULL REFERENCES claim_line (id) ON DELETE CASCADE,
	invoice_id    bigint NOT NULL REFERENCES invoice (id),
	claim_id      bigint NOT NULL REFERENCES claim (id),
	programme_id  bigint NOT NULL REFERENCES programme (id),
	amount_fen    bigint NOT NULL CHECK (amount_fen > 0),
	PRIMARY KEY (part_id, claim_line_id)
);
CREATE INDEX invoice_allocation_invoice_id_idx ON invoice_allocation (invoice_id);
CREATE INDEX invoice_allocation_claim_id_idx ON invoice_allocation (claim_id);
CREATE INDEX invoice_allocation_claim_line_id_idx ON invoice_allocation (claim_line_id);

INSERT INTO invoice_allocation
SELECT p.id, l.id, p.invoice_id, c.id, c.programme_id, p.amount_fen
FROM invoice_part p JOIN claim_line l ON l.id = p.claim_line_id OR l.order_id = p.order_id JOIN claim c ON c.id = l.claim_id AND c.state <> 'withdrawn';

-- Every part has its allocations as soon as part and line both exist, whichever comes first.
CREATE FUNCTION allocate_part() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO invoice_allocation
	SELECT NEW.id, l.id, NEW.invoice_id, c.id, c.programme_id, NEW.amount_fen
	FROM claim_line l JOIN claim c ON c.id = l.claim_id
	WHERE (l.id = NEW.claim_line_id OR l.order_id = NEW.order_id) AND c.state <> 'withdrawn';
	RETURN NULL;
END $$;
CREATE TRIGGER allocate_part AFTER INSERT ON invoice_part FOR EACH ROW EXECUTE FUNCTION allocate_part();

CREATE FUNCTION allocate_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO invoice_allocation
	SELECT p.id, NEW.id, p.invoice_id, c.id, c.programme_id, p.amount_fen
	FROM invoice_part p, claim c WHERE p.order_id = NEW.order_id AND c.id = NEW.claim_id;
	RETURN NULL;
END $$;
-- named to come after claim_line_takes_order, whose refusal says more
CREATE TRIGGER claim_line_takes_parts AFTER INSERT ON claim_line
	FOR EACH ROW WHEN (NEW.order_id IS NOT NULL) EXECUTE FUNCTION allocate_line();

CREATE FUNCTION release_allocations() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	DELETE FROM invoice_allocation WHERE claim_id = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER release_allocations AFTER UPDATE OF state ON claim
	FOR EACH ROW WHEN (NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn') EXECUTE FUNCTION release_allocations();

-- One programme rests at most what the invoice is worth on it. A programme that is silent on other public money, or
-- forbids it, shares no fen with another; those that allow it may rest on the same fen, each up to the whole.
-- The invoice's row is locked first, so that claims made at the same moment count each other.
CREATE FUNCTION invoice_allocation_fits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	net      bigint;
	most     bigint;
	together bigint;
	earlier  text;
BEGIN
	PERFORM FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
	net := invoice_net(NEW.invoice_id);
	WITH used AS (
		SELECT a.programme_id, sum(invoice_part_net(a.part_id)) AS fen,
			bool_or(coalesce(v.document #>> '{subsidy,otherSubsidies,treatment}', 'forbid') = 'forbid') AS alone
		FROM invoice_allocation a JOIN claim c ON c.id = a.claim_id JOIN programme_version v ON v.id = c.version_id
		WHERE a.invoice_id = NEW.invoice_id AND c.state NOT IN ('withdrawn', 'refused') GROUP BY 1)
	SELECT max(fen), coalesce(sum(fen) FILTER (WHERE alone), 0) + coalesce(max(fen) FILTER (WHERE NOT alone), 0) INTO most, together FROM used;
	IF together <= net THEN RETURN NULL; END IF;
	SELECT c.number INTO earlier FROM invoice_allocation a JOIN claim c ON c.id = a.claim_id
	WHERE a.invoice_id = NEW.invoice_id AND a.claim_id <> NEW.claim_id AND c.state NOT IN ('withdrawn', 'refused') ORDER BY c.id LIMIT 1;
	RAISE EXCEPTION USING ERRCODE = 'VR001', MESSAGE = CASE WHEN most > net THEN 'invoice.too_small' ELSE 'invoice.other_programme' END,
		DETAIL = jsonb_strip_nulls(jsonb_build_object('amountFen', net::text, 'claim', earlier))::text;
END $$;
CREATE TRIGGER invoice_allocation_fits AFTER INSERT ON invoice_allocation FOR EACH ROW EXECUTE FUNCTION invoice_allocation_fits();

-- The subsidy that claims handed in and not refused draw on an invoice, one programme or all: a line's amount falls on its
-- invoices by what rests on each.
CREATE FUNCTION invoice_subsidy(inv bigint, except_programme bigint) RETURNS numeric LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT coalesce(sum(coalesce(l.approved_fen, l.claimed_fen)::numeric * a.amount_fen / w.whole), 0)
	FROM invoice_allocation a JOIN claim_line l ON l.id = a.claim_line_id JOIN claim c ON c.id = a.claim_id,
		LATERAL (SELECT sum(b.amount_fen) AS whole FROM invoice_allocation b WHERE b.claim_line_id = a.claim_line_id) w
	WHERE a.invoice_id = inv AND a.programme_id IS DISTINCT FROM except_programme AND c.state NOT IN ('draft', 'returned', 'withdrawn', 'refused')
$$;

-- Handing in and approving: the programmes resting on one invoice stay within their joint ceiling, the lowest any of them
-- sets; and what a red-letter fapiao took away since the review is reviewed again.
CREATE FUNCTION claim_invoices_bear() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	inv     bigint;
	ceiling numeric;
BEGIN
	FOR inv IN SELECT DISTINCT a.invoice_id FROM invoice_allocation a WHERE a.claim_id = NEW.id ORDER BY 1 LOOP
		PERFORM FROM invoice WHERE id = inv FOR NO KEY UPDATE;
		CONTINUE WHEN NOT EXISTS (SELECT FROM invoice_allocation a JOIN claim c ON c.id = a.claim_id
			WHERE a.invoice_id = inv AND a.programme_id <> NEW.programme_id AND c.state NOT IN ('draft', 'returned', 'withdrawn', 'refused'));
		SELECT invoice_net(inv) * min(coalesce((v.document #>> '{subsidy,otherSubsidies,ceilingBp}')::numeric, 10000)) / 10000 INTO ceiling
		FROM invoice_allocation a JOIN claim c ON c.id = a.claim_id JOIN programme_version v ON v.id = c.version_id
		WHERE a.invoice_id = inv AND c.state NOT IN ('draft', 'returned', 'withdrawn', 'refused');
		IF invoice_subsidy(inv, NULL) > ceiling THEN
			RAISE EXCEPTION 'invoice.joint_ceiling' USING ERRCODE = 'VR001', DETAIL = jsonb_build_object(
				'ceilingFen', trunc(ceiling)::text, 'invoice', (SELECT number FROM invoice WHERE id = inv))::text;
		END IF;
	END LOOP;
	IF NEW.state = 'approved' AND OLD.state IN ('reviewed', 'on_notice') AND EXISTS (
		SELECT FROM claim_line l JOIN invoice_allocation a ON a.claim_line_id = l.id
			JOIN red_letter_part p ON p.part_id = a.part_id JOIN red_letter r ON r.id = p.red_letter_id
		WHERE l.claim_id = NEW.id AND l.approved_fen > 0 AND (r.recorded_at > NEW.reviewed_at
			OR l.approved_fen > (SELECT sum(invoice_part_net(b.part_id)) FROM invoice_allocation b WHERE b.claim_line_id = l.id))) THEN
		RAISE EXCEPTION 'claim.invoice_reduced' USING ERRCODE = 'VR001', DETAIL = jsonb_build_object('number', NEW.number)::text;
	END IF;
	RETURN NULL;
END $$;
-- after the row, so that the claim counts as handed in
CREATE TRIGGER claim_invoices_bear AFTER UPDATE OF state ON claim
	FOR EACH ROW WHEN (NEW.state IN ('submitted', 'approved') AND NEW.state <> OLD.state) EXECUTE FUNCTION claim_invoices_bear();

GRANT SELECT, INSERT ON red_letter, red_letter_part TO voucher_app;
GRANT SELECT ON invoice_allocation TO voucher_app;
GRANT USAGE ON SEQUENCE red_letter_id_seq TO voucher_app;

-- ---------- what was read in a file ----------
-- What the platform read in a fapiao's own file when it was handed in, beside what was typed.
ALTER TABLE stored_file ADD COLUMN reading jsonb;
GRANT EXECUTE ON FUNCTION invoice_net, invoice_part_net, invoice_subsidy TO voucher_app;
