/** `seedbed mail`, against a real name server. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { reportSchema } from '#checks/report.ts'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { compose, inOrder, sender, sign, zoneWith } from '../helpers/mails.ts'

const command = join(import.meta.dirname, '../../cli/seedbed.ts')
const folder = mkdtempSync(join(tmpdir(), 'seedbed-mail-'))
const at = (name: string) => join(folder, name)

let server: NameServer
before(async () => {
  // What nobody here answers must not be waited for: every list is asked and says no.
  server = await startNameServer(zoneWith({}, inOrder))
  writeFileSync(at('signed.eml'), await sign(compose()), 'latin1')
  writeFileSync(at('forged.eml'), compose(), 'latin1')
  writeFileSync(at('table.csv'), 'email,status\na@b.example,5.1.1\n')
})
after(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

function seedbed(args: string[], input = ''): Promise<{ status: number | null; out: string; err: string }> {
  const env = { ...process.env, DNS_TIMEOUT_MS: '2000', DNS_SERVERS: server.address }
  const child = spawn(process.execPath, [command, 'mail', ...args], { env, cwd: folder })
  const ended = { status: null as number | null, out: '', err: '' }
  child.stdout.on('data', (octets) => {
    ended.out += octets
  })
  child.stderr.on('data', (octets) => {
    ended.err += octets
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (status) => resolve({ ...ended, status })))
}

const sent = ['--ip', sender, '--helo', 'mail.acme.com', '--mail-from', 'bounce@acme.com', '--time', '2026-11-21T10:00:00Z']

async function reportOf(args: string[], input = '') {
  const { out, err } = await seedbed([...args, '--json'], input)
  assert.equal(err, '')
  return reportSchema.parse(JSON.parse(out))
}

describe('seedbed mail', () => {
  const statuses: [title: string, args: string[], status: number][] = [
    ['a mail in order, told how it was sent, exits with 0', ['signed.eml', ...sent], 0],
    ['a forged one with 1', ['forged.eml', ...sent, '--ip', '9.9.9.9'], 1],
    ['the same with 0 when asked to', ['forged.eml', ...sent, '--fail-on', 'never'], 0],
    ['no file is wrong usage', [], 2],
    ['two are', ['signed.eml', 'forged.eml'], 2],
    ['a file that is not there', ['none.eml'], 2],
    ['a file that is no mail', ['table.csv'], 2],
    ['an address that is none', ['signed.eml', '--ip', 'nine'], 2],
    ['a name without an address', ['signed.eml', '--helo', 'mail.acme.com'], 2],
    ['a time that is none', ['signed.eml', '--time', 'yesterday'], 2],
    ['an option nobody knows', ['signed.eml', '--nonsense'], 2],
  ]
  for (const [title, args, status] of statuses) {
    test(title, async () => {
      const ended = await seedbed(args)
      assert.equal(ended.status, status, ended.err || ended.out)
      if (status === 2) assert.match(ended.err, /Exit status/)
    })
  }
  test('--json is one report, with its results in the words of RFC 8601', async () => {
    const { kind, subject, authentication } = await reportOf(['signed.eml', ...sent])
    assert.deepEqual([kind, subject], ['mail', 'acme.com'])
    assert.deepEqual(authentication, {
      spf: { result: 'pass', domain: 'acme.com' },
      dkim: [{ result: 'pass', domain: 'acme.com', selector: 's1' }],
      dmarc: { result: 'pass', policy: 'reject', domain: 'acme.com' },
      arc: { result: 'none' },
    })
  })
  test('reads standard input, in which line ends are those of a computer', async () => {
    const mail = (await sign(compose())).replaceAll('\r\n', '\n')
    assert.equal((await reportOf(['-', '--time', '2026-11-21T10:00:00Z'], mail)).authentication?.dkim[0]?.result, 'pass')
  })
  test('without its session SPF is left open', async () => {
    const report = await reportOf(['signed.eml'])
    assert.deepEqual(report.findings.find(({ id }) => id === 'spf-result')?.verdict, 'unknown')
  })
  test('says the answer and the results to people, and obeys nobody', async () => {
    const { out } = await seedbed(['-', ...sent], compose({ From: '"\u001b[31mX" <news@acme.com>' }))
    assert.match(out, /spf=pass \(acme\.com\) {2}dkim=none {2}dmarc=pass \(acme\.com p=reject\) {2}arc=none/)
    assert.doesNotMatch(out, /\u001b/)
  })
  for (const format of ['markdown', 'github', 'junit'])
    test(`prints ${format}`, async () =>
      assert.match((await seedbed(['signed.eml', ...sent, '--format', format])).out, /acme\.com/))
})
