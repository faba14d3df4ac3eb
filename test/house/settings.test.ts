import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readEnv, WrongSetting } from '#env'
import { readCertificate } from '#worker/receiver/certificate.ts'

const house = join(import.meta.dirname, '../..')
const [source = ''] = readFileSync(join(house, 'env.ts'), 'utf8').split('export type Env')
const readme = readFileSync(join(house, 'README.md'), 'utf8')

/** Names in the order of env.ts. */
const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name = '']) => name)
/** The rows of README's table: a name, its default, its meaning. */
const rows = [...readme.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \| (.*?) \| (.*?) \|$/gm)].map(
  ([, name = '', byDefault = '', meaning = '']) => ({
    name,
    byDefault,
    meaning,
  }),
)

describe('the table of settings in the README', () => {
  test('has every setting of env.ts, in the same order', () => {
    assert.deepEqual(
      rows.map(({ name }) => name),
      names.filter((name) => !['CI', 'SUITES_DIR', 'CHROMIUM'].includes(name)),
    )
  })

  test('says what env.ts says of each', () => {
    for (const { name, meaning } of rows) assert.ok(source.includes(meaning), `${name}: ${meaning}`)
  })

  test('gives the defaults that are true', () => {
    const defaults: Record<string, unknown> = readEnv({})
    for (const { name, byDefault } of rows) {
      const [, written] = /^`(.*)`$/.exec(byDefault) ?? []
      // Where the default is told in words it is not a value.
      if (written !== undefined) assert.equal(written, shown(defaults[name]), name)
    }
  })
})

describe('a wrong value', () => {
  const wrong: [name: string, value: string, said: RegExp][] = [
    ['PORT', '70000', /^PORT is "70000": a whole number from 0 to 65535$/],
    ['PORT', 'abc', /^PORT is "abc": a whole number from 0 to 65535$/],
    ['TRUST_PROXY', '10.0.0.0/8,banana', /^TRUST_PROXY is "10\.0\.0\.0\/8,banana": networks as/],
    ['TRUST_PROXY', '10.0.0.0/33', /^TRUST_PROXY is "10\.0\.0\.0\/33": networks as/],
    ['BASE_URL', 'seedbed.acme.net', /^BASE_URL is "seedbed\.acme\.net": a URL as https:/],
    ['BASE_URL', 'javascript:alert(1)', /^BASE_URL is "javascript:alert\(1\)": a URL as https:/],
    ['SEED_DOMAINS', 'not a domain', /^SEED_DOMAINS is "not a domain": domain names/],
    ['DNS_SERVERS', 'resolver.example', /^DNS_SERVERS is "resolver\.example": ip or ip:port/],
    ['ADDRESS_TTL_HOURS', '721', /^ADDRESS_TTL_HOURS is "721": /],
    ['SESSION_SECRET', 'short', /^SESSION_SECRET is \(not shown\): /],
    ['DATABASE_URL', 'mysql://root:secret@db/x', /^DATABASE_URL is \(not shown\): /],
  ]
  for (const [name, value, said] of wrong) {
    test(`of ${name} is refused in one line that names it`, () => {
      assert.throws(
        () => readEnv({ [name]: value }),
        (error) =>
          error instanceof WrongSetting &&
          said.test(error.message) &&
          !error.message.includes('\n') &&
          !/secret@/.test(error.message),
      )
    })
  }

  test('does not come from an empty one: that is as if not set', () => {
    assert.equal(readEnv({ PORT: '' }).PORT, 3000)
  })
})

describe('settings that depend on each other', () => {
  test('BASE_URL follows PORT', () => assert.equal(readEnv({ PORT: '8080' }).BASE_URL, 'http://localhost:8080'))
  test('ACCESS is open on loopback and for members elsewhere', () => {
    assert.equal(readEnv({}).ACCESS, 'open')
    assert.equal(readEnv({ HOST: '0.0.0.0' }).ACCESS, 'members')
  })
  test('PORT_MAP needs ALLOW_PRIVATE_TARGETS', () => {
    assert.throws(() => readEnv({ PORT_MAP: '25:2526' }), /ALLOW_PRIVATE_TARGETS/)
  })
  test('of TLS_CERT or TLS_KEY is refused before anything starts', () => {
    const files = { DATA_DIR: house, SMTP_NAME: 'mx.example' }
    const refusal = (TLS_CERT: string, TLS_KEY: string, said: RegExp) =>
      assert.throws(
        () => readCertificate({ ...files, TLS_CERT, TLS_KEY }),
        (error) => error instanceof WrongSetting && said.test(error.message) && !error.message.includes('\n'),
      )
    refusal('/nowhere/cert.pem', '/nowhere/key.pem', /^TLS_CERT is "\/nowhere\/cert\.pem": a file that can be read/)
    refusal(join(house, 'env.ts'), join(house, 'env.ts'), /^TLS_CERT and TLS_KEY are no certificate and its key/)
  })

  test('TLS_CERT and TLS_KEY come together', () => {
    assert.throws(() => readEnv({ TLS_CERT: '/cert.pem' }), /both or neither/)
  })
})

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(',')
  return String(value)
}
