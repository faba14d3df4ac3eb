/** Findings that are known and accepted: `--baseline`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { Report, ReportFinding } from '#checks/report.ts'
import { UsageError } from './usage.ts'

export const baselineSchema = z.object({
  schema: z.literal(1),
  subjects: z.record(
    z.string(),
    z.object({ score: z.number().nullable(), findings: z.array(z.object({ id: z.string(), code: z.string() })) }),
  ),
})

export type Baseline = z.infer<typeof baselineSchema>

/** @throws {UsageError} when it is not there or is none */
export function readBaseline(file: string): Baseline {
  if (!existsSync(file)) throw new UsageError('check', `There is no ${file}. Write it with --write-baseline.`)
  try {
    return baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new UsageError('check', `${file} is no baseline.`)
  }
}

export function writeBaseline(file: string, reports: Report[]): void {
  const subjects = reports.map(({ subject, score, findings }) => [
    subject,
    { score, findings: findings.filter(isBad).map(({ id, code }) => ({ id, code })) },
  ])
  writeFileSync(file, `${JSON.stringify({ schema: 1, subjects: Object.fromEntries(subjects) }, null, 2)}\n`)
}

export function isBad({ verdict }: ReportFinding): boolean {
  return verdict === 'fail' || verdict === 'warn'
}

/** Was it there before, with the same code? */
export function isKnown(baseline: Baseline | undefined, { subject }: Report, { id, code }: ReportFinding): boolean {
  return baseline?.subjects[subject]?.findings.some((one) => one.id === id && one.code === code) ?? false
}
