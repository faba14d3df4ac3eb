-- CreateEnum
CREATE TYPE "AddressKind" AS ENUM ('seed', 'file');

-- CreateEnum
CREATE TYPE "MailSource" AS ENUM ('smtp', 'lmtp', 'file');

-- AlterTable
ALTER TABLE "Address" ADD COLUMN     "kind" "AddressKind" NOT NULL DEFAULT 'seed';

-- AlterTable
ALTER TABLE "Mail" ADD COLUMN     "messageId" TEXT,
ADD COLUMN     "source" "MailSource" NOT NULL DEFAULT 'smtp',
ADD COLUMN     "terms" JSONB,
ALTER COLUMN "sessionId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "Share" (
    "id" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "mailId" UUID,
    "scanId" UUID,
    "tokenHash" BYTEA NOT NULL,
    "withBody" BOOLEAN NOT NULL DEFAULT false,
    "withRecipients" BOOLEAN NOT NULL DEFAULT false,
    "withSource" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "lastOpenedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Share_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Share_tokenHash_key" ON "Share"("tokenHash");

-- CreateIndex
CREATE INDEX "Share_mailId_idx" ON "Share"("mailId");

-- CreateIndex
CREATE INDEX "Share_scanId_idx" ON "Share"("scanId");

-- CreateIndex
CREATE INDEX "Share_expiresAt_idx" ON "Share"("expiresAt");

-- CreateIndex
CREATE INDEX "Mail_teamId_fromDomain_id_idx" ON "Mail"("teamId", "fromDomain", "id" DESC);

-- CreateIndex
CREATE INDEX "Mail_teamId_messageId_idx" ON "Mail"("teamId", "messageId");


-- By hand: what a Prisma schema cannot say.

-- A shared report is of a mail or of a scan, never of both.
ALTER TABLE "Share" ADD CONSTRAINT "Share_subject_check" CHECK (num_nonnulls("mailId", "scanId") = 1);
-- Only a file came without a session.
ALTER TABLE "Mail" ADD CONSTRAINT "Mail_session_check" CHECK (("source" = 'file') = ("sessionId" IS NULL));
