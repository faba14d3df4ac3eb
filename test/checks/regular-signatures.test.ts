/** Signatures verified in one go hold only where mailauth, which knows every case, says so too; and most of them are. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { listen } from '#checks/facts/mailauth-resolver.ts'
import { heldSignatures } from '#checks/facts/regular-signatures.ts'
import { fieldsNamed } from '#checks/records/headers.ts'
import { compose, gathered, inOrder, keyRecord, otherRecord, receivedAt, type Signing, sign, zoneWith } from '../helpers/mails.ts'
import { netOf, silent, type Zone } from '../helpers/zone.ts'

const key = 's1._domainkey.acme.com TXT'

async function ours(raw: string, zone: Zone) {
  const mail = await gathered(raw)
  const held = await heldSignatures(mail, fieldsNamed(mail.headers, 'dkim-signature'), netOf(zone))
  return held?.map(({ bodyHash, octets, signedHeader }) => [
    'pass',
    bodyHash,
    octets,
    Buffer.from(signedHeader, 'latin1').toString('base64'),
  ])
}

async function mailauths(raw: string, zone: Zone) {
  const { results } = await dkimVerify(Buffer.from(raw, 'latin1'), {
    resolver: listen(netOf(zone)).resolve,
    curTime: new Date(receivedAt),
    strict: true,
  })
  return results.map(({ status, bodyHash, canonBodyLength, signingHeaders }) => [
    status.result,
    bodyHash,
    canonBodyLength,
    signingHeaders?.canonicalizedHeader,
  ])
}

const body = 'Hello  you \t\r\n\r\n  and you\t\r\nend \r\n\r\n\r\n'

describe('a regular signature that holds is found to', () => {
  const rows: Record<string, () => Promise<string>> = {
    'relaxed/relaxed': () => sign(compose({}, body)),
    'simple/simple': () => sign(compose({}, body), { canonicalization: 'simple/simple' }),
    'relaxed/simple': () => sign(compose({}, body), { canonicalization: 'relaxed/simple' }),
    'simple/relaxed': () => sign(compose({}, body), { canonicalization: 'simple/relaxed' }),
    'of an empty body, relaxed': () => sign(compose({}, '')),
    'of an empty body, simple': () => sign(compose({}, ''), { canonicalization: 'simple/simple' }),
    'of a body of empty lines': () => sign(compose({}, '\r\n\r\n')),
    'of a body without a last line end': () => sign(compose({}, 'one\r\ntwo ')),
    'of octets beyond ASCII': () => sign(compose({ Subject: 'Gr\u00fc\u00dfe' }, 'sch\u00f6n\r\n')),
    'of folded and doubled fields': () =>
      sign(compose({ Subject: 'a\r\n  b \t c ', comments: 'two' }).replace(/^/, 'Comments: one\r\n'), {
        fields: 'From:Subject:Comments:Comments:Comments',
      }),
    'with Ed25519': () => sign(compose({}, body), { algorithm: 'ed25519-sha256', selector: 'e1' }),
    'with an identity': () => sign(compose({}, body), { identity: 'news@acme.com' }),
    'with a time it ends': () => sign(compose({}, body), { expires: '2026-11-22T00:00:00Z' }),
    'beside another': async () => sign(await sign(compose({}, body)), { algorithm: 'ed25519-sha256', selector: 'e1' }),
  }
  for (const [title, write] of Object.entries(rows)) {
    test(title, async () => {
      const raw = await write()
      assert.deepEqual(await ours(raw, inOrder), await mailauths(raw, inOrder))
    })
  }
})

describe('is left to mailauth', () => {
  const zone = (record: Zone[string]) => zoneWith({ [key]: record })
  const rows: Record<string, [write: () => Promise<string>, zone?: Zone]> = {
    'a changed body': [async () => `${await sign(compose())}more\r\n`],
    'a changed Subject': [async () => (await sign(compose())).replace('Subject: ', 'Subject: not ')],
    'a signed length': [() => sign(compose({}, body), { maxBodyLength: 5 })],
    'SHA-1': [() => sign(compose({}, body), { algorithm: 'rsa-sha1' })],
    'one that has expired': [() => sign(compose(), { expires: '2026-11-21T09:59:30Z' })],
    'a sub-domain as identity': [() => sign(compose(), { identity: 'a@b.acme.com' })],
    'bare line feeds': [async () => (await sign(compose())).replaceAll('\r\n', '\n')],
    'a line of the header that is no field': [async () => (await sign(compose())).replace('To:', 'no field\r\nTo:')],
    'a key for something else': [() => sign(compose()), zone(keyRecord.replace('; p=', '; s=tlsrpt; p='))],
    'a key for another hash': [() => sign(compose()), zone(keyRecord.replace('; p=', '; h=sha1; p='))],
    'another key': [() => sign(compose()), zone(otherRecord)],
    'a revoked key': [() => sign(compose()), zone('v=DKIM1; p=')],
    'two keys': [() => sign(compose()), zone([keyRecord, otherRecord])],
    'no key': [() => sign(compose()), zoneWith({ [key]: undefined })],
    'a silent key': [() => sign(compose()), zone(silent)],
    'no signature': [async () => compose()],
  }
  for (const [title, [write, world = inOrder]] of Object.entries(rows)) {
    test(title, async () => assert.equal(await ours(await write(), world), undefined))
  }
})

const piece = fc.constantFrom('a', 'Bc', ' ', '  ', '\t', '\r\n', '\r\n', ' \r\n', '\r\n\r\n', '\xe9', ';', ':', '=')
const rare = fc.constantFrom('\n', '\r', '\0')
const bodies = fc.array(fc.oneof({ weight: 40, arbitrary: piece }, { weight: 1, arbitrary: rare }), { maxLength: 40 })
const words = fc.array(fc.constantFrom('a', 'B', ' ', '\t', '\r\n ', '\r\n\t', '\xe9', ':'), { maxLength: 12 })
const signings = fc.record({
  canonicalization: fc.constantFrom('simple/simple', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed'),
  algorithm: fc.constantFrom('rsa-sha256', 'ed25519-sha256'),
  fields: fc.constantFrom('From', 'From:Subject:To', 'from:FROM:subject:Subject:x-none', 'To:From:Date:Message-ID:MIME-Version'),
}) as fc.Arbitrary<Signing>
/** What is written at a place of the mail, over so many characters. */
const spoiling = fc.record({
  at: fc.nat(1200),
  over: fc.nat(2),
  by: fc.constantFrom('', '', '', ' ', '\t', ';', '=', 'x', 'X', '\r\n', '\r\n ', '\n', '\r', ':', '"', '; l=3', '; B=x', '\x80'),
})
const records = fc.constantFrom(
  keyRecord,
  keyRecord,
  keyRecord,
  ...['k=rsa; ', 'p=', 'v=DKIM1; '].map((text) => keyRecord.replace(text, '')),
  ...['t=s; ', 't=y; ', 's=email; ', 's=other; ', 'h=sha256; ', 'h=sha1; ', 'n=words; ', 'x', ' ', ';', 'P=x; ', 'k=RSA; '].map(
    (text) => keyRecord.replace('p=', `${text}p=`),
  ),
)

/** Pairs of what each says of one mail, of how many it was the same. */
async function compare(runs: number, spoil: fc.Arbitrary<{ at: number; over: number; by: string }>, record: typeof records) {
  let held = 0
  await fc.assert(
    fc.asyncProperty(bodies, words, signings, spoil, record, async (text, subject, signing, { at, over, by }, published) => {
      const mail = compose({ Subject: `s${subject.join('')}e` }, text.join(''))
      const signed = await sign(mail, { ...signing, selector: signing.algorithm === 'rsa-sha256' ? 's1' : 'e1' })
      const raw = signed.slice(0, at) + by + signed.slice(at + over)
      const zone = zoneWith({ [key]: published })
      const found = await ours(raw, zone)
      if (!found) return
      held++
      assert.deepEqual(found, await mailauths(raw, zone))
    }),
    { numRuns: runs },
  )
  return held
}

test('whatever is in the mail, one that holds holds for mailauth, with the same octets', async () => {
  const held = await compare(300, fc.constant({ at: 0, over: 0, by: '' }), fc.constant(keyRecord))
  assert.ok(held > 100, `only ${held} of 300 were regular`)
})

test('whatever is done to it on the way, too', async () => {
  await compare(400, spoiling, records)
})
