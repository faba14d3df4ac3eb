-- By hand: what a Prisma schema cannot say. The expressions are those of prisma/find.ts, to the letter.

-- An address is found by the words of its name, and by the beginning of its seed.
CREATE INDEX "Address_words_idx" ON "Address" USING GIN ((to_tsvector('simple', "name") || array_to_tsvector(ARRAY["seed"])));

-- A report is found by the beginning of what was looked at, one name after another, however often each was looked at.
CREATE INDEX "Scan_begins_idx" ON "Scan" ("teamId", "subject" COLLATE "C", "id" DESC) WHERE "kind" <> 'mail' AND "changes" IS NULL;
