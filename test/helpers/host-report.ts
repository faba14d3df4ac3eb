/** The report of a host with one open port, as a probe leaves it. */
import type { ProbeLeave, Report } from '#checks/report.ts'

const say = (text: string) => ({ text, strings: [text], values: [] })

export function hostReport(leave: Partial<ProbeLeave> = {}, changes: Partial<Report> = {}): Report {
  const at = { host: 'mx.tern.example', address: '9.9.9.9' }
  return {
    ...{
      schema: 1,
      rubric: 'ports-1',
      kind: 'host',
      subject: at.host,
      analysedAt: '2026-11-21T08:00:00.000Z',
      milliseconds: 412,
    },
    headline: { kind: 'ready-with-advice', say: say('It works. One thing would make it safer.') },
    ...{ score: null, coverage: 1, first: [], sections: [{ id: 'ports', title: 'Ports', of: 0, lost: 0 }], questions: [] },
    findings: [
      {
        ...{ id: 'port-25', section: 'ports', title: 'Port 25', reference: 'RFC 5321', verdict: 'pass', code: 'open' },
        ...{ explanation: say('It answers on port 25.'), evidence: [], costs: 0 },
      },
    ],
    probe: {
      ports: [
        {
          ...{ ...at, port: 25, state: 'open', banner: '220 mx.tern.example <b>ESMTP</b>' },
          ...{ capabilities: ['SIZE', 'AUTH PLAIN'], secureCapabilities: [], tls: null },
          ...{ connectMilliseconds: 12.3, greetingMilliseconds: 45.6, milliseconds: 80 },
        },
        {
          ...{
            ...at,
            port: 465,
            state: 'unknown',
            why: say('This Seedbed’s network lets nothing out on that port.'),
            side: 'ours',
            banner: null,
          },
          ...{ capabilities: [], secureCapabilities: [], tls: null },
          ...{ connectMilliseconds: null, greetingMilliseconds: null, milliseconds: 0 },
        },
      ],
      transcript: [
        {
          ...at,
          port: 25,
          lines: [
            { milliseconds: 57.9, from: 'server', secure: false, line: '220 mx.tern.example <b>ESMTP</b>' },
            { milliseconds: 58, from: 'client', secure: false, line: 'EHLO seedbed.example' },
            { milliseconds: 70, from: 'client', secure: true, line: 'QUIT' },
          ],
        },
      ],
      leave: { owner: false, leftOut: [], ...leave },
    },
    ...changes,
  }
}
