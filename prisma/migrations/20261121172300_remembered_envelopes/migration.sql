-- AlterTable
ALTER TABLE "MailboxEntry" ADD COLUMN     "envelope" TEXT,
ADD COLUMN     "structure" TEXT;
