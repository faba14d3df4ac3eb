-- The mail an alert stems from, if any: its subject is looked up when the alert is told, and stands nowhere else.
ALTER TABLE "Alert" ADD COLUMN "mailId" UUID;
-- How many are open stands beside *Alerts* on every page of a team.
CREATE INDEX "Alert_open_idx" ON "Alert" ("teamId", "projectId") WHERE "recoveredAt" IS NULL AND "acknowledgedAt" IS NULL;

-- What waited while its channel was paused is told together.
ALTER TABLE "Delivery" ADD COLUMN "isHeld" BOOLEAN NOT NULL DEFAULT false;

-- Mails of one millisecond have their order too.
ALTER TABLE "OutboxMail" ADD COLUMN "turn" BIGSERIAL NOT NULL;

-- What is noted once: of two who note it at the same time one does.
ALTER TABLE "AuditEntry" ADD COLUMN "once" TEXT;
CREATE UNIQUE INDEX "AuditEntry_once_key" ON "AuditEntry" ("once");
-- What was done, apart from what was only read.
CREATE INDEX "AuditEntry_done_idx" ON "AuditEntry" ("teamId", "id" DESC) WHERE "once" IS NULL;
