-- What an application sends into its sandbox lies at a hidden address, and keeps all of its recipients.
ALTER TYPE "AddressKind" ADD VALUE 'sandbox';
ALTER TYPE "MailSource" ADD VALUE 'submission';
ALTER TABLE "Mail" ADD COLUMN     "recipients" TEXT[] DEFAULT ARRAY[]::TEXT[];
