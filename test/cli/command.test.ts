/** The command as it is built, against a real name server. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { bounceAnswerSchema, probeAnswerSchema, reportSchema, spfAnswerSchema } from '#checks/report.ts'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { silent, type Zone } from '#net/zone.ts'

const house = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'seedbed-cli-'))
const at = (name: string) => join(folder, name)

const zone: Zone = {
  'example.com MX': '10 mx.example.com',
  'mx.example.com A': '192.0.2.1',
  'example.com TXT': 'v=spf1 mx -all',
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject; rua=mailto:dmarc@example.com',
  'weak.example MX': '10 mx.example.com',
  'weak.example TXT': 'v=spf1 mx ?all',
  '_dmarc.weak.example TXT': 'v=DMARC1; p=none',
  'wrong.example MX': '10 mx.example.com',
  'wrong.example TXT': ['v=spf1 ipp4:192.0.2.1 -all'],
  'markup.example MX': '10 mx.example.com',
  'markup.example TXT': ['v=spf1 <b>|\u001b[31m` -all'],
  'many.example TXT': `v=spf1 include:big.example ${'mx '.repeat(6)}-all`,
  'big.example TXT': `v=spf1 ${'mx:example.com '.repeat(5)}include:\u001b.example -all`,
  'many.example MX': '10 mx.example.com',
  'dead.example ANY': silent,
  '_dmarc.dead.example ANY': silent,
}

let server: NameServer
before(async () => {
  server = await startNameServer(zone)
  const built = await start([join(house, 'cli', 'build.ts'), folder], '')
  assert.equal(built.status, 0, built.err)
})
after(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

interface Ended {
  status: number | null
  out: string
  err: string
}

function start(args: string[], input: string, settings: Record<string, string> = {}): Promise<Ended> {
  // Short for what stays silent, and only there: a busy machine answers late.
  const DNS_TIMEOUT_MS = `${args} ${input}`.includes('dead.example') ? '50' : '2000'
  const environment = { ...process.env, ...settings, DNS_TIMEOUT_MS, DNS_SERVERS: server.address }
  const child = spawn(process.execPath, args, { env: environment, cwd: folder })
  const ended: Ended = { status: null, out: '', err: '' }
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

const seedbed = (args: string[], input = '') => start([at('cli.js'), ...args], input)
/** Sections of which everything is in the zone above. */
const only = ['--only', 'spf,dmarc']

async function reportsOf(args: string[], input = '') {
  const { out, err } = await seedbed(['check', ...args, '--json'], input)
  assert.equal(err, '')
  return (JSON.parse(out).reports as unknown[]).map((report) => reportSchema.parse(report))
}

describe('seedbed check', () => {
  const statuses: [title: string, args: string[], status: number][] = [
    ['a domain in order exits with 0', ['example.com', ...only], 0],
    ['warnings exit with 0', ['weak.example', ...only], 0],
    ['warnings exit with 1 when asked to', ['weak.example', ...only, '--fail-on', 'warn'], 1],
    ['a fail exits with 1', ['wrong.example', ...only], 1],
    ['a fail exits with 0 when asked to', ['wrong.example', ...only, '--fail-on', 'never'], 0],
    ['one of several is enough', ['example.com', 'wrong.example', ...only], 1],
    ['silence exits with 3', ['dead.example', ...only], 3],
    ['silence exits with 1 when asked to', ['dead.example', ...only, '--on-unknown', 'fail'], 1],
    ['an ending under which others register is wrong usage', ['co.uk'], 2],
    ['a number is wrong usage', ['1.2.3'], 2],
    ['no domain is wrong usage', [], 2],
    ['a name without a dot is wrong usage', ['example'], 2],
    ['an unknown option is wrong usage', ['example.com', '--nonsense'], 2],
    ['an unknown section is wrong usage', ['example.com', '--only', 'spf,nonsense'], 2],
    ['an unknown word is wrong usage', ['example.com', '--fail-on', 'info'], 2],
    ['a resolver that is no address is wrong usage', ['example.com', '--resolver', 'dns.example.com'], 2],
    ['a file that is not there is wrong usage', ['example.com', '--with', 'none.zone'], 2],
  ]
  for (const [title, args, status] of statuses) {
    test(title, async () => {
      const ended = await seedbed(['check', ...args])
      assert.equal(ended.status, status, ended.err)
      if (status === 2) assert.match(ended.err, /Exit status/)
    })
  }

  test('--json is one document, the reports in the order asked', async () => {
    const reports = await reportsOf(['weak.example', 'example.com', ...only])
    assert.deepEqual(
      reports.map(({ subject, rubric }) => [subject, rubric]),
      [
        ['weak.example', 'domain-1'],
        ['example.com', 'domain-1'],
      ],
    )
    assert.ok(reports.every(({ questions }) => questions.length > 0))
    assert.deepEqual(reports[0]?.findings.find(({ id }) => id === 'spf-all')?.code, 'neutral-all')
  })
  test('silence is never a finding', async () => {
    const [report] = await reportsOf(['dead.example', ...only])
    assert.equal(report?.score, null)
    assert.deepEqual(
      report?.findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn'),
      [],
    )
  })
  test('takes an e-mail address or a URL for its domain', async () => {
    const reports = await reportsOf(['Someone@Example.COM', 'https://example.com/path?q', ...only])
    assert.deepEqual(
      reports.map(({ subject }) => subject),
      ['example.com', 'example.com'],
    )
  })
  test('takes an IP address, and says its name and its lists', async () => {
    const [report] = await reportsOf(['192.0.2.1', '--only', 'rdns'])
    assert.deepEqual(
      [report?.kind, report?.findings.map(({ id, code }) => `${id} ${code}`)[0]],
      ['address', 'ptr-missing missing'],
    )
  })
  test('what it prints obeys nobody', async () => {
    const { out } = await seedbed(['check', 'markup.example', ...only])
    assert.doesNotMatch(out, /\u001b/)
  })
})

