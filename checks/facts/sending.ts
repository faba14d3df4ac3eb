/**
 * Who sent a mail and who vouches for it, to be held against another mail: the service, the address and its network, the name it gave, the
 * bounce address, the signatures that stand, and what the domains behind them publish. A service is named only by what is proven: anybody can
 * write any name into a mail.
 */
import { looksLikeDmarc } from '../records/dmarc.ts'
import { normalDomain } from '../records/names.ts'
import { isSpf } from '../records/spf.ts'
import { addressDomain } from '../records/addresses.ts'
import { type Answer, type Net, type Question, type RecordData, Unreachable } from '../net.ts'
import type { ReportSending } from '../report.ts'
import type { TestMail } from '../subject.ts'
import { cut } from '../views/bounded.ts'
import { verifyDkim } from './dkim-verification.ts'
import { evaluateDmarc } from './dmarc-evaluation.ts'
import { type Network, networkOf } from './network.ts'
import { publicAddress } from './public-address.ts'
import { forwardConfirmation } from './reverse-name.ts'
import { serviceOfName } from './sending-services.ts'
import { spfOfMail } from './spf-evaluation.ts'

const mostSigners = 10
const mostRecords = 40
const mostValues = 20
const longestValue = 2000
const longestName = 300

/** The network a mail came from, as people know it: `AS64496 EXAMPLE-AS, US`. '' when nobody could say. */
export async function sendingNetwork({ session }: TestMail, net: Net): Promise<string> {
  if (!session || !publicAddress(session.peerAddress)) return ''
  return inWords(await unlessSilent(networkOf(session.peerAddress, net)))
}

const inWords = (network: Network | null | undefined): string =>
  (network?.systems ?? []).map(({ number, name }) => `AS${number} ${name}`.trim()).join(', ')

/**
 * How a mail was sent, out of what its checks have asked. Nothing more is asked.
 * @param network as `sendingNetwork` gives it
 */
export async function sendingOf(mail: TestMail, net: Net, network: string): Promise<ReportSending> {
  const { signatures } = await verifyDkim(mail, net)
  const passed = signatures.filter(({ result }) => result === 'pass').slice(0, mostSigners)
  const names = passed.map(({ domain, selector }) => `${selector}._domainkey.${domain}`)
  const questions = net.questions().filter(({ direct, unchecked }) => !direct && !unchecked)
  const signers = new Map(passed.map(({ domain, selector }) => [`${selector} ${domain}`, { domain, selector }]))
  return {
    service: await serviceOf(mail, net, [...passed.map(({ domain }) => domain), ...aliasesOf(questions, names)]),
    address: mail.session?.peerAddress ?? '',
    network,
    helo: cut(mail.session?.helo ?? '', longestName),
    returnPath: addressDomain(mail.envelope.mailFrom ?? ''),
    signers: [...signers.values()],
    records: recordsOf(questions, await wanted(mail, net, names)),
  }
}

/** The name of the address comes first: a mail can be signed by one service and handed over by another. */
async function serviceOf(mail: TestMail, net: Net, signers: string[]): Promise<string> {
  const address = mail.session?.peerAddress
  const [reverse, spf] = await Promise.all([
    address === undefined ? undefined : unlessSilent(forwardConfirmation(address, net)),
    spfOfMail(mail, net),
  ])
  const bounce = spf?.result === 'pass' ? [spf.domain] : []
  const aliases = aliasesOf(net.questions(), bounce)
  const names = [...(reverse?.confirmed ?? []), ...bounce, ...aliases, ...signers].map(normalDomain)
  return names.map(serviceOfName).find((service) => service !== undefined) ?? ''
}

function aliasesOf(questions: Question[], names: string[]): string[] {
  const asked = new Set(names)
  return questions.filter(({ name }) => asked.has(name)).flatMap(({ aliases = [] }) => aliases.map(({ target }) => target))
}

/** The records that say who may send, and where an answer goes: by name and type, and which texts count. */
async function wanted(mail: TestMail, net: Net, keys: string[]): Promise<Map<string, (text: string) => boolean>> {
  const { found } = await evaluateDmarc(mail, net)
  const domains = [...new Set([mail.domain, mail.spfDomain])].filter((domain) => domain !== '')
  const any = () => true
  return new Map([
    ...domains.map((domain) => [`${domain} TXT`, isSpf] as const),
    ...[mail.domain, found?.domain].flatMap((domain) => (domain ? [[`_dmarc.${domain} TXT`, looksLikeDmarc] as const] : [])),
    ...keys.map((name) => [`${name} TXT`, any] as const),
    ...domains.map((domain) => [`${domain} MX`, any] as const),
  ])
}

const answered = new Set<string>(['records', 'nodata', 'nxdomain'] satisfies Answer['status'][])

/** Records as they were seen; TXT and MX alone are wanted. That there are none is seen too; silence is not. */
function recordsOf(questions: Question[], wanted: Map<string, (text: string) => boolean>): ReportSending['records'] {
  const asked = questions.filter(({ type, outcome }) => (type === 'TXT' || type === 'MX') && answered.has(outcome))
  const seen = new Map(asked.map((one) => [`${one.name} ${one.type}`, one]))
  return [...wanted]
    .flatMap(([key, counts]) => {
      const question = seen.get(key)
      if (!question) return []
      const texts = (question.records ?? []).map(textOf).filter(counts)
      const values = texts.toSorted().slice(0, mostValues)
      return [{ name: question.name, type: question.type, values: values.map((text) => cut(text, longestValue)) }]
    })
    .slice(0, mostRecords)
}

/** Of TXT and MX. */
function textOf(record: RecordData[keyof RecordData]): string {
  if ('exchange' in record) return `${record.preference} ${record.exchange}`
  return 'text' in record ? record.text : ''
}

async function unlessSilent<Fact>(fact: Promise<Fact>): Promise<Fact | undefined> {
  try {
    return await fact
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
