import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Unreachable } from '#checks/net.ts'
import type { Ask } from '#net/dns.ts'
import { keeper } from '#net/kept.ts'
import { emptyReply } from '#net/message.ts'
import { defaultLimits, type Outside, windowOn } from '#net/window.ts'

const nothing = emptyReply('NXDOMAIN')
const gone = async () => {
  throw new Unreachable('nobody', 'network')
}
const outside: Outside = { askServer: gone, transfer: gone, get: gone, look: gone }

describe('the limits of one report', () => {
  const isSpent = (error: unknown) => error instanceof Unreachable && error.reason === 'budget' && error.side === 'ours'
  const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  for (const limit of ['totalMs', 'dnsMs'] as const) {
    test(`end it after so many milliseconds, with a reason that is ours: ${limit}`, async () => {
      const ask: Ask = async () => ({ reply: nothing, server: 'x' })
      const { dns } = windowOn(ask, { ...defaultLimits, [limit]: 0 })
      await assert.rejects(dns.resolve('example.com', 'A'), isSpent)
    })
  }

  test('leave DNS its time while a mail server keeps us waiting', async () => {
    const ask: Ask = async () => ({ reply: nothing, server: 'x' })
    const slow: Outside = {
      ...outside,
      look: async (host, address) => {
        await after(60)
        throw new Unreachable(host, 'timeout', address, 'smtp')
      },
    }
    const { dns, smtp } = windowOn(ask, { ...defaultLimits, dnsMs: 30 }, slow)
    await dns.resolve('a.example.com', 'A')
    await assert.rejects(smtp.look('mx.example.com', '192.0.2.1'))
    assert.equal((await dns.resolve('b.example.com', 'A')).status, 'nxdomain')
  })

  test('count time together that was waited for together', async () => {
    const left: number[] = []
    const ask: Ask = async (_, leftMs) => {
      left.push(leftMs)
      await after(20)
      return { reply: nothing, server: 'x' }
    }
    const { dns } = windowOn(ask, { ...defaultLimits, dnsMs: 1000 })
    await Promise.all(Array.from({ length: 10 }, (_, i) => dns.resolve(`n${i}.example.com`, 'A')))
    await dns.resolve('last.example.com', 'A')
    assert.ok((left.at(-1) ?? 0) > 800 && (left.at(-1) ?? 0) < 990, String(left.at(-1)))
  })

  test('keep the rest waiting until a place is free', async () => {
    let running = 0
    let most = 0
    const ask: Ask = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return { reply: nothing, server: 'x' }
    }
    const { dns } = windowOn(ask, { ...defaultLimits, inFlight: 3 })
    await Promise.all(Array.from({ length: 20 }, (_, i) => dns.resolve(`n${i}.example.com`, 'A')))
    assert.equal(most, 3)
  })

  test('free the place of a question that failed', async () => {
    const ask: Ask = async ({ name }) => {
      if (name.startsWith('bad')) throw new Unreachable(name, 'timeout')
      return { reply: nothing, server: 'x' }
    }
    const { dns } = windowOn(ask, { ...defaultLimits, inFlight: 1 })
    await assert.rejects(dns.resolve('bad.example.com', 'A'))
    assert.equal((await dns.resolve('good.example.com', 'A')).status, 'nxdomain')
  })
})

describe('SERVFAIL', () => {
  /** Fails while signatures are checked. */
  const broken: Ask = async ({ name, type, unchecked }) => {
    if (!unchecked || name.startsWith('dead')) throw new Unreachable(`${name} ${type}`, 'servfail')
    return { reply: nothing, server: 'x' }
  }
  const reasonOf = (asking: Promise<unknown>) => asking.then(String, (error: Unreachable) => error.reason)
  const rows: [name: string, reason: string, asked: number][] = [
    ['example.com', 'bogus', 2],
    ['dead.example.com', 'servfail', 2],
    // These are tried by the dozen, and nobody waits to know why.
    ['s1._domainkey.example.com', 'servfail', 1],
  ]
  for (const [name, reason, asked] of rows) {
    test(`${name}: ${reason}`, async () => {
      const net = windowOn(broken)
      assert.equal(await reasonOf(net.dns.resolve(name, 'TXT')), reason)
      assert.equal(net.questions().length, asked)
    })
  }
  test('is doubted so many times in one report', async () => {
    const net = windowOn(broken)
    const reasons = await Promise.all(Array.from({ length: 80 }, (_, i) => reasonOf(net.dns.resolve(`n${i}.example.com`, 'A'))))
    assert.equal(reasons.filter((reason) => reason === 'bogus').length, 60)
  })
})

describe('what is kept between reports', () => {
  test('is found once within its time, also by several at once, and again after it', async () => {
    let [now, found] = [0, 0]
    const kept = keeper(() => now)
    const ask = () => kept('a', 100, async () => ++found)
    assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1])
    now = 99
    assert.equal(await ask(), 1)
    now = 100
    assert.equal(await ask(), 2)
  })
  test('is never silence', async () => {
    const kept = keeper()
    await assert.rejects(kept('a', 1000, gone))
    assert.equal(await kept('a', 1000, async () => 1), 1)
  })
  test('is nothing that is not worth it', async () => {
    const kept = keeper()
    let found = 0
    const ask = () =>
      kept(
        'a',
        1000,
        async () => ++found,
        (one) => one > 1,
      )
    assert.deepEqual([await ask(), await ask(), await ask()], [1, 2, 2])
  })
  test('is only so much', async () => {
    const kept = keeper()
    for (let i = 0; i < 201; i++) await kept(`n${i}`, 1000, async () => i)
    assert.deepEqual([await kept('n200', 1000, async () => -1), await kept('n0', 1000, async () => -1)], [200, -1])
  })
})

test('an absence lives as long as its SOA says, and no longer than an hour (RFC 2308 §5)', async () => {
  const ttlOf = async (ttl: number, minimum: number) => {
    const data = { mname: 'ns', rname: 'me', serial: 1, refresh: 1, retry: 1, expire: 1, minimum }
    const reply = { ...nothing, authority: [{ name: 'example.com', type: 'SOA' as const, ttl, data }] }
    return (await windowOn(async () => ({ reply, server: 'x' })).dns.resolve('a.example.com', 'A')).ttl
  }
  assert.deepEqual([await ttlOf(900, 60), await ttlOf(30, 60), await ttlOf(86_400, 86_400)], [60, 30, 3600])
})

test('the answer lives as long as the shortest record of its chain', async () => {
  const answers = [
    { name: 'a.example.com', type: 'CNAME' as const, ttl: 60, data: { name: 'b.example.com' } },
    { name: 'b.example.com', type: 'A' as const, ttl: 300, data: { address: '192.0.2.1' } },
  ]
  const reply = { ...nothing, rcode: 'NOERROR', answers }
  assert.equal((await windowOn(async () => ({ reply, server: 'x' })).dns.resolve('a.example.com', 'A')).ttl, 60)
})
