import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isToken, newToken, noTokenHash, tokenHash } from '#prisma/token.ts'

describe('a token', () => {
  for (const bits of [128, 256] as const) {
    test(`of ${bits} bits is one, is no other, and is no option of a command`, () => {
      const many = Array.from({ length: 500 }, () => newToken(bits))
      assert.equal(new Set(many).size, many.length)
      assert.ok(many.every((token) => isToken(token, bits) && !token.startsWith('-')))
      assert.ok(many.every((token) => !isToken(token, bits === 128 ? 256 : 128)))
    })
  }
  for (const text of ['', 'short', `${newToken()}\n`, newToken().slice(1), `${newToken().slice(1)}é`]) {
    test(`is not ${JSON.stringify(text)}`, () => assert.equal(isToken(text), false))
  }
  test('is kept as its SHA-256', () =>
    assert.equal(
      Buffer.from(tokenHash('abc')).toString('hex'),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    ))
  test('opens nothing where there is none', () => {
    const made = noTokenHash()
    assert.equal(made.byteLength, tokenHash('').byteLength)
    assert.notDeepEqual(made, noTokenHash())
  })
})
