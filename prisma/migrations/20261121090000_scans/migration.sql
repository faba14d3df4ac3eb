-- CreateEnum
CREATE TYPE "ScanStatus" AS ENUM ('asked', 'running', 'reported', 'failed');

-- AlterTable
ALTER TABLE "Report" ADD COLUMN     "scanId" UUID,
ALTER COLUMN "mailId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Finding" ADD COLUMN     "scanId" UUID,
ALTER COLUMN "mailId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "Scan" (
    "id" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "status" "ScanStatus" NOT NULL DEFAULT 'asked',
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "keptUntil" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "failure" TEXT,
    "score" DOUBLE PRECISION,
    "headline" JSONB,
    "warnings" INTEGER NOT NULL DEFAULT 0,
    "problems" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Scan_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateIndex
CREATE INDEX "Scan_teamId_domain_id_idx" ON "Scan"("teamId", "domain", "id" DESC);

-- CreateIndex
CREATE INDEX "Scan_keptUntil_idx" ON "Scan"("keptUntil");

-- CreateIndex
CREATE INDEX "Report_scanId_idx" ON "Report"("scanId");

-- CreateIndex
CREATE INDEX "Finding_scanId_idx" ON "Finding"("scanId");


-- By hand: what a Prisma schema cannot say.

-- Scans that wait for their report, for the sweep.
CREATE INDEX "Scan_waiting_idx" ON "Scan"("id") WHERE "status" <> 'reported';

-- A report, and each of its findings, is of a mail or of a scan, never of both.
ALTER TABLE "Report" ADD CONSTRAINT "Report_subject_check" CHECK (num_nonnulls("mailId", "scanId") = 1);
ALTER TABLE "Finding" ADD CONSTRAINT "Finding_subject_check" CHECK (num_nonnulls("mailId", "scanId") = 1);
