/** The calibration mails of the catalogue (appendix D.1), as whole mails: each has the score that was agreed for it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { received } from '../helpers/mails.ts'
import { calibration } from '../helpers/whole-mails.ts'
import { netOf } from '../helpers/zone.ts'

/** Of 100: the lowest and highest score accepted, and the row whose ceiling holds it down. */
const rows: [title: string, mail: keyof typeof calibration, least: number, most: number, by?: string][] = [
  ['1: a perfect newsletter', 'newsletter', 95, 100],
  ['1: with a rule that only watches', 'watched', 95, 97],
  ['2: a newsletter without DKIM', 'unsigned', 65, 72, 'dkim-signature'],
  ['2: a letter without DKIM', 'unsignedLetter', 80, 84],
  ['3: a newsletter by a service, proven only for the service', 'service', 55, 62, 'dmarc-result'],
  ['3: a letter of that kind', 'serviceLetter', 70, 74],
  ['4: a forged mail', 'forged', 0, 15, 'dmarc-result'],
  ['5: as 1, from an address on a list of Spamhaus', 'listed', 25, 32, 'blocklist-ip-major'],
  ['6: as 1, from an address without a name', 'nameless', 55, 60, 'ptr-missing'],
  ['7: a transactional plain text', 'transactional', 97, 100],
  ['8: forwarded by a list that added a footer, with ARC', 'forwarded', 82, 89],
  ['8: forwarded, and the signature survived', 'forwardedWhole', 97, 100],
  ['8: forwarded without ARC', 'forwardedUnsealed', 0, 15, 'dmarc-result'],
  ['9: a promotion that is one picture', 'picture', 82, 90],
  ['10: a letter from gmail.com through Gmail', 'gmail', 97, 100],
]
for (const [title, name, least, most, by] of rows) {
  test(title, async () => {
    const { raw, world, changes = {} } = calibration[name] as (typeof calibration)['service']
    const { score, limit, findings } = await judgeMail(await gather(received(raw, changes)), netOf(world))
    const bad = findings.filter(({ costs }) => costs > 0).map(({ id, code, costs }) => `${id} ${code} ${costs}`)
    assert.ok(score !== null && score * 10 >= least && score * 10 <= most, `${score}: ${bad.join(', ')}`)
    assert.equal(limit?.by, by)
  })
}
