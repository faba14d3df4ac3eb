-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "event" TEXT NOT NULL DEFAULT 'opened';

-- CreateIndex
CREATE INDEX "Alert_teamId_subject_idx" ON "Alert"("teamId", "subject");
