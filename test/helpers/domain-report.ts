/** The report of a domain with one problem, one warning and a change that mends the problem. */
import type { Report } from '#checks/report.ts'

const say = (text: string) => ({ text, strings: [text], values: [] })
const change = {
  action: 'replace' as const,
  name: '_dmarc.tern.example',
  type: 'TXT',
  was: 'v=DMARC1; p=nonsense',
  value: 'v=DMARC1; p=none; rua=mailto:dmarc@tern.example',
  ttl: 3600,
}
const row = { reference: 'RFC 9989', title: 'A question', evidence: [], costs: 0 }

export function domainReport(changes: Partial<Report> = {}): Report {
  const fix = { who: 'dns' as const, say: say('Publish a rule that can be read.'), why: say('Nobody follows it now.') }
  return {
    schema: 1,
    rubric: 'domain-1',
    kind: 'domain',
    subject: 'tern.example',
    analysedAt: '2026-11-21T08:00:00.000Z',
    milliseconds: 812.3,
    headline: { kind: 'fix-first', say: say('One thing needs to be fixed.') },
    score: 7.9,
    coverage: 1,
    first: [{ id: 'dmarc-syntax', before: 7.9, after: 9.1 }],
    sections: [
      { id: 'mx', title: 'Receiving', of: 30, lost: 2 },
      { id: 'dmarc', title: "DMARC: the domain's rule", of: 20, lost: 12 },
    ],
    findings: [
      {
        ...row,
        id: 'mx-record',
        section: 'mx',
        verdict: 'pass',
        code: 'present',
        explanation: say('tern.example names its mail servers.'),
      },
      {
        ...row,
        id: 'mx-redundancy',
        section: 'mx',
        verdict: 'warn',
        code: 'single',
        explanation: say('There is one mail server only.'),
        fix: { ...fix, say: say('Add a second server.') },
        costs: 2,
      },
      {
        ...row,
        id: 'dmarc-syntax',
        section: 'dmarc',
        verdict: 'fail',
        code: 'bad-policy',
        explanation: say('The rule cannot be read.'),
        fix: { ...fix, records: [change] },
        costs: 12,
      },
    ],
    questions: [
      {
        name: 'tern.example',
        type: 'MX',
        server: '127.0.0.1:53',
        at: '2026-11-21T08:00:00.000Z',
        milliseconds: 3.2,
        outcome: 'records',
        ttl: 300,
        records: [{ preference: 10, exchange: '<b>mx.tern.example</b>' }],
      },
      {
        name: '_dmarc.tern.example',
        type: 'TXT',
        server: '127.0.0.1:53',
        at: '2026-11-21T08:00:00.000Z',
        milliseconds: 2000,
        outcome: 'timeout',
      },
    ],
    answers: [
      { id: 'receiving', verdict: 'warn', by: 'mx-redundancy', say: say('There is one mail server only.') },
      { id: 'sending', verdict: 'pass', say: say('tern.example names who may send for it.') },
      { id: 'forgery', verdict: 'fail', by: 'dmarc-syntax', say: say('The rule cannot be read.') },
    ],
    changes: [{ ...change, mends: ['dmarc-syntax'], careful: [say('Only after every service passes.')] }],
    ...changes,
  }
}
