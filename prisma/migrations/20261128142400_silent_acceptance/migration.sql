-- 沉默视同验收: where the programme says so, what an enterprise did not object to in time counts as accepted. Such an order is marked
-- for good, and the claim on it is always in the sample.

CREATE TABLE silent_acceptance (
	order_id BIGINT PRIMARY KEY REFERENCES "order" (id),
	due_on DATE NOT NULL,
	article TEXT NOT NULL DEFAULT '',
	at TIMESTAMPTZ(3) NOT NULL
);
CREATE TRIGGER silent_acceptance_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON silent_acceptance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

/** Accepts a delivery nobody objected to until `dueOn`, and marks the order. args: { orderId, dueOn, article }. Refuses what accept_delivery refuses. */
CREATE FUNCTION accept_silent(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE done jsonb;
BEGIN
	IF (args ->> 'dueOn')::date >= business_day(ctx) THEN PERFORM refuse('state.not_allowed'); END IF;
	done := accept_delivery(ctx, args);
	INSERT INTO silent_acceptance (order_id, due_on, article, at) VALUES ((args ->> 'orderId')::bigint, (args ->> 'dueOn')::date, coalesce(args ->> 'article', ''), (ctx ->> 'now')::timestamptz)
	ON CONFLICT (order_id) DO NOTHING;
	RETURN done;
END $$;
GRANT EXECUTE ON FUNCTION accept_silent TO voucher_app;

ALTER TABLE sampling_item ADD COLUMN is_silent BOOLEAN NOT NULL DEFAULT false, ADD CONSTRAINT sampling_item_silent CHECK (NOT is_silent OR place IS NULL OR is_drawn);
CREATE FUNCTION sampling_item_stays_silent() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'a closed list does not change' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER sampling_item_stays_silent BEFORE UPDATE ON sampling_item FOR EACH ROW WHEN (NEW.is_silent <> OLD.is_silent) EXECUTE FUNCTION sampling_item_stays_silent();
