-- Listings of the same reference service are found beside each other.
CREATE INDEX listing_reference_idx ON listing (reference) WHERE state = 'published' AND reference IS NOT NULL;
