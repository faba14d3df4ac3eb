/** Probes of a real Dovecot as Debian has it: IMAP and POP3, with STARTTLS and inside TLS. */
import { after, describe } from 'node:test'
import { hasRealServers, realTable, without25 } from '../helpers/real-rows.ts'
import { RealWorld } from '../helpers/real-world.ts'

const skip = !(await hasRealServers())
const world = new RealWorld()
after(() => world.stop())

describe('a probe of Dovecot:', { skip, concurrency: 4 }, async () => {
  if (skip) return
  const { at: good } = await world.dovecot()
  const { at: loose } = await world.dovecot('valid', 'ssl = yes', 'disable_plaintext_auth = no')
  const { at: usual } = await world.dovecot('valid', 'ssl = yes')
  const { at: bare } = await world.dovecot('valid', 'ssl = no', 'disable_plaintext_auth = no')
  const { at: bareShut } = await world.dovecot('valid', 'ssl = no')
  const { at: expired } = await world.dovecot('expired')
  const { at: ending } = await world.dovecot('ending')
  const { at: otherName } = await world.dovecot('otherName')
  const { at: ofNobody } = await world.dovecot('ofNobody')
  const { at: cram } = await world.dovecot('valid', 'auth_mechanisms = plain cram-md5')
  const { at: tls13 } = await world.dovecot('valid', 'ssl_min_protocol = TLSv1.3')
  const { at: old } = await world.dovecot('valid', 'ssl_min_protocol = TLSv1', 'ssl_cipher_list = ALL:@SECLEVEL=0')
  const { at: trusting } = await world.dovecot('valid', 'login_trusted_networks = 127.0.0.0/8', 'ssl = yes')
  const none = {
    ...without25,
    'port-25': 'refused',
    'egress-25': 'prober-blocked',
    'port-587': 'none-open',
    'port-465': 'closed',
    'smtp-auth-plain': 'not-applicable',
  }
  const announced = { ...none, 'client-autoconfig': 'wrong' }
  const invalid = { ...announced, 'mail-cert-ports': 'invalid' }

  realTable(world, [
    ['a host in order', good, announced],
    ['TLS that is possible, and needed to sign in', usual, announced],
    ['TLS that is possible, and not needed', loose, { ...announced, 'port-143': 'login-plain', 'port-110': 'login-plain' }],
    [
      'no TLS',
      { 143: bare[143], 110: bare[110] },
      {
        ...announced,
        'port-143': 'no-starttls',
        'port-110': 'no-stls',
        'port-993': 'closed',
        'port-995': 'closed',
        'mail-cert-ports': 'none-open',
        'mail-tls-ports': 'none-open',
      },
    ],
    [
      'no TLS, and nobody may sign in',
      { 143: bareShut[143], 110: bareShut[110] },
      {
        ...announced,
        'port-143': 'no-starttls',
        'port-110': 'no-stls',
        'port-993': 'closed',
        'port-995': 'closed',
        'mail-cert-ports': 'none-open',
        'mail-tls-ports': 'none-open',
      },
    ],
    ['only inside TLS', { 993: good[993], 995: good[995] }, { ...announced, 'port-143': 'closed', 'port-110': 'closed' }],
    ['only with STARTTLS', { 143: good[143], 110: good[110] }, { ...announced, 'port-993': 'closed', 'port-995': 'closed' }],
    [
      'STARTTLS where TLS should be',
      { ...good, 993: good[143], 995: good[110] },
      { ...announced, 'port-993': 'broken', 'port-995': 'broken' },
    ],
    [
      'POP3 where IMAP should be',
      { ...good, 143: good[110], 993: good[995] },
      { ...announced, 'port-143': 'no-starttls', 'port-993': 'broken' },
    ],
    ['an expired certificate', expired, invalid],
    ['a certificate near its end', ending, { ...announced, 'mail-cert-ports': 'expiring' }],
    ['a certificate of another name', otherName, invalid],
    ['a certificate of nobody', ofNobody, invalid],
    ['a weak way to sign in', cram, announced],
    ['TLS 1.3 only', tls13, announced],
    ['TLS 1.0 too', old, { ...announced, 'mail-tls-ports': 'legacy' }],
    ['one that holds our network to be safe', trusting, { ...announced, 'port-143': 'login-plain', 'port-110': 'login-plain' }],
  ])
})
