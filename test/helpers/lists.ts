/** The blocklists of the fake world, all in order: what must be listed is (RFC 5782 §5), and nothing else. */
import { blocklists } from '#checks/records/blocklists.ts'
import type { Zone } from './zone.ts'

export const listsInOrder: Zone = Object.fromEntries(
  blocklists.map(({ zone, test, lists }) => [
    `${test ? test.listed : '2.0.0.127'}.${zone} A`,
    lists === 'name' ? testCode(zone) : '127.0.0.2',
  ]),
)

function testCode(zone: string): string {
  return zone === 'dbl.spamhaus.org'
    ? '127.0.1.2'
    : zone === 'multi.uribl.com'
      ? '127.0.0.14'
      : zone === 'multi.surbl.org'
        ? '127.0.0.64'
        : '127.0.0.2'
}
