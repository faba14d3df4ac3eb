import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readEnv, WrongSetting } from '#env'

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
    ['PORT', '70000', /^PORT is "70000": /],
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
  test('TLS_CERT and TLS_KEY come together', () => {
    assert.throws(() => readEnv({ TLS_CERT: '/cert.pem' }), /both or neither/)
  })
})

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(',')
  return String(value)
}
