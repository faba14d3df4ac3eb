-- A test send belongs to the project of the address it goes to, as the mail does that comes of it, and its refusals with it.
ALTER TABLE "TestSend" ADD COLUMN "projectId" UUID;
CREATE INDEX "TestSend_teamId_projectId_id_idx" ON "TestSend"("teamId", "projectId", "id" DESC);

-- Of those that arrived the mail knows it, of the others the address, where nothing stands around its seed but a label.
UPDATE "TestSend" AS send SET "projectId" = mail."projectId"
FROM "Mail" AS mail
WHERE mail."teamId" = send."teamId" AND mail."messageId" = send."messageId" AND mail."projectId" IS NOT NULL;

UPDATE "TestSend" AS send SET "projectId" = address."projectId"
FROM "Address" AS address
WHERE send."projectId" IS NULL AND address."teamId" = send."teamId" AND address."projectId" IS NOT NULL
  AND address.seed = replace(lower(split_part(split_part(send.recipient, '@', 1), '+', 1)), '-', '');

UPDATE "Bounce" AS bounce SET "projectId" = send."projectId"
FROM "TestSend" AS send
WHERE bounce.source = 'test_send' AND bounce."mailId" = send.id AND send."projectId" IS NOT NULL;

-- By hand, as that of the whole team: what bounces are counted by stands in the index.
DROP INDEX "Bounce_projectId_idx";
CREATE INDEX "Bounce_teamId_projectId_at_id_idx" ON "Bounce"("teamId", "projectId", "at", "id") INCLUDE ("status", "class", "label", "provider");
