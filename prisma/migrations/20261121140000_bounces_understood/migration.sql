-- AlterTable
ALTER TABLE "Bounce" ADD COLUMN     "class" TEXT NOT NULL DEFAULT 'unknown',
ADD COLUMN     "label" TEXT NOT NULL DEFAULT 'refused',
ADD COLUMN     "provider" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "rule" TEXT NOT NULL DEFAULT '';