describe('a proposal', () => {
  const mended =
    'wrong.example. TXT "v=spf1 mx -all"\n_dmarc.wrong.example. TXT "v=DMARC1; p=reject; rua=mailto:d@wrong.example"\n'
  test('from standard input is judged as if it were published', async () => {
    const ended = await seedbed(['check', 'wrong.example', ...only, '--with', '-', '--fail-on', 'warn'], mended)
    assert.equal(ended.status, 0, ended.out)
  })
  test('is the whole zone with --zone', async () => {
    writeFileSync(at('whole.zone'), '@ MX 0 .\n')
    const [report] = await reportsOf(['example.com', '--zone', at('whole.zone'), '--only', 'spf'])
    assert.equal(report?.findings.find(({ id }) => id === 'spf-record')?.code, 'missing-parked')
  })
  test('that cannot be read says where', async () => {
    const ended = await seedbed(['check', 'example.com', '--with', '-'], 'example.com. TXT "fine"\nexample.com. MX mail\n')
    assert.equal(ended.status, 2)
    assert.match(ended.err, /^-:2:17: "mail" is not a number.*\n$/)
  })
  test('that cannot be read is pointed at for GitHub', async () => {
    writeFileSync(at('broken.zone'), '@ MX 10 mx\n@ MX mail\n')
    const ended = await seedbed(['check', 'example.com', '--zone', at('broken.zone'), '--format', 'github'])
    assert.equal(ended.status, 2)
    assert.match(ended.out, /^::error file=[^,]*broken\.zone,line=2,col=6,title=zone file::/)
  })
  test('is pointed at, line by line, for GitHub', async () => {
    writeFileSync(at('example.zone'), '; the zone\n@ MX 10 mx\n@ TXT "v=spf1 +all"\n')
    const ended = await seedbed(['check', 'example.com', '--zone', at('example.zone'), '--only', 'spf', '--format', 'github'])
    assert.equal(ended.status, 1)
    assert.match(ended.out, /^::error file=[^,]*example\.zone,line=3,title=spf-all pass-all::/)
  })
})

describe('a baseline', () => {
  test('leaves only what is new', async () => {
    const file = at('baseline.json')
    const args = ['check', 'wrong.example', '--only', 'spf', '--baseline', file]
    assert.equal((await seedbed(args)).status, 2)
    assert.equal((await seedbed([...args, '--write-baseline'])).status, 0)
    assert.ok(JSON.parse(readFileSync(file, 'utf8')).subjects['wrong.example'].findings.length > 0)
    const again = await seedbed(args)
    assert.equal(again.status, 0, again.out)
    assert.match(again.out, /0 new problems · 0 new warnings · \d+ in the baseline/)
    assert.equal((await seedbed([...args.slice(0, 3), 'spf,dmarc', ...args.slice(4)])).status, 1)
  })
})

test('an SPF record past a limit is printed as a tree, with the term that costs most', async () => {
  const { out } = await seedbed(['check', 'many.example', '--only', 'spf'])
  assert.match(out, /^ {2}SPF tree\n {4}many\.example {3}v=spf1 include:big\.example mx/m)
  assert.match(out, /^ {4}include:big\.example of many\.example costs most: \d\. Without it 6 of 10 look-ups are needed\.$/m)
  assert.doesNotMatch(out, /\u001b/)
  assert.doesNotMatch((await seedbed(['check', 'weak.example', '--only', 'spf'])).out, /SPF tree/)
})

