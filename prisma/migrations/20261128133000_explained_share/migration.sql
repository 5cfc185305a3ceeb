-- What of a fund's paid money can be followed from the budget to the bank, kept beside its drift board.
ALTER TABLE "fund_check" ADD COLUMN "explained" JSONB;
