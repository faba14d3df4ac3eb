-- AlterTable
ALTER TABLE "Team" ADD COLUMN "leftProjects" UUID[] DEFAULT ARRAY[]::UUID[];
