import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { groupSeed, isSeed, newSeed, readSeed, seedDistance } from '#prisma/seed.ts'

const seed = 'k7qm2xr9v4tn8hzp'

describe('a new seed', () => {
  test('is 16 letters of the alphabet that reads back as itself', () => {
    for (let i = 0; i < 1000; i++) {
      const fresh = newSeed()
      assert.ok(isSeed(fresh), fresh)
      assert.equal(readSeed(groupSeed(fresh).toUpperCase())[0]?.seed, fresh)
    }
  })
  test('is shown in groups of four', () => assert.equal(groupSeed(seed), 'k7qm-2xr9-v4tn-8hzp'))
})

const readings: [title: string, localPart: string, seed: string, label: string | null][] = [
  ['as shown', 'k7qm-2xr9-v4tn-8hzp', seed, null],
  ['without hyphens', 'k7qm2xr9v4tn8hzp', seed, null],
  ['with hyphens elsewhere', 'k-7qm2xr9v4tn8hz-p', seed, null],
  ['in capitals', 'K7QM-2XR9-V4TN-8HZP', seed, null],
  ['with a label behind a plus', 'k7qm-2xr9-v4tn-8hzp+spring', seed, 'spring'],
  ['with a label of dots and pluses behind a plus', 'k7qm-2xr9-v4tn-8hzp+a.b+c', seed, 'a.b+c'],
  ['with a label before a dot', 'spring.k7qm-2xr9-v4tn-8hzp', seed, 'spring'],
  ['with a label of several parts before the last dot', 'a.b.k7qm-2xr9-v4tn-8hzp', seed, 'a.b'],
  ['with both, the plus winning', 'a.k7qm-2xr9-v4tn-8hzp+b', seed, 'b'],
  ['with letters that look like digits', 'koqm-2xr9-v4tn-8hzl', 'k0qm2xr9v4tn8hz1', null],
  ['with an empty label', 'k7qm-2xr9-v4tn-8hzp+', seed, null],
]
describe('a seed is read', () => {
  for (const [title, localPart, expected, label] of readings)
    test(title, () => {
      const found = readSeed(localPart).find((reading) => isSeed(reading.seed))
      assert.deepEqual(found, { seed: expected, label })
    })
})

describe('no seed is read', () => {
  for (const localPart of [
    '',
    '+',
    '.',
    'postmaster',
    'k7qm-2xr9-v4tn-8hz',
    'k7qm-2xr9-v4tn-8hzpp',
    'k7qm-2xr9-v4tn-8hzü',
    'k7qm-2xr9-v4tn-8hzu',
  ])
    test(`in ${JSON.stringify(localPart)}`, () => assert.ok(!readSeed(localPart).some((reading) => isSeed(reading.seed))))
})

const distances: [string, string, number][] = [
  [seed, seed, 0],
  [seed, 'k7qm2xr9v4tn8hzq', 1],
  [seed, 'k7qm2xr9v4tn8hz', 1],
  [seed, 'k7qm2xr9v4tn8hzpx', 1],
  [seed, '7kqm2xr9v4tn8hzp', 2],
  [seed, '', 16],
]
describe('the distance of seeds', () => {
  for (const [a, b, distance] of distances)
    test(`from ${a} to ${b || 'nothing'} is ${distance}`, () => assert.equal(seedDistance(a, b), distance))
})
