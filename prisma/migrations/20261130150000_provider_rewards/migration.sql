-- 服务机构奖励: what the rules give a provider for the orders it did under a programme, a kind of claim of its own. A reward is
-- claimed by the provider on orders whose own claims are paid; the money is drawn on the fund at approval, like every claim
-- without a voucher. An order is named in its own table: it is in one claim for itself (claimed_order) and in one for the reward.

ALTER TABLE claim DROP CONSTRAINT claim_kind_known,
	ADD CONSTRAINT claim_kind_known CHECK (kind IN ('voucher', 'claim_only', 'reward')),
	-- nobody but the provider stands behind its reward
	ADD CONSTRAINT claim_reward_is_the_providers CHECK (kind <> 'reward' OR (enterprise_id = claimant_id AND mode = 'deduct'));
ALTER TABLE claim_line DROP CONSTRAINT claim_line_kind_known,
	ADD CONSTRAINT claim_line_kind_known CHECK (kind IN ('order', 'contract', 'award', 'clearing', 'reward'));

-- The primary key decides between two rewards claimed for an order at the same moment.
CREATE TABLE rewarded_order (
	programme_id BIGINT NOT NULL REFERENCES programme (id),
	order_id BIGINT NOT NULL REFERENCES "order" (id),
	claim_id BIGINT NOT NULL REFERENCES claim (id),
	claim_line_id BIGINT NOT NULL UNIQUE REFERENCES claim_line (id) ON DELETE CASCADE,
	PRIMARY KEY (programme_id, order_id)
);
CREATE INDEX rewarded_order_order_id_idx ON rewarded_order (order_id);
CREATE INDEX rewarded_order_claim_id_idx ON rewarded_order (claim_id);
GRANT SELECT, INSERT ON rewarded_order TO voucher_app;

/** Whether an order may be rewarded: a provider's own, of the programme, whose own claim is paid. */
CREATE FUNCTION is_rewardable(programme bigint, ord bigint, provider bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM claimed_order k JOIN claim c ON c.id = k.claim_id JOIN "order" o ON o.id = k.order_id
		WHERE k.order_id = ord AND o.provider_id = provider AND o.state IN ('accepted', 'closed') AND c.programme_id = programme AND c.state = 'paid')
$$;
GRANT EXECUTE ON FUNCTION is_rewardable TO voucher_app;

-- Rows come with their line, in a reward that can still change, and go with it.
CREATE FUNCTION rewarded_order_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c claim;
BEGIN
	SELECT * INTO c FROM claim WHERE id = NEW.claim_id FOR SHARE;
	IF c.kind IS DISTINCT FROM 'reward' OR c.state NOT IN ('draft', 'returned') OR c.programme_id <> NEW.programme_id
		OR NOT EXISTS (SELECT FROM claim_line l WHERE l.id = NEW.claim_line_id AND l.claim_id = c.id AND l.kind = 'reward') THEN
		RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', c.state);
	END IF;
	IF NOT is_rewardable(NEW.programme_id, NEW.order_id, c.claimant_id) THEN
		RAISE EXCEPTION 'claim.order_not_paid' USING ERRCODE = 'VR001', DETAIL = (SELECT json_build_object('order', o.number) FROM "order" o WHERE o.id = NEW.order_id);
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER rewarded_order_guard BEFORE INSERT ON rewarded_order FOR EACH ROW EXECUTE FUNCTION rewarded_order_guard();
CREATE TRIGGER rewarded_order_no_update BEFORE UPDATE ON rewarded_order FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Handed in, and approved, a reward stands on orders that are still paid, each line on one of its own.
CREATE FUNCTION reward_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE lacking text;
BEGIN
	SELECT coalesce(o.number, l.title) INTO lacking FROM claim_line l LEFT JOIN rewarded_order w ON w.claim_line_id = l.id LEFT JOIN "order" o ON o.id = w.order_id
	WHERE l.claim_id = NEW.id AND coalesce(l.approved_fen, l.claimed_fen) > 0
		AND (l.kind <> 'reward' OR w.order_id IS NULL OR NOT is_rewardable(NEW.programme_id, w.order_id, NEW.claimant_id)) ORDER BY l.line_no LIMIT 1;
	IF lacking IS NOT NULL THEN
		RAISE EXCEPTION 'claim.order_not_paid' USING ERRCODE = 'VR001', DETAIL = json_build_object('order', lacking);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER reward_stands AFTER UPDATE OF state ON claim FOR EACH ROW
	WHEN (NEW.kind = 'reward' AND (NEW.state = 'submitted' OR (NEW.state = 'approved' AND OLD.state IN ('reviewed', 'on_notice')))) EXECUTE FUNCTION reward_stands();

-- A reward taken back leaves its orders to another.
CREATE FUNCTION reward_withdrawn_frees_orders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	DELETE FROM rewarded_order WHERE claim_id = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER reward_withdrawn_frees_orders AFTER UPDATE OF state ON claim
	FOR EACH ROW WHEN (NEW.kind = 'reward' AND NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn') EXECUTE FUNCTION reward_withdrawn_frees_orders();

-- A reward names the same contract and report as the claim it follows: no second claim for the same project.
DROP TRIGGER write_project_text ON claim_line;
CREATE TRIGGER write_project_text AFTER INSERT OR UPDATE OF title, description, contract_no, report_no, provider_code ON claim_line
	FOR EACH ROW WHEN (NEW.kind <> 'reward') EXECUTE FUNCTION write_project_text();
