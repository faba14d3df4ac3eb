-- Findings are looked for by check and verdict, in the order of their time. One index fewer than before.
-- DropIndex
DROP INDEX "Finding_teamId_id_idx";

-- DropIndex
DROP INDEX "Finding_teamId_checkId_id_idx";

-- CreateIndex
CREATE INDEX "Finding_teamId_checkId_verdict_id_idx" ON "Finding"("teamId", "checkId", "verdict", "id" DESC);

-- CreateIndex
CREATE INDEX "Scan_teamId_kind_id_idx" ON "Scan"("teamId", "kind", "id" DESC);
