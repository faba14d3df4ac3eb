/** A domain whose records and servers say markup: its pages show that as text, wherever it stands. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { judgeDomain } from '#checks/judge-domain.ts'
import { saveScanReport } from '#prisma/report.ts'
import { scanById } from '#prisma/scan.ts'
import { rehearse } from '#net/overlay.ts'
import { scanSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { netOf, type Zone } from '../helpers/zone.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const tag = '<i/id=evil>'
const text = `</script></title></textarea>${tag}"onfocus=evil\u0000\u001b[31m'{{evil}}<!--`
const zone: Zone = {
  'com SOA': 'a.gtld.net nstld.net 1 1800 900 604800 900',
  'tern.com SOA': `${tag}.dns.net ${tag}.tern.com 1 7200 3600 1209600 300`,
  'tern.com NS': ['ns1.dns.net', `${tag}.dns.net`],
  'ns1.dns.net A': '93.184.215.1',
  'tern.com TXT': [`v=spf1 include:${tag}.x ${text} ?all`, text, [text, text]],
  'tern.com MX': [`10 ${tag}.tern.com`, '20 mx.tern.com', `30 ${tag}`],
  'mx.tern.com A': '93.184.215.20',
  [`${tag}.tern.com CNAME`]: `${tag}.net`,
  '_dmarc.tern.com TXT': `v=DMARC1; p=${text}; rua=mailto:${tag}@x, ${text}; sp=none; ${tag}=1`,
  '_mta-sts.tern.com TXT': `v=STSv1; id=${text}`,
  'mta-sts.tern.com A': '93.184.215.80',
  '_smtp._tls.tern.com TXT': `v=TLSRPTv1; rua=${text}`,
  'default._bimi.tern.com TXT': `v=BIMI1; l=https://tern.com/${tag}.svg; a=${text}`,
  'tern.com CAA': `0 issue "${tag}"`,
  's1._domainkey.tern.com TXT': `v=DKIM1; k=${text}; n=${text}; p=${tag}`,
}
const world = {
  https: { 'https://mta-sts.tern.com/.well-known/mta-sts.txt': `version: STSv1\nmode: ${text}\nmx: ${tag}\n${text}` },
  smtp: { 'mx.tern.com': { greeting: text, keywords: [text, `STARTTLS ${tag}`], starttls: 'failed' as const } },
}

async function scanned(): Promise<string> {
  const body = '{"domain":"tern.com"}'
  const answer = await ask(web.port, '/api/v1/scans', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const scan = (await scanById(scanSchema.parse(JSON.parse(answer.text)).id)) ?? assert.fail()
  const selectors = [{ domain: 'tern.com', selector: 's1', source: 'user' as const }]
  const subject = domainSubject({ domain: 'tern.com', spfDomain: 'tern.com', sends: false, selectors })
  const report = await judgeDomain(subject, netOf(zone, world), { rehearse })
  await saveScanReport({ scan, report })
  return scan.id
}

describe('what a stranger publishes', () => {
  test('is text on the pages of a scan, and not markup', async () => {
    const id = await scanned()
    for (const path of [`/scan/${id}`, '/domain/tern.com', '/domain/tern.com/what-if']) {
      const page = await ask(web.port, path)
      assert.equal(page.status, 200, path)
      assert.ok(!page.text.includes('<i/id'), path)
      // In an attribute or a text a quote is `&quot;`, in a script `\"`.
      assert.doesNotMatch(page.text, /(?<!\\)"onfocus=evil/, path)
      assert.doesNotMatch(page.text, /evil[^<]*<!--(?!\/?\$)/, path)
    }
    const { text: shown } = await ask(web.port, `/scan/${id}`)
    assert.ok(shown.includes('&lt;i/id=evil&gt;'))
  })

  test('is JSON in the API', async () => {
    const { text: answer, headers } = await ask(web.port, `/api/v1/scans/${await scanned()}`)
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.ok(answer.includes('evil') && JSON.parse(answer))
  })
})
