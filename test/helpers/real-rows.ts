/** What a probe of real servers comes to: all codes of a host in order, of which a row names those that differ. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProbedHost } from '#checks/subject.ts'
import type { Zone } from '#net/zone.ts'
import { bring } from './debian.ts'
import { codesOf, RealWorld, realZone } from './real-world.ts'

const needed: [string, ...string[]][] = [
  ['postfix'],
  ['exim4-daemon-light'],
  ['dovecot-imapd', 'dovecot-pop3d'],
  ['libnss-wrapper', 'libuid-wrapper'],
]

/**
 * Can the real servers run here? They are brought where that is possible and started once: not every Debian has those that are written for
 * here (Dovecot 2.3), and not every machine lets them be started. One loud line says why not.
 */
export async function hasRealServers(): Promise<boolean> {
  for (const packages of needed) if (!(await bring(...packages))) return false
  const world = new RealWorld()
  try {
    const started = await Promise.allSettled([world.dovecot(), world.postfix({ first: ['valid'] }), world.exim({ first: {} })])
    for (const one of started) if (one.status === 'rejected') throw one.reason
    return true
  } catch (error) {
    process.stderr.write(
      `SKIPPED: the real mail servers do not start on this machine: ${error instanceof Error ? error.message : error}\n`,
    )
    return false
  } finally {
    await world.stop()
  }
}

/** A host in order: Postfix at 25, 465 and 587, Dovecot at the rest. */
const inOrder = {
  'egress-25': 'open',
  'port-25': 'open',
  'port-587': 'open',
  'port-465': 'open',
  'port-143': 'starttls',
  'port-993': 'open',
  'port-110': 'stls',
  'port-995': 'open',
  'smtp-banner': 'valid',
  'smtp-banner-name': 'match',
  'smtp-response-time': 'fast',
  'smtp-ehlo': 'modern',
  'smtp-auth-plain': 'after-tls',
  'smtp-open-relay': 'closed',
  'smtp-vrfy': 'closed',
  'smtp-recipient-probe': 'accepted',
  'smtp-null-sender': 'accepted',
  'smtp-greylisting': 'none',
  'smtp-smuggling': 'not-tested',
  'mail-cert-ports': 'valid',
  'mail-tls-ports': 'modern',
  'client-autoconfig': 'present',
}
/** What nobody can say of a host whose port 25 is closed. */
export const without25 = {
  'smtp-banner': 'not-applicable',
  'smtp-banner-name': 'not-applicable',
  'smtp-response-time': 'not-applicable',
  'smtp-ehlo': 'not-applicable',
  'smtp-open-relay': 'not-applicable',
  'smtp-vrfy': 'not-applicable',
  'smtp-recipient-probe': 'not-applicable',
  'smtp-null-sender': 'not-applicable',
  'smtp-greylisting': 'not-applicable',
  'smtp-smuggling': 'not-applicable',
}

/** The mailbox that was named is put off, whoever writes to it. Whether that ends within the hour nobody waits for here. */
export const putOff = { 'smtp-null-sender': 'deferred', 'smtp-greylisting': 'lookup-failed' }
/** What nobody learns of a server that does not take us in. */
export const notTakenIn = {
  'smtp-banner-name': 'prober-blocked',
  'smtp-ehlo': 'prober-blocked',
  'smtp-smuggling': 'prober-blocked',
}
/** What is not asked of a server that refuses our name, or is gone before. */
export const nothingAsked = {
  'smtp-open-relay': 'prober-blocked',
  'smtp-vrfy': 'prober-blocked',
  'smtp-recipient-probe': 'lookup-failed',
  'smtp-null-sender': 'lookup-failed',
  'smtp-greylisting': 'lookup-failed',
}

export type RealRow = [
  title: string,
  at: Readonly<Record<number, number>>,
  differs: Readonly<Record<string, string>>,
  subject?: Partial<ProbedHost>,
  zone?: Zone,
]

/** A test for each row. */
export function realTable(world: RealWorld, rows: readonly RealRow[]): void {
  for (const [title, at, differs, subject, zone = realZone] of rows)
    test(title, async () => {
      const answer = await world.probe(at, subject, zone)
      const told = answer.findings.map(({ id, code, explanation }) => `${id} ${code}: ${explanation.text}`)
      assert.deepEqual(codesOf(answer), { ...inOrder, ...differs }, told.join('\n'))
    })
}
