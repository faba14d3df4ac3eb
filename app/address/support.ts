/** What to write to whoever rents out an address: what was seen of it, and what only its owner can change. */
import type { Report } from '#checks/report.ts'

/** The text; null when the owner of the network has nothing to do. */
export function supportText({ subject, findings, analysedAt, views }: Report): string | null {
  const asked = findings.filter(({ fix }) => fix?.who === 'network-owner')
  const listed = views?.address?.lists.filter(({ state, tier }) => state === 'listed' && tier !== 'allow') ?? []
  if (asked.length === 0 && listed.length === 0) return null
  return [
    'Hello,',
    `we send mail from ${subject}, an address of yours. This was seen of it on ${analysedAt.slice(0, 10)}:`,
    [
      ...asked.map(({ explanation }) => `- ${explanation.text}`),
      ...listed.map(({ name, zone }) => `- It is on the list of ${name} (${zone}).`),
    ].join('\n'),
    ...asked.flatMap(({ fix }) => (fix ? [fix.say.text, ...recordLines(fix.records)] : [])),
    ...(listed.length > 0
      ? ['Please tell us what you know of these listings, and whether they are about us or about earlier users of the address.']
      : []),
    'Thank you.',
  ].join('\n\n')
}

const recordLines = (records: { name: string; type: string; value: string }[] = []): string[] =>
  records.map(({ name, type, value }) => `${name} ${type} ${value}`)
