/** Below these versions are flaws that are known; or below them nobody has looked (docs/decisions/0001). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const lock: { packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'),
)

const floors: [name: string, least: string, why: string][] = [
  ['@remix-run/node', '2.17.5', 'the last of its line; what is known against it is closed by our own server'],
  ['@remix-run/react', '2.17.5', 'the same'],
  ['@remix-run/server-runtime', '2.17.5', 'the same'],
  ['smtp-server', '3.21.0', 'memory exhaustion by a command line, STARTTLS hardening'],
  ['nodemailer', '9.1.1', 'GHSA-c7w3-x93f-qmm8, GHSA-vvjj-xcjg-gr5g: CRLF in the envelope'],
  ['mailauth', '7.1.0', 'strict alignment and SERVFAIL judged wrongly before 4.13.4'],
  ['prisma', '7.10.0', 'a pair with @prisma/client'],
  ['@prisma/client', '7.10.0', 'a pair with prisma'],
  ['bull', '4.16.5', 'the version whose stall handling was looked at'],
]
/** Address helpers with known ways around them, and nothing else to offer. */
const never = ['ip', 'ssrfcheck']

for (const [name, least, why] of floors) {
  test(`every ${name} in the lock is at least ${least} (${why})`, () => {
    const found = Object.entries(lock.packages).filter(
      ([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`),
    )
    assert.ok(found.length > 0, 'it is there')
    for (const [path, { version = '0' }] of found) assert.ok(atLeast(version, least), `${path} is ${version}`)
  })
}

for (const name of never) {
  test(`${name} is not in the lock`, () => {
    assert.deepEqual(
      Object.keys(lock.packages).filter((path) => path.endsWith(`node_modules/${name}`)),
      [],
    )
  })
}

test('prisma and its client are the same version', () => {
  assert.equal(lock.packages['node_modules/prisma']?.version, lock.packages['node_modules/@prisma/client']?.version)
})

test('the lock names the packages of every platform: npm ci refuses one that does not', () => {
  const wanted = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
  const paths = Object.keys(lock.packages)
  const missing = [...new Set(wanted)].filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))
  assert.deepEqual(missing, [])
})

test('the Node that is brought is a 24', () => {
  assert.equal(lock.packages['node_modules/node']?.version?.split('.')[0], '24')
  assert.equal(process.versions.node.split('.')[0], '24')
})

function atLeast(version: string, least: string): boolean {
  const numbers = (text: string) => (text.split('-')[0] ?? '').split('.').map(Number)
  const [one, other] = [numbers(version), numbers(least)]
  for (const index of [0, 1, 2]) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
