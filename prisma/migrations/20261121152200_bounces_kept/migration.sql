-- An export may name one recipient many times, and a list of bounces goes on after (at, id).
ALTER TABLE "Bounce" ADD COLUMN "line" INTEGER NOT NULL DEFAULT 0;

DROP INDEX "Bounce_mailId_recipient_key";
CREATE UNIQUE INDEX "Bounce_mailId_recipient_line_key" ON "Bounce"("mailId", "recipient", "line");

DROP INDEX "Bounce_teamId_at_idx";
CREATE INDEX "Bounce_teamId_at_id_idx" ON "Bounce"("teamId", "at", "id");

CREATE INDEX "Bounce_projectId_idx" ON "Bounce"("projectId");
