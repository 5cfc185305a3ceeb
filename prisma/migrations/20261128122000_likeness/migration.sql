-- The same project under another name: what every claim line is about, in a form that can be searched by likeness, and a
-- reviewer's word on a pair of claims. And programmes say themselves with which others they share a cost.

-- ---------- what a line is about ----------
-- What was done and delivered, in the claimant's words (lines of contracts outside the platform).
ALTER TABLE claim_line ADD COLUMN description text NOT NULL DEFAULT '' CHECK (length(description) <= 2000);

-- A text by its letters, digits and characters only, width and case taken away.
CREATE FUNCTION plain_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
	SELECT regexp_replace(lower(normalize(coalesce(words, ''), NFKC)), '[^[:alnum:]]+', '', 'g')
$$;

CREATE TABLE project_text (
	claim_line_id bigint PRIMARY KEY REFERENCES claim_line (id) ON DELETE CASCADE,
	claim_id      bigint NOT NULL REFERENCES claim (id),
	enterprise_id bigint NOT NULL REFERENCES organisation (id),
	provider_code char(18) NOT NULL,
	programme_id  bigint NOT NULL REFERENCES programme (id),
	listing_id    bigint,
	words         text NOT NULL,
	contract_no   text NOT NULL,
	report_no     text NOT NULL
);
CREATE INDEX project_text_claim_id_idx ON project_text (claim_id);
CREATE INDEX project_text_enterprise_id_idx ON project_text (enterprise_id);
CREATE INDEX project_text_report_no_idx ON project_text (report_no, provider_code) WHERE report_no <> '';
CREATE INDEX project_text_contract_no_idx ON project_text (contract_no, provider_code) WHERE contract_no <> '';
CREATE INDEX project_text_words_idx ON project_text USING gin (words gin_trgm_ops);

CREATE FUNCTION write_project_text() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO project_text
	SELECT NEW.id, c.id, c.enterprise_id, coalesce(p.credit_code, NEW.provider_code, ''), c.programme_id, o.listing_id,
		left(plain_text(NEW.title || coalesce(nullif(NEW.description, ''), o.listing_snapshot ->> 'deliverable', '') || coalesce(o.note, '')), 1000),
		plain_text(NEW.contract_no), plain_text(NEW.report_no)
	FROM claim c LEFT JOIN "order" o ON o.id = NEW.order_id LEFT JOIN organisation p ON p.id = o.provider_id
	WHERE c.id = NEW.claim_id
	ON CONFLICT (claim_line_id) DO UPDATE SET words = excluded.words, contract_no = excluded.contract_no, report_no = excluded.report_no, provider_code = excluded.provider_code;
	RETURN NULL;
END $$;
CREATE TRIGGER write_project_text AFTER INSERT OR UPDATE OF title, description, contract_no, report_no, provider_code ON claim_line
	FOR EACH ROW EXECUTE FUNCTION write_project_text();

INSERT INTO project_text
SELECT l.id, c.id, c.enterprise_id, coalesce(p.credit_code, l.provider_code, ''), c.programme_id, o.listing_id,
	left(plain_text(l.title || coalesce(o.listing_snapshot ->> 'deliverable', '') || coalesce(o.note, '')), 1000), plain_text(l.contract_no), plain_text(l.report_no)
FROM claim_line l JOIN claim c ON c.id = l.claim_id LEFT JOIN "order" o ON o.id = l.order_id LEFT JOIN organisation p ON p.id = o.provider_id;

