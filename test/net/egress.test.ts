/** Whether port 25 is closed from here. The tests stand in the order in which a process learns it: what is known, is known to all that follow. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { egressBlocked, knownBlocked } from '#net/egress.ts'
import { netOf, silent, type Zone } from '../helpers/zone.ts'

const controls = ['gmail-smtp-in.l.google.com', 'mta5.am0.yahoodns.net']
/** An address of this machine that no mail server has: a connection is refused at once, as a firewall may do. */
const nobody = '127.255.255.254'
const targets = { allowPrivate: true, ports: new Map<number, number>() }
const outside = '93.184.215.20'

const worldOf = (value: Zone[string]) => {
  const net = netOf(Object.fromEntries(controls.map((host) => [`${host} A`, value])))
  return { dns: net.dns, asked: () => net.questions().length }
}

describe('port 25', () => {
  test('is not called closed when the servers that always answer cannot be found, and they are looked for again', async () => {
    for (const { dns, asked } of [worldOf(silent), worldOf(silent)]) {
      assert.equal(await egressBlocked(outside, dns, targets), false)
      assert.equal(knownBlocked(outside, dns, targets), false)
      assert.equal(asked(), 2)
    }
  })

  const elsewhere: [title: string, address: string, at: typeof targets][] = [
    ['of a server inside', '10.0.0.1', targets],
    ['that is another port here', outside, { ...targets, ports: new Map([[25, 2526]]) }],
  ]
  for (const [title, address, at] of elsewhere) {
    test(`${title} is not judged by servers outside`, async () => {
      const { dns, asked } = worldOf(nobody)
      assert.equal(await egressBlocked(address, dns, at), false)
      assert.equal(asked(), 0)
    })
  }

  test('is closed when none of them can be reached, which is found out once', async () => {
    const { dns, asked } = worldOf(nobody)
    assert.equal(knownBlocked(outside, dns, targets), false)
    assert.deepEqual(await Promise.all([egressBlocked(outside, dns, targets), egressBlocked('93.184.216.20', dns, targets)]), [
      true,
      true,
    ])
    assert.equal(asked(), 2)
  })

  test('that was found closed makes nobody wait again', async () => {
    const { dns, asked } = worldOf(silent)
    assert.equal(knownBlocked(outside, dns, targets), true)
    assert.equal(await egressBlocked(outside, dns, targets), true)
    assert.equal(asked(), 0)
  })
})
