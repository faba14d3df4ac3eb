/** /privacy: complete by the tables of the database, and true by the settings. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { inShort } from '#app/privacy/kept.ts'
import { privacySettings } from '#app/privacy/settings.server.ts'
import { privacySections } from '#app/privacy/statements.ts'
import { readEnv } from '#env'

const sectionsOf = (set: Record<string, string> = {}) => privacySections(privacySettings(readEnv(set)))
const textOf = (set?: Record<string, string>): string =>
  sectionsOf(set)
    .flatMap(({ statements }) => statements.map(({ title, say, names }) => [title, say, ...(names ?? [])].join('\n')))
    .join('\n')

test('speaks of every table of the database, each once', () => {
  const schema = readFileSync(join(import.meta.dirname, '../../prisma/schema.prisma'), 'utf8')
  const models = [...schema.matchAll(/^model (\w+)/gm)].map(([, name]) => name)
  const spoken = sectionsOf().flatMap(({ statements }) => statements.flatMap(({ tables }) => tables ?? []))
  assert.deepEqual(spoken.toSorted(), models.toSorted())
})

test('names nothing twice in a section', () => {
  for (const { id, statements } of sectionsOf()) {
    const titles = statements.map(({ title }) => title)
    assert.deepEqual(titles, [...new Set(titles)], id)
  }
})

test('is said in short first', () => {
  const short = (set: Record<string, string>) => inShort(privacySettings(readEnv(set)))
  assert.match(short({}), /kept \(30 days without an account, 365 days with one\) and then deleted/)
  assert.match(short({ RETENTION_DAYS: '365' }), /kept for 365 days and then deleted/)
})

describe('a setting changes its sentence:', () => {
  const relay = 'smtp://user:hunter2@relay.acme.net:587'
  const rows: [set: Record<string, string>, says: RegExp][] = [
    [{ ADDRESS_TTL_HOURS: '5' }, /An address receives for 5 hours/],
    [{ ADDRESS_TTL_HOURS: '24' }, /An address receives for 1 day,/],
    [{ RETENTION_DAYS: '7' }, /kept for 7 days without an account/],
    [{ TEAM_RETENTION_DAYS: '90' }, /each mail for up to 90 days with one/],
    [{ TEAM_RETENTION_DAYS: '90' }, /alerts that are over: 90 days at most/],
    [{ RETENTION_DAYS: '400', TEAM_RETENTION_DAYS: '90' }, /What arrived is kept for 400 days:/],
    [{ HOST: '0.0.0.0' }, /Only members take addresses/],
    [{ ACCESS: 'members' }, /Only members take addresses/],
    [{ SIGNUP: 'invite' }, /Accounts are made by invitation/],
    [{ SIGNUP: 'closed' }, /No accounts are made any more/],
    [{ READERS: 'false' }, /IMAP and POP3 are switched off/],
    [{ LMTP_PORT: '2424' }, /a mail server of the operator hands on/],
    [{ LMTP_SOCKET: '/run/seedbed/lmtp' }, /a mail server of the operator hands on/],
    [{ DNS_SERVERS: '127.0.0.1:53' }, /The resolver is one of the operator’s own/],
    [{ DNS_SERVERS: '9.9.9.9,10.0.0.1' }, /So does the resolver, 9\.9\.9\.9, with every name/],
    [{ PUBLIC_RESOLVERS: 'none' }, /None is asked whether a record has spread/],
    [{ PUBLIC_RESOLVERS: '1.1.1.1,45.90.28.1' }, /is asked of Cloudflare, 45\.90\.28\.1:/],
    [{ SPAMD_HOST: '127.0.0.1' }, /SpamAssassin, named by the operator, sees each mail/],
    [
      { SPAMD_HOST: '127.0.0.1', RSPAMD_URL: 'http://127.0.0.1:11333' },
      /SpamAssassin and rspamd, named by the operator, see each/,
    ],
    [{ OUTBOUND_SMTP_URL: relay }, /go through relay\.acme\.net/],
    [{ OUTBOUND_SMTP_URL: relay }, /Its text is forgotten once the relay has it/],
    [{ LOG_LEVEL: 'warn' }, /Requests are not logged/],
    [{ SMTP_NAME: 'mx.acme.net' }, /see that mx\.acme\.net asked whether they encrypt/],
  ]
  for (const [set, says] of rows) {
    test(`${JSON.stringify(set)}: ${says}`, () => {
      assert.match(textOf(set), says)
      assert.doesNotMatch(textOf(), says)
    })
  }
  test('and none of them tells a secret, or where something of the operator’s stands', () => {
    const set = {
      OUTBOUND_SMTP_URL: relay,
      SPAMD_HOST: '10.1.2.3',
      DNS_SERVERS: '10.4.5.6',
      DATABASE_URL: 'postgresql://a:b@db.internal/x',
    }
    assert.doesNotMatch(textOf(set), /hunter2|10\.1\.2\.3|10\.4\.5\.6|db\.internal/)
  })
})
