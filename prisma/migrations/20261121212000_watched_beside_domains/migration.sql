ALTER TABLE "Domain" ADD COLUMN "registeredUntil" TIMESTAMPTZ(3);
ALTER TABLE "Monitor" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'waiting',
ADD COLUMN "stateSince" TIMESTAMPTZ(3),
ADD COLUMN "lookedAt" TIMESTAMPTZ(3);
ALTER TABLE "Alert" ADD COLUMN "subjectKind" TEXT NOT NULL DEFAULT 'domain';
-- By hand: alerts from before. Those of a monitor that is gone are of a domain as far as anybody could know.
UPDATE "Alert" SET "subjectKind" = CASE monitor.kind WHEN 'sender' THEN 'address' ELSE monitor.kind END
FROM "Monitor" AS monitor WHERE monitor.id = "Alert"."monitorId" AND monitor.kind <> 'domain';
