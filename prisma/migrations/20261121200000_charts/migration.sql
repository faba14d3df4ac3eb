-- CreateTable
CREATE TABLE "MailDay" (
    "teamId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "mails" INTEGER NOT NULL,
    "ready" INTEGER NOT NULL,
    "scored" INTEGER NOT NULL,
    "scoreSum" DOUBLE PRECISION NOT NULL,
    "scoreLeast" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "MailDay_pkey" PRIMARY KEY ("teamId","day","domain")
);

-- CreateTable
CREATE TABLE "DelayCount" (
    "teamId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "step" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "DelayCount_pkey" PRIMARY KEY ("teamId","day","domain","step")
);

-- CreateIndex
CREATE INDEX "CheckCount_teamId_domain_checkId_hour_idx" ON "CheckCount"("teamId", "domain", "checkId", "hour");

-- CreateIndex
CREATE INDEX "DayCount_teamId_domain_day_idx" ON "DayCount"("teamId", "domain", "day");

-- By hand: the mails that are here already. How long they were under way was not kept.
INSERT INTO "MailDay" ("teamId", "domain", "day", "mails", "ready", "scored", "scoreSum", "scoreLeast")
SELECT "teamId", coalesce("fromDomain", ''), ("receivedAt" AT TIME ZONE 'UTC')::date, count(*),
  count(*) FILTER (WHERE "headline"->>'kind' IN ('ready', 'ready-with-advice')), count("score"), coalesce(sum("score"), 0), coalesce(min("score"), 10)
FROM "Mail" WHERE "status" = 'reported' GROUP BY 1, 2, 3;
