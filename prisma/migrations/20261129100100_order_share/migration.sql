-- A share stays within the price it was confirmed for, also when the order then ends without being delivered: an order whose
-- price and share had risen could not be cancelled, because its share was held against the first price again.
ALTER TABLE "order" DROP CONSTRAINT order_share, ADD CONSTRAINT order_share CHECK (voucher_fen BETWEEN 0 AND
	CASE WHEN price_confirmed_at IS NOT NULL OR state IN ('in_service', 'delivered', 'in_revision', 'accepted', 'closed')
		THEN coalesce(final_price_fen, price_fen) ELSE price_fen END);
