import { dnssecAlgorithm } from '#checks/zone/dnssec-algorithm.ts'
import { dnssecExpiry } from '#checks/zone/dnssec-expiry.ts'
import { dnssecNsec3 } from '#checks/zone/dnssec-nsec3.ts'
import { dnssecStatus } from '#checks/zone/dnssec-status.ts'
import { silent, type Zone } from '../helpers/zone.ts'
import { always, judgeScenes, nobody, own, resolved, type Scene } from '../helpers/zone-scene.ts'

const key = (algorithm: number, octets = 64) => `257 3 ${algorithm} ${Buffer.alloc(octets, 0xff).toString('base64')}`
const rsaKey = (octets: number) =>
  `257 3 8 ${Buffer.concat([Buffer.from([3, 1, 0, 1]), Buffer.alloc(octets, 0xff)]).toString('base64')}`
const ds = (algorithm: number, digest: number) => `12345 ${algorithm} ${digest} ${'ab'.repeat(digest === 1 ? 20 : 32)}`
const signed = (changes: Zone = {}): Scene => ({
  zone: { ...resolved, 'example.com DNSKEY': key(13), 'example.com DS': ds(13, 2), 'example.com DNSSEC': 'signed', ...changes },
})
const now = Math.floor(Date.now() / 1000)
const hours = (from: number, to: number) => `SOA 13 2 ${now + from * 3600} ${now + to * 3600} 12345 example.com`
const signatures = (...records: string[]): Scene => {
  const server: Zone = { ...own, 'example.com RRSIG': records }
  return { ...signed(), ns1: server, ns2: server }
}

judgeScenes([
  [
    dnssecStatus,
    [
      ['signed and validated', signed(), 'pass', 'secure'],
      ['not signed', {}, 'info', 'insecure'],
      [
        'an algorithm that nobody knows',
        signed({ 'example.com DS': ds(200, 2), 'example.com DNSSEC': 'unsigned' }),
        'info',
        'insecure',
      ],
      ['keys without DS', signed({ 'example.com DS': [] }), 'info', 'island'],
      ['wrong signatures', signed({ 'example.com DNSSEC': 'bogus' }), 'fail', 'bogus'],
      ['a resolver that does not validate', signed({ 'example.com DNSSEC': 'unsigned' }), 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
  [
    dnssecAlgorithm,
    [
      ['the algorithm of today', signed(), 'pass', 'current'],
      ['RSA of 2048 bits', signed({ 'example.com DNSKEY': rsaKey(256), 'example.com DS': ds(8, 2) }), 'pass', 'current'],
      ['RSA of 1024 bits', signed({ 'example.com DNSKEY': rsaKey(128), 'example.com DS': ds(8, 2) }), 'warn', 'old'],
      ['SHA-1', signed({ 'example.com DNSKEY': key(7, 300), 'example.com DS': ds(7, 2) }), 'warn', 'old'],
      ['a DS of SHA-1 only', signed({ 'example.com DS': ds(13, 1) }), 'warn', 'old'],
      ['DSA', signed({ 'example.com DNSKEY': key(3), 'example.com DS': ds(3, 2) }), 'fail', 'forbidden'],
      ['a DS of GOST only', signed({ 'example.com DS': ds(13, 3) }), 'fail', 'forbidden'],
      ['another', signed({ 'example.com DNSKEY': key(23), 'example.com DS': ds(23, 2) }), 'info', 'other'],
      ['none', {}, 'info', 'unsigned'],
      ...always,
    ],
  ],
  [
    dnssecNsec3,
    [
      ['NSEC', signed(), 'pass', 'good'],
      ['no iterations and no salt', signed({ 'example.com NSEC3PARAM': '1 0 0 -' }), 'pass', 'good'],
      ['a salt', signed({ 'example.com NSEC3PARAM': '1 0 0 ab12' }), 'info', 'salt'],
      ['ten iterations', signed({ 'example.com NSEC3PARAM': '1 0 10 ab12' }), 'warn', 'iterations'],
      ['a hundred iterations', signed({ 'example.com NSEC3PARAM': '1 0 100 -' }), 'warn', 'too-many'],
      ['not signed', {}, 'info', 'unsigned'],
      ['silence', signed({ 'example.com NSEC3PARAM': silent }), 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
  [
    dnssecExpiry,
    [
      ['two weeks left', signatures(hours(-48, 14 * 24)), 'pass', 'fresh'],
      ['a day left, made an hour ago (signed on-line)', signatures(hours(-1, 24)), 'pass', 'fresh'],
      ['an expired one beside a new one', signatures(hours(-400, -1), hours(-1, 200)), 'pass', 'fresh'],
      ['ten hours left, two days old', signatures(hours(-48, 10)), 'warn', 'soon'],
      ['two days left, eight days old', signatures(hours(-8 * 24, 48)), 'warn', 'soon'],
      ['expired', signatures(hours(-400, -1)), 'fail', 'expired'],
      ['not signed', {}, 'info', 'unsigned'],
      ['servers that send no signatures', signed(), 'unknown', 'lookup-failed'],
      ['silent servers', { ...signed(), ...nobody }, 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
])
