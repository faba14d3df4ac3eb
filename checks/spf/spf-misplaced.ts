import { type Check, type Evidence, type Fix, info, pass, type RecordChange, saw, say, warn } from '../check.ts'
import { isPlain } from '../facts/plain.ts'
import { type SpfNode, spfTree } from '../facts/spf-tree.ts'
import type { Answer, Net } from '../net.ts'
import { isSpf, readSpf } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records } from './change.ts'

/** Does an SPF text stand where nobody reads it? Receivers look at the domain itself, for a text that begins with exactly `v=spf1`. */
export const spfMisplaced: Check<Domain> = {
  id: 'spf-misplaced',
  title: 'Misplaced SPF text',
  reference: 'RFC 7208 §3, §4.5',

  async run(subject, net) {
    const { spfDomain: domain } = subject
    if (!domain) return noRecord('no-record', undefined)
    const { root } = await spfTree(subject, net)
    const texts = root.answer.records.map(({ text }) => text)
    const none = root.texts.length === 0
    const noisy = texts.find((text) => /v=spf1/i.test(text) && !/^v=spf1/i.test(text))
    if (none && noisy !== undefined) {
      const explanation = say`A text at ${domain} has something before ${'v=spf1'}, so receivers do not see an SPF record.`
      return warn('leading-noise', { evidence: sawText(domain, noisy), explanation, cause: 'no-spf', fix: rewrite(root, noisy) })
    }
    const wrong = texts.find((text) => /^v=spf1/i.test(text) && !isSpf(text))
    if (none && wrong !== undefined) {
      const explanation = say`A text at ${domain} has no space after ${'v=spf1'}, so receivers do not see an SPF record.`
      return warn('bad-version', { evidence: sawText(domain, wrong), explanation, cause: 'no-spf', fix: rewrite(root, wrong) })
    }
    const elsewhere = none ? await below(domain, net) : undefined
    if (elsewhere) {
      const explanation = say`The SPF record stands at ${elsewhere.name}, where receivers do not look for ${domain}.`
      return warn('at-subname', { evidence: saw(elsewhere), explanation, cause: 'no-spf', fix: move(domain, elsewhere) })
    }
    const senderId = texts.find((text) => /^spf2\.0\//i.test(text))
    if (senderId !== undefined) {
      const explanation = say`${domain} still publishes a Sender ID record, which nobody reads any more.`
      return info('sender-id', { evidence: sawText(domain, senderId), explanation })
    }
    return pass('none', { evidence: sawText(domain, ...root.texts), explanation: say`No SPF text stands in a wrong place.` })
  },
}

function sawText(domain: string, ...texts: string[]): Evidence[] {
  if (texts.length === 0) return [{ where: `${domain} TXT`, what: 'no text that looks like SPF' }]
  return texts.map((what) => ({ where: `${domain} TXT`, what }))
}

/** The names where the text of a domain is found by mistake; both are asked at once. */
async function below(domain: string, net: Net): Promise<Answer<'TXT'> | undefined> {
  const answers = await Promise.all([net.dns.resolve(`_spf.${domain}`, 'TXT'), net.dns.resolve(`www.${domain}`, 'TXT')])
  return answers.find(({ records }) => records.some(({ text }) => isSpf(text)))
}

const why = say`Until then the domain has no list of who may send for it.`

function rewrite({ domain, answer }: SpfNode, was: string): Fix {
  const value = corrected(was)
  const own = answer.aliases.length === 0 && readSpf(value).valid && isPlain(value)
  const change: RecordChange = { action: 'replace', name: domain, type: 'TXT', was, value, ttl: 3600 }
  return {
    who: 'dns',
    say: say`Let the text begin with exactly ${'v=spf1'} and a space.`,
    why,
    ...records(own ? change : undefined),
  }
}

/** The text from `v=spf1` on, with a space behind it and without the quotation marks and semicolons that came with it. */
function corrected(text: string): string {
  const record = text.slice(text.search(/v=spf1/i)).replace(/["'“”;]/g, ' ')
  return record
    .replace(/^v=spf1/i, 'v=spf1 ')
    .replace(/\s+/g, ' ')
    .trim()
}

function move(domain: string, { name, records: found }: Answer<'TXT'>): Fix {
  const [text, ...others] = found.map((record) => record.text).filter(isSpf)
  const usable = text !== undefined && others.length === 0 && readSpf(text).valid && isPlain(text)
  const change: RecordChange = { action: 'add', name: domain, type: 'TXT', value: text ?? '', ttl: 3600 }
  return {
    who: 'dns',
    say: say`Publish the text as the TXT record of ${domain} itself.`,
    why,
    ...records(usable ? change : undefined),
    careful: say`Delete the copy at ${name} when nothing includes it.`,
  }
}
