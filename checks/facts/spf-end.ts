import type { Mechanism, SpfRecord } from '../records/spf.ts'
import type { SpfNode } from './spf-tree.ts'

/** How an SPF record ends: what it says about everyone it does not name (RFC 7208 §4.7, §6.1). */
export interface SpfEnd {
  /** The record that has the last word: the domain's own, or the one its redirects lead to. */
  node: SpfNode
  all: Mechanism | undefined
  /** The redirect's target did not answer. */
  silent: boolean
  /** Where the redirect leads depends on the sender, or was too far to follow. */
  perSender: boolean
}

export function endOf(node: SpfNode): SpfEnd {
  const end: SpfEnd = { node, all: allOf(node.record), silent: false, perSender: false }
  const redirect = node.steps.find(({ term, unused }) => !unused && term.kind === 'modifier' && term.name === 'redirect')
  if (end.all || !redirect) return end
  if (redirect.node) return endOf(redirect.node)
  return {
    ...end,
    silent: redirect.skipped === 'silent',
    perSender: redirect.skipped === 'macro' || redirect.skipped === 'limit',
  }
}

/** Does SPF fail every sender? Each term that is evaluated refuses, and the last of them refuses everybody. */
export function permitsNobody({ record, steps }: SpfNode): boolean {
  if (!record?.valid) return false
  const evaluated = steps.filter(({ unused }) => !unused)
  const refuses = evaluated.every(({ term }) => term.kind === 'modifier' || term.qualifier === '-')
  const redirect = evaluated.find(({ term }) => term.kind === 'modifier' && term.name === 'redirect')
  const all = evaluated.some(({ term }) => term.kind === 'mechanism' && term.name === 'all')
  return refuses && (all || (redirect?.node !== undefined && permitsNobody(redirect.node)))
}

function allOf(record: SpfRecord | undefined): Mechanism | undefined {
  return record?.terms.find((term): term is Mechanism => term.kind === 'mechanism' && term.name === 'all')
}
