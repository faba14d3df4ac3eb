/** A record as somebody writes it: which grammar reads it, and what is said of it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAny } from '#checks/records/any.ts'

describe('what is written', () => {
  const ed25519 = 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
  const rows: [name: string, type: string, value: string, grammar: string | undefined, read: boolean, problem?: string][] = [
    ['acme.com', 'TXT', 'v=spf1 mx -all', 'SPF', true],
    ['acme.com', 'TXT', 'v=spf1 ipp4:192.0.2.1 -all', 'SPF', false, 'unknown-mechanism at 8'],
    ['acme.com', 'TXT', 'v=spf1 ip4=192.0.2.1 -all', 'SPF', true, 'mistyped-term at 8'],
    ['acme.com', 'TXT', 'v=spf1mx -all', 'SPF', false, 'version at 1'],
    ['acme.com', 'TXT', 'site-verification=spf1', undefined, true],
    ['_dmarc.acme.com', 'TXT', 'v=DMARC1; p=none', 'DMARC', true],
    ['_dmarc.acme.com', 'TXT', 'v=DMARC1; p=nonsense', 'DMARC', false, 'bad-policy at 11'],
    ['_dmarc.acme.com', 'TXT', 'v=DMARC1; p=nonsense; rua=mailto:d@acme.com', 'DMARC', true, 'bad-policy at 11'],
    ['_dmarc.acme.com', 'TXT', 'p=none', 'DMARC', false, 'version at 1'],
    ['acme.com._report._dmarc.reports.example', 'TXT', 'v=DMARC1', 'DMARC', true],
    ['s1._domainkey.acme.com', 'TXT', ed25519, 'DKIM', true],
    ['s1._domainkey.acme.com', 'TXT', 'v=DKIM1; p=MII!', 'DKIM', false, 'bad-base64 at 10'],
    ['_mta-sts.acme.com', 'TXT', 'v=STSv1; id=1', 'MTA-STS', true],
    ['_mta-sts.acme.com', 'TXT', 'v=STSv1', 'MTA-STS', false, 'version at 1'],
    ['_mta-sts.acme.com', 'TXT', 'v=STSv1; id=2026-11', 'MTA-STS', false, 'bad-id at 10'],
    ['_smtp._tls.acme.com', 'TXT', 'v=TLSRPTv1; rua=mailto:t@acme.com', 'TLS-RPT', true],
    ['_smtp._tls.acme.com', 'TXT', 'v=TLSRPTv1; rua=t@acme.com', 'TLS-RPT', false, 'bad-uri at 13'],
    ['_smtp._tls.acme.com', 'TXT', 'v=tlsrptv1; rua=mailto:t@acme.com', 'TLS-RPT', false, 'version at 1'],
    ['default._bimi.acme.com', 'TXT', 'v=BIMI1; l=https://acme.com/l.svg', 'BIMI', true],
    ['default._bimi.acme.com', 'TXT', 'v=BIMI1; l=http://acme.com/l.svg', 'BIMI', false, 'l-not-https at 10'],
    ['default._bimi.acme.com', 'TXT', 'l=https://acme.com/l.svg', 'BIMI', false, 'version at 1'],
    ['acme.com', 'CAA', '0 issue "ca.example"', 'CAA', true],
    ['acme.com', 'CAA', '0 issue "not an authority"', 'CAA', false, 'bad-issuer at 10'],
    ['_25._tcp.mx.acme.com', 'TLSA', '3 1 1 abcd', 'TLSA', false, 'wrong-length at 7'],
    ['acme.com', 'MX', '10 mx.acme.com.', undefined, true],
  ]
  for (const [name, type, value, grammar, read, problem] of rows) {
    test(`${name} ${type} ${value}`, () => {
      const written = readAny({ name, type, value })
      assert.deepEqual([written?.grammar, written?.read ?? true], [grammar, read])
      const [first] = written?.problems ?? []
      assert.equal(first && `${first.problem} at ${first.column}`, problem)
    })
  }
})
