-- What a team shows everybody of a domain, if it wants to. It ends with the domain.
CREATE TABLE "StatusPage" (
    "domainId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "shows" TEXT[],
    "isOn" BOOLEAN NOT NULL DEFAULT true,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedBy" UUID,
    CONSTRAINT "StatusPage_pkey" PRIMARY KEY ("domainId")
);
CREATE UNIQUE INDEX "StatusPage_name_key" ON "StatusPage"("name");
ALTER TABLE "StatusPage" ADD CONSTRAINT "StatusPage_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;
