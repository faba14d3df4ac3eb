import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seal, unseal } from '#prisma/sealed.ts'

test('what is sealed opens for its own purpose, and never looks the same', () => {
  const [one, other] = [seal('relay-password', 'geheim ✓'), seal('relay-password', 'geheim ✓')]
  assert.notEqual(one, other)
  assert.equal(unseal('relay-password', one), 'geheim ✓')
  assert.equal(unseal('webhook-key', one), null)
})

const spoiled: [what: string, spoil: (sealed: Buffer) => Buffer][] = [
  ['a changed octet', (sealed) => Buffer.concat([sealed.subarray(0, -1), Buffer.from([(sealed.at(-1) ?? 0) ^ 1])])],
  ['a cut end', (sealed) => sealed.subarray(0, -1)],
  ['too little', (sealed) => sealed.subarray(0, 20)],
  ['nothing', () => Buffer.alloc(0)],
]
for (const [what, spoil] of spoiled)
  test(`what was sealed does not open with ${what}`, () => {
    const sealed = Buffer.from(seal('totp', 'abc'), 'base64url')
    assert.equal(unseal('totp', spoil(sealed).toString('base64url')), null)
  })
