-- An order takes eight steps, and each wrote the listing as bought and the evaluation again: a page a step. They are stored
-- beside the row now, once, as they come; a step writes a few hundred bytes.
ALTER TABLE "order" SET (toast_tuple_target = 512);
ALTER TABLE "order" ALTER COLUMN listing_snapshot SET STORAGE EXTERNAL, ALTER COLUMN evaluation SET STORAGE EXTERNAL;

-- Nobody looks for orders by their listing.
DROP INDEX order_listing_id_idx;

-- Two guards instead of one, each asked only when it is concerned: what was ordered is no longer read and compared at each step.
CREATE OR REPLACE FUNCTION order_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
	SELECT * INTO known FROM order_step s WHERE s.from_state = OLD.state AND s.to_state = NEW.state;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'order %: no step from % to %', OLD.number, OLD.state, NEW.state;
	END IF;
	IF by_app AND known.books THEN
		RAISE EXCEPTION 'order %: the step from % to % belongs to the books', OLD.number, OLD.state, NEW.state;
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION order_terms_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF OLD.state <> 'draft' AND
		(NEW.number, NEW.listing_id, NEW.enterprise_id, NEW.provider_id, NEW.quantity, NEW.unit_price_fen, NEW.price_fen, NEW.mode,
			NEW.voucher_id, NEW.entitlement_id, NEW.programme_id, NEW.version_id, NEW.placed_by_id, NEW.placed_at, NEW.listing_snapshot)
		IS DISTINCT FROM
		(OLD.number, OLD.listing_id, OLD.enterprise_id, OLD.provider_id, OLD.quantity, OLD.unit_price_fen, OLD.price_fen, OLD.mode,
			OLD.voucher_id, OLD.entitlement_id, OLD.programme_id, OLD.version_id, OLD.placed_by_id, OLD.placed_at, OLD.listing_snapshot)
	THEN
		RAISE EXCEPTION 'order %: what was ordered does not change after it was placed', OLD.number;
	END IF;
	IF current_user = 'voucher_app' AND OLD.state <> 'draft' AND NEW.voucher_fen <> OLD.voucher_fen THEN
		RAISE EXCEPTION 'order %: the public share belongs to the books', OLD.number;
	END IF;
	IF OLD.price_confirmed_at IS NOT NULL AND NEW.final_price_fen IS DISTINCT FROM OLD.final_price_fen THEN
		RAISE EXCEPTION 'order %: the price was confirmed', OLD.number;
	END IF;
	RETURN NEW;
END $$;
DROP TRIGGER order_guard ON "order";
CREATE TRIGGER order_guard BEFORE UPDATE ON "order" FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION order_guard();
CREATE TRIGGER order_terms BEFORE UPDATE OF number, listing_id, listing_snapshot, enterprise_id, provider_id, quantity, unit_price_fen, price_fen, mode, voucher_id,
	entitlement_id, programme_id, version_id, placed_by_id, placed_at, voucher_fen, final_price_fen ON "order" FOR EACH ROW EXECUTE FUNCTION order_terms_guard();
