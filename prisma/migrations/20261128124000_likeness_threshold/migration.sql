-- Descriptions worth a look share six trigrams of ten; half of them, 100,000 claims of one trade have in common by the
-- phrases everybody uses. (The first statement loads the library whose parameter the second one names.)
SELECT similarity('load', 'load');
ALTER FUNCTION projects_alike(bigint) SET pg_trgm.similarity_threshold = '0.6';
