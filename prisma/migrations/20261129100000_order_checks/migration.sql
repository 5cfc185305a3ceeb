-- Whom new orders belong to, in one statement instead of four: each had its own start, which a call of a few orders felt. Each
-- part is a look-up by key (a subquery compared with null is never read into a table of its own).
CREATE OR REPLACE FUNCTION refuse_order_of_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh f WHERE
      (SELECT o.id FROM public.organisation o WHERE o.id = f.enterprise_id) IS NULL
      OR (SELECT o.id FROM public.organisation o WHERE o.id = f.provider_id) IS NULL
      OR (SELECT l.id FROM public.listing l WHERE l.id = f.listing_id) IS NULL
      OR f.version_id IS NOT NULL AND (SELECT v.id FROM public.programme_version v WHERE v.id = f.version_id) IS NULL
      OR f.voucher_id IS NOT NULL AND (SELECT v.id FROM public.voucher v WHERE v.id = f.voucher_id) IS NULL) THEN
    RAISE EXCEPTION 'an order belongs to two sides, a listing, a version and a voucher' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