-- ---------- a reviewer's word ----------
CREATE TABLE likeness_judgement (
	id           bigserial PRIMARY KEY,
	authority_id bigint NOT NULL REFERENCES organisation (id),
	claim_id     bigint NOT NULL REFERENCES claim (id),
	other_id     bigint NOT NULL REFERENCES claim (id),
	verdict      text NOT NULL CHECK (verdict IN ('same', 'different')),
	reason       text NOT NULL CHECK (reason <> '' AND length(reason) <= 500),
	score        int NOT NULL CHECK (score BETWEEN 0 AND 100),
	matched      jsonb NOT NULL,
	judged_by_id bigint NOT NULL REFERENCES account (id),
	judged_at    timestamptz(3) NOT NULL,
	CHECK (claim_id <> other_id)
);
CREATE INDEX likeness_judgement_claim_id_idx ON likeness_judgement (claim_id, other_id, id DESC);
CREATE INDEX likeness_judgement_other_id_idx ON likeness_judgement (other_id, claim_id, id DESC);
CREATE FUNCTION likeness_judgement_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM claim c JOIN fund f ON f.id = c.fund_id WHERE c.id = NEW.claim_id AND f.authority_id = NEW.authority_id) THEN
		RAISE EXCEPTION 'a judgement is on a claim of the authority' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT FROM claim WHERE id = NEW.claim_id AND submitted_by_id = NEW.judged_by_id) THEN
		RAISE EXCEPTION 'access.other_person' USING ERRCODE = 'VR001';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER likeness_judgement_guard BEFORE INSERT ON likeness_judgement FOR EACH ROW EXECUTE FUNCTION likeness_judgement_guard();
CREATE TRIGGER likeness_judgement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON likeness_judgement
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- ---------- programmes that share a cost ----------
-- Whether rules let the same cost be claimed under another programme: as they say of stacking, else as they treat other
-- public money; silent rules share with none.
CREATE FUNCTION rules_share_with(rules jsonb, other text) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
	SELECT CASE rules #>> '{scope,stacking,with}' WHEN 'anything' THEN true WHEN 'nothing' THEN false
		WHEN 'listed' THEN coalesce(rules #> '{scope,stacking,listed}' ? other, false)
		ELSE coalesce(rules #>> '{subsidy,otherSubsidies,treatment}', 'forbid') <> 'forbid' END
$$;

-- One programme rests at most what the invoice is worth on it, and together with those it does not share a cost with no
-- more. Both have to allow the sharing. The invoice's row is locked first, so that claims of one moment count each other.
CREATE OR REPLACE FUNCTION invoice_allocation_fits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	net      bigint;
	most     bigint;
	together bigint;
	earlier  text;
BEGIN
	PERFORM FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
	net := invoice_net(NEW.invoice_id);
	WITH used AS (
		SELECT a.programme_id, v.document AS rules, v.document ->> 'id' AS code, sum(invoice_part_net(a.part_id)) AS fen
		FROM invoice_allocation a JOIN claim c ON c.id = a.claim_id JOIN programme_version v ON v.id = c.version_id
		WHERE a.invoice_id = NEW.invoice_id AND c.state NOT IN ('withdrawn', 'refused') GROUP BY 1, 2, 3),
	whole AS (SELECT programme_id, sum(fen) AS fen FROM used GROUP BY 1),
	apart AS (SELECT DISTINCT a.programme_id, b.programme_id AS other FROM used a JOIN used b ON b.programme_id <> a.programme_id
		WHERE NOT (rules_share_with(a.rules, b.code) AND rules_share_with(b.rules, a.code)))
	SELECT max(w.fen), max(w.fen + coalesce((SELECT sum(o.fen) FROM apart x JOIN whole o ON o.programme_id = x.other WHERE x.programme_id = w.programme_id), 0))
	INTO most, together FROM whole w;
	IF together <= net THEN RETURN NULL; END IF;
	SELECT c.number INTO earlier FROM invoice_allocation a JOIN claim c ON c.id = a.claim_id
	WHERE a.invoice_id = NEW.invoice_id AND a.claim_id <> NEW.claim_id AND c.state NOT IN ('withdrawn', 'refused') ORDER BY c.id LIMIT 1;
	RAISE EXCEPTION USING ERRCODE = 'VR001', MESSAGE = CASE WHEN most > net THEN 'invoice.too_small' ELSE 'invoice.other_programme' END,
		DETAIL = jsonb_strip_nulls(jsonb_build_object('amountFen', net::text, 'claim', earlier))::text;
END $$;

GRANT SELECT ON project_text TO voucher_app;
GRANT SELECT, INSERT ON likeness_judgement TO voucher_app;
GRANT USAGE ON SEQUENCE likeness_judgement_id_seq TO voucher_app;
GRANT EXECUTE ON FUNCTION plain_text, rules_share_with TO voucher_app;
