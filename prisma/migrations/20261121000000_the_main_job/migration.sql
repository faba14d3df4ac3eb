-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "TeamKind" AS ENUM ('anonymous', 'personal', 'team');

-- CreateEnum
CREATE TYPE "MailStatus" AS ENUM ('stored', 'analysing', 'reported', 'failed');

-- CreateTable
CREATE TABLE "Team" (
    "id" UUID NOT NULL,
    "kind" "TeamKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Address" (
    "id" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "seed" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "receivesUntil" TIMESTAMPTZ(3) NOT NULL,
    "keptUntil" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Address_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "ending" TEXT,
    "peerAddress" TEXT NOT NULL,
    "peerPort" INTEGER NOT NULL,
    "helo" TEXT NOT NULL,
    "extended" BOOLEAN NOT NULL,
    "tlsVersion" TEXT,
    "tlsCipher" TEXT,
    "tlsOffered" TEXT NOT NULL,
    "listener" TEXT NOT NULL,
    "transcript" JSONB NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "SessionAddress" (
    "addressId" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reply" TEXT,
    "recipient" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SessionAddress_pkey" PRIMARY KEY ("addressId","sessionId")
);

-- CreateTable
CREATE TABLE "Mail" (
    "id" UUID NOT NULL,
    "addressId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "rawId" UUID NOT NULL,
    "transaction" INTEGER NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "mailFrom" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "label" TEXT,
    "size" INTEGER NOT NULL,
    "peerAddress" TEXT NOT NULL,
    "helo" TEXT NOT NULL,
    "extended" BOOLEAN NOT NULL,
    "tlsVersion" TEXT,
    "tlsCipher" TEXT,
    "tlsOffered" TEXT NOT NULL,
    "subjectHeader" TEXT,
    "fromHeader" TEXT,
    "fromDomain" TEXT,
    "status" "MailStatus" NOT NULL DEFAULT 'stored',
    "analysis" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "failure" TEXT,
    "score" DOUBLE PRECISION,
    "headline" JSONB,
    "warnings" INTEGER NOT NULL DEFAULT 0,
    "problems" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Mail_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "MailRaw" (
    "id" UUID NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "MailRaw_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "Report" (
    "id" UUID NOT NULL,
    "mailId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "analysis" INTEGER NOT NULL,
    "rubric" TEXT NOT NULL,
    "score" DOUBLE PRECISION,
    "coverage" DOUBLE PRECISION NOT NULL,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Report_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "Finding" (
    "id" UUID NOT NULL,
    "reportId" UUID NOT NULL,
    "mailId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Finding_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "CheckCount" (
    "teamId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "CheckCount_pkey" PRIMARY KEY ("teamId","hour","domain","checkId","code","verdict")
);

-- CreateTable
CREATE TABLE "ReplyCount" (
    "teamId" UUID NOT NULL,
    "reply" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "ReplyCount_pkey" PRIMARY KEY ("teamId","hour","reply")
);

-- CreateTable
CREATE TABLE "Bounce" (
    "id" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "mailId" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "replyCode" INTEGER,
    "diagnostic" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Bounce_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Address_seed_key" ON "Address"("seed");

-- CreateIndex
CREATE UNIQUE INDEX "Address_tokenHash_key" ON "Address"("tokenHash");

-- CreateIndex
CREATE INDEX "Address_teamId_createdAt_idx" ON "Address"("teamId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Address_keptUntil_idx" ON "Address"("keptUntil");

-- CreateIndex
CREATE INDEX "SessionAddress_sessionId_idx" ON "SessionAddress"("sessionId");

-- CreateIndex
CREATE INDEX "Mail_addressId_id_idx" ON "Mail"("addressId", "id" DESC);

-- CreateIndex
CREATE INDEX "Mail_teamId_id_idx" ON "Mail"("teamId", "id" DESC);

-- CreateIndex
CREATE INDEX "Mail_sessionId_idx" ON "Mail"("sessionId");

-- CreateIndex
CREATE INDEX "Mail_rawId_idx" ON "Mail"("rawId");

-- CreateIndex
CREATE INDEX "Report_mailId_idx" ON "Report"("mailId");

-- CreateIndex
CREATE INDEX "Finding_mailId_idx" ON "Finding"("mailId");

-- CreateIndex
CREATE INDEX "Finding_teamId_id_idx" ON "Finding"("teamId", "id" DESC);

-- CreateIndex
CREATE INDEX "Bounce_teamId_at_idx" ON "Bounce"("teamId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Bounce_mailId_recipient_key" ON "Bounce"("mailId", "recipient");

-- AddForeignKey
ALTER TABLE "Address" ADD CONSTRAINT "Address_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionAddress" ADD CONSTRAINT "SessionAddress_addressId_fkey" FOREIGN KEY ("addressId") REFERENCES "Address"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Bounce" ADD CONSTRAINT "Bounce_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- By hand: what a Prisma schema cannot say.

-- Mail that waits for its report, for the sweep.
CREATE INDEX "Mail_waiting_idx" ON "Mail"("id") WHERE "status" <> 'reported';

-- A recipient with at most two letters wrong keeps one of these three parts whole (two letters cannot damage three parts).
CREATE INDEX "Address_seed_head_idx" ON "Address"(left("seed", 5));
CREATE INDEX "Address_seed_middle_idx" ON "Address"(substr("seed", 6, 5));
CREATE INDEX "Address_seed_tail_idx" ON "Address"(right("seed", 6));

-- Raw bytes are compressed by nobody: mail is mostly base64, and reading must be cheap.
ALTER TABLE "MailRaw" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- The partitions themselves are made by prisma/partition.ts: their names and bounds follow the calendar.