test('of a silent domain there is no score, and for one reason some checks are named', async () => {
  const { out } = await seedbed(['check', 'dead.example', ...only])
  assert.match(out, /^dead\.example {3}no score, \d+ % could be seen/)
  const [line = ''] = out.split('\n').filter((each) => /dead\.example did not answer\. {3}\(/.test(each))
  assert.match(line, /\((?:[\w-]+, ){5}[\w-]+ and \d+ more\)$/)
})

describe('printed for machines', () => {
  test('as Markdown nothing from the world is markup', async () => {
    const { out } = await seedbed(['check', 'markup.example', '--only', 'spf', '--format', 'markdown'])
    assert.match(out, /^### markup\.example/)
    assert.doesNotMatch(out, /<b>|\u001b/)
  })
  test('as JUnit there is a case for each check', async () => {
    const { out } = await seedbed(['check', 'wrong.example', '--only', 'spf', '--format', 'junit'])
    assert.match(out, /<testsuite name="wrong\.example" tests="\d+" failures="1"/)
    assert.match(out, /<testcase classname="wrong\.example\.spf" name="spf-syntax"><failure type="unknown-mechanism"/)
  })
})

describe('seedbed spf', () => {
  const spf = async (...args: string[]) => spfAnswerSchema.parse(JSON.parse((await seedbed(['spf', ...args, '--json'])).out))
  test('answers in the words of RFC 7208, with the tree', async () => {
    const answer = await spf('--ip', '192.0.2.1', '--mail-from', 'a@example.com', '--helo', 'mx.example.com')
    assert.deepEqual(
      [answer.result, answer.lookups, answer.voidLookups, answer.tree?.terms.map(({ term }) => term)],
      ['pass', 1, 0, ['mx', '-all']],
    )
  })
  test('looks at the HELO name for an empty sender', async () => {
    const answer = await spf('--ip', '192.0.2.9', '--mail-from', '<>', '--helo', 'example.com')
    assert.deepEqual([answer.result, answer.identity, answer.domain], ['fail', 'helo', 'example.com'])
  })
  test('exits with 3 when nobody answers', async () => {
    const ended = await seedbed(['spf', '--ip', '192.0.2.1', '--mail-from', 'a@dead.example', '--helo', 'x.example', '--json'])
    assert.deepEqual([ended.status, JSON.parse(ended.out).result], [3, 'temperror'])
  })
  test('needs an address', async () => assert.equal((await seedbed(['spf', '--mail-from', 'a@example.com'])).status, 2))
})

describe('seedbed bounce', () => {
  const dsn = [
    'From: MAILER-DAEMON@mx.example.net',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    'Final-Recipient: rfc822; a@example.com',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 \u001b[31mno such user',
    '',
    '--b--',
    '',
  ].join('\r\n')
  const answerTo = async (args: string[], input = '') => {
    const { status, out, err } = await seedbed(['bounce', ...args, '--json'], input)
    assert.deepEqual([status, err], [0, ''])
    return bounceAnswerSchema.parse(JSON.parse(out))
  }
  test('says of a mail who, why and what to do', async () => {
    writeFileSync(at('bounce.eml'), dsn)
    for (const answer of [await answerTo([at('bounce.eml')]), await answerTo(['-'], dsn)]) {
      const [one] = answer.recipients
      assert.deepEqual(
        [answer.kind, one?.address, one?.status, one?.replyCode, one?.class, one?.label, one?.action, one?.provider, one?.rule],
        ['bounce', 'a@example.com', '5.1.1', 550, 'hard', 'mailbox-unknown', 'remove', '', 'registry-5.1.1'],
      )
    }
  })
  test('says of a reply what its server means by it', async () => {
    const [one] = (await answerTo(['--reply', '550 5.7.27 x', '--host', 'gmail-smtp-in.l.google.com'])).recipients
    assert.deepEqual([one?.class, one?.label, one?.provider, one?.rule], ['block', 'spf-failed', 'gmail', 'gmail-spf'])
    assert.equal((await answerTo(['--reply', '550 5.7.27 x'])).recipients[0]?.provider, '')
  })
  test('tells people in sentences, and shows control characters instead of obeying them', async () => {
    const { status, out } = await seedbed(['bounce', '-'], dsn)
    assert.equal(status, 0)
    assert.match(
      out,
      /a@example\.com {2}hard {2}remove {2}mailbox-unknown {2}550 5\.1\.1\n {4}The mailbox does not exist\. Remove/,
    )
    assert.doesNotMatch(out, /\u001b/)
  })
  test('says of other mails that they are none', async () => {
    assert.equal((await answerTo(['-'], 'Subject: hello\r\n\r\nhello')).kind, 'none')
    assert.equal((await answerTo(['-'], 'Auto-Submitted: auto-replied\r\n\r\naway')).kind, 'auto-reply')
  })
  const wrong: string[][] = [
    [],
    ['none.eml'],
    ['a.eml', 'b.eml'],
    ['a.eml', '--reply', '550'],
    ['a.eml', '--host', 'mx'],
    ['--nonsense'],
  ]
  for (const args of wrong) {
    test(`is wrong usage with "${args.join(' ')}"`, async () => assert.equal((await seedbed(['bounce', ...args])).status, 2))
  }
})

describe('seedbed probe', () => {
  const said: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.write('220 mx.example.com ESMTP\r\n')
    socket.on('data', (octets) => {
      for (const line of String(octets).split('\r\n').filter(Boolean)) {
        said.push(line)
        if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write(line.startsWith('RCPT') ? '550 5.1.1 no such user\u001b[31m\r\n' : '250 ok\r\n')
      }
    })
  })
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => server.close())
  const probe = (args: string[], settings: Record<string, string> = { ALLOW_PRIVATE_TARGETS: 'true' }) => {
    const { port } = server.address() as AddressInfo
    return start([at('cli.js'), 'probe', ...args], '', {
      ...settings,
      ...(settings.ALLOW_PRIVATE_TARGETS ? { PORT_MAP: `25:${port},465:1` } : {}),
    })
  }

  test('shows ports, findings and the conversation', async () => {
    const { status, out, err } = await probe(['127.0.0.1', '--ports', '25,465', '--rcpt-to', 'joe@example.com', '--json'])
    const answer = probeAnswerSchema.parse(JSON.parse(out))
    assert.deepEqual([status, err], [1, ''])
    assert.deepEqual(
      answer.ports.map(({ port, state, banner }) => [port, state, banner]),
      [
        [25, 'open', '220 mx.example.com ESMTP'],
        [465, 'refused', null],
      ],
    )
    assert.equal(answer.findings.find(({ id }) => id === 'smtp-recipient-probe')?.code, 'rejected')
    assert.ok(answer.transcript[0]?.lines.some(({ from, line }) => from === 'client' && line === 'RCPT TO:<joe@example.com>'))
    assert.ok(!said.some((line) => line.startsWith('DATA')))
  })
  test('tells people, as swaks does, and shows control characters instead of obeying them', async () => {
    const { out } = await probe(['127.0.0.1', '--ports', '25', '--rcpt-to', 'joe@example.com', '--transcript'])
    assert.match(out, /^ +25 {2}open .*220 mx\.example\.com ESMTP$/m)
    assert.match(out, / <- {2}220 mx\.example\.com ESMTP\n.* -> EHLO /)
    assert.doesNotMatch(out, /\u001b/)
  })
  const refused = ['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1']
  for (const address of refused) {
    test(`never goes to ${address} unless that is allowed`, async () => {
      const { status, out } = await probe([address, '--ports', '25', '--json'], {})
      assert.deepEqual([status, JSON.parse(out).ports[0].state], [3, 'unknown'])
    })
  }
  test('finds no way to 2130706433 or 0x7f.1, which are names to it', async () => {
    for (const name of ['2130706433', '0x7f.1']) assert.equal((await probe([name, '--ports', '25'])).status, 3)
  })
  const wrong: string[][] = [
    [],
    ['a.example', 'b.example'],
    ['a b'],
    ['a.example', '--ports', '0'],
    ['a.example', '--ports', '25,x'],
    ['a.example', '--ports', Array.from({ length: 21 }, (_, index) => index + 1).join()],
    ['a.example', '--rcpt-to', 'joe'],
    ['a.example', '--smuggling'],
  ]
  for (const args of wrong) {
    test(`is wrong usage with "${args.join(' ').slice(0, 40)}"`, async () => assert.equal((await probe(args)).status, 2))
  }
})

test('an unknown command is wrong usage, and help is not', async () => {
  assert.equal((await seedbed(['nonsense'])).status, 2)
  assert.equal((await seedbed([])).status, 2)
  const help = await seedbed(['--help'])
  assert.equal(help.status, 0)
  assert.match(help.out, /seedbed check/)
})
