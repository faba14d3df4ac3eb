-- By hand: the domains of recipients are counted from the index, too. An address has 320 characters at most (RFC 5321 §4.5.3.1), and
-- a longer one would not fit.
UPDATE "Bounce" SET "recipient" = left("recipient", 320) WHERE length("recipient") > 320;
DROP INDEX "Bounce_teamId_at_id_idx";
CREATE INDEX "Bounce_teamId_at_id_idx" ON "Bounce"("teamId", "at", "id") INCLUDE ("status", "class", "label", "provider", "recipient");
