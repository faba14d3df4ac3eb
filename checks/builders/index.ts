/** The table of contents of the builders, in the order in which a domain needs their records. */
import { bimi } from './bimi.ts'
import type { Builder, BuilderKind } from './builder.ts'
import { dmarc } from './dmarc.ts'
import { mtaSts } from './mta-sts.ts'
import { spf } from './spf.ts'
import { tlsRpt } from './tls-rpt.ts'

export type { Answers, Builder, BuilderKind, BuilderQuestion, Choice, Known, Outcome, Part, Remark, Trouble } from './builder.ts'
export { aboutAlias, changesTo } from './builder.ts'
export { spfLookups } from './spf-lookups.ts'

export const builders: readonly Builder[] = [spf, dmarc, mtaSts, tlsRpt, bimi]

/** The builder of this kind, undefined for what is none. */
export function builderOf(kind: string | undefined): Builder | undefined {
  return builders.find((one): one is Builder & { kind: BuilderKind } => one.kind === kind)
}
