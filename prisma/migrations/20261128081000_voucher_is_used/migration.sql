-- Whether a voucher that is used once has been used.

/** Whether an order, another than `ord`, holds a part of a voucher or has redeemed one. */
CREATE FUNCTION voucher_is_used(entitlement bigint, ord bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM hold h WHERE h.entitlement_id = entitlement AND h.order_id IS DISTINCT FROM ord
    AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id AND r.kind <> 'redeemed'))
$$;
GRANT EXECUTE ON FUNCTION voucher_is_used TO voucher_app;
