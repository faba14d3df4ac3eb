-- CreateEnum
CREATE TYPE "ScanKind" AS ENUM ('domain', 'address', 'mail');

-- By hand: Prisma would drop the column and make another.
ALTER TABLE "Scan" RENAME COLUMN "domain" TO "subject";

-- AlterTable
ALTER TABLE "Scan" ADD COLUMN     "basedOn" UUID,
ADD COLUMN     "changes" JSONB,
ADD COLUMN     "kind" "ScanKind" NOT NULL DEFAULT 'domain',
ADD COLUMN     "mailId" UUID,
ADD COLUMN     "selectors" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- DropIndex
DROP INDEX "Scan_teamId_domain_id_idx";

-- CreateIndex
CREATE INDEX "Scan_teamId_kind_subject_id_idx" ON "Scan"("teamId", "kind", "subject", "id" DESC);

-- CreateIndex
CREATE INDEX "Scan_mailId_idx" ON "Scan"("mailId");

-- By hand: a look at a mail names it, and no other does.
ALTER TABLE "Scan" ADD CONSTRAINT "Scan_mail_check" CHECK (("kind" = 'mail') = ("mailId" IS NOT NULL));
