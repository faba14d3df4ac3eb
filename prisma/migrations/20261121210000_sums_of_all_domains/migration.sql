-- CreateIndex
CREATE INDEX "MailDay_teamId_domain_day_idx" ON "MailDay"("teamId", "domain", "day");

-- CreateIndex
CREATE INDEX "DelayCount_teamId_domain_day_idx" ON "DelayCount"("teamId", "domain", "day");

-- By hand: the sums of all domains, of the mails that are counted already.
INSERT INTO "DayCount" ("teamId", domain, "checkId", verdict, day, count)
SELECT "teamId", '*', "checkId", verdict, day, sum(count) FROM "DayCount" GROUP BY "teamId", "checkId", verdict, day
ON CONFLICT ("teamId", day, domain, "checkId", verdict) DO UPDATE SET count = excluded.count;

INSERT INTO "MailDay" ("teamId", domain, day, mails, ready, scored, "scoreSum", "scoreLeast")
SELECT "teamId", '*', day, sum(mails), sum(ready), sum(scored), sum("scoreSum"), min("scoreLeast") FROM "MailDay" GROUP BY "teamId", day
ON CONFLICT ("teamId", day, domain) DO UPDATE SET mails = excluded.mails, ready = excluded.ready, scored = excluded.scored,
  "scoreSum" = excluded."scoreSum", "scoreLeast" = excluded."scoreLeast";

INSERT INTO "DelayCount" ("teamId", domain, day, step, count)
SELECT "teamId", '*', day, step, sum(count) FROM "DelayCount" GROUP BY "teamId", day, step
ON CONFLICT ("teamId", day, domain, step) DO UPDATE SET count = excluded.count;
