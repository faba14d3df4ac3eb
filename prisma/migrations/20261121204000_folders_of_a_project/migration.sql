-- What IMAP4rev1 knows of a folder besides its mails: which are recent, which folders are subscribed to, and in which zone an arrival is told.
ALTER TABLE "Mailbox" ADD COLUMN     "recentFrom" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "MailboxEntry" ADD COLUMN     "zone" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "Address" ADD COLUMN     "subscribed" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "unsubscribed" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Until now every folder was subscribed to: those that were made stay so.
UPDATE "Address" a SET subscribed = ARRAY(
  SELECT f.name FROM "Mailbox" f WHERE f."addressId" = a.id AND f.name NOT IN ('INBOX', 'Trash')
) WHERE EXISTS (SELECT FROM "Mailbox" f WHERE f."addressId" = a.id AND f.name NOT IN ('INBOX', 'Trash'));
