-- What a team and a project keep, and how far that is done.
ALTER TABLE "Team" ADD COLUMN     "datedFor" INTEGER,
ADD COLUMN     "tidiedAt" TIMESTAMPTZ(3);
ALTER TABLE "Project" ADD COLUMN     "stripsFrom" UUID;
ALTER TABLE "Mail" ADD COLUMN     "kept" TEXT NOT NULL DEFAULT 'everything';

-- CreateIndex
CREATE INDEX "Scan_teamId_id_idx" ON "Scan"("teamId", "id");

-- By hand: what a Prisma schema cannot say.

-- Whose turn it is to be cleared out. The many teams of browsers without an account have none.
CREATE INDEX "Team_tidiedAt_idx" ON "Team" ("tidiedAt" NULLS FIRST) WHERE "kind" <> 'anonymous';
-- Projects of whose mails some are still to be stripped.
CREATE INDEX "Project_stripsFrom_idx" ON "Project" ("id") WHERE "stripsFrom" IS NOT NULL;
