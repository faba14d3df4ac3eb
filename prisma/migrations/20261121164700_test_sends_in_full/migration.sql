-- No test send was made before these columns: nothing has to be filled.

-- AlterTable
ALTER TABLE "TestSend" ADD COLUMN     "expiresAt" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "fromHeader" TEXT NOT NULL,
ADD COLUMN     "keptUntil" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "rawId" UUID NOT NULL,
ADD COLUMN     "relayMessageId" TEXT;

-- AlterTable
ALTER TABLE "TestSendAttempt" ADD COLUMN     "trouble" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "TestSend_keptUntil_idx" ON "TestSend"("keptUntil");
