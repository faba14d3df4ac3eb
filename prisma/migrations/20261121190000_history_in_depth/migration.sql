-- CreateTable
CREATE TABLE "DayCount" (
    "teamId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "DayCount_pkey" PRIMARY KEY ("teamId","day","domain","checkId","verdict")
);

-- CreateIndex
CREATE INDEX "Mail_teamId_label_id_idx" ON "Mail"("teamId", "label", "id" DESC);

-- CreateIndex
CREATE INDEX "Mail_teamId_peerAddress_id_idx" ON "Mail"("teamId", "peerAddress", "id" DESC);

-- CreateIndex
CREATE INDEX "Mail_teamId_projectId_id_idx" ON "Mail"("teamId", "projectId", "id" DESC);

-- CreateIndex
CREATE INDEX "Finding_teamId_checkId_code_id_idx" ON "Finding"("teamId", "checkId", "code", "id" DESC);

-- CreateIndex
CREATE INDEX "Finding_teamId_checkId_id_idx" ON "Finding"("teamId", "checkId", "id" DESC);

-- By hand: what a Prisma schema cannot say.

-- The words of a mail's subject, sender and label. The expression is that of prisma/search.ts, to the letter.
CREATE INDEX "Mail_words_idx" ON "Mail" USING GIN (to_tsvector('simple', coalesce("subjectHeader", '') || ' ' || coalesce("fromHeader", '') || ' ' || coalesce("label", '')));

INSERT INTO "DayCount" ("teamId", "domain", "checkId", "verdict", "day", "count")
SELECT "teamId", "domain", "checkId", "verdict", ("hour" AT TIME ZONE 'UTC')::date, sum("count") FROM "CheckCount" GROUP BY 1, 2, 3, 4, 5;
