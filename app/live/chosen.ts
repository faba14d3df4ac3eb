/** What an address can be told to answer, as choices. Pure; the receiver reads what is written here, and a test holds the two together. */

interface Choice {
  /** As it stands in the address; '' for nothing. */
  value: string
  label: string
}

interface Word {
  word: string
  /** What the address then does. */
  label: string
  /** What a sender makes of it, or ought to. */
  says: string
  codes: Choice[]
  limits: Choice[]
}

const times: Choice[] = [
  { value: '1x', label: 'the first try' },
  { value: '2x', label: 'the first 2 tries' },
  { value: '3x', label: 'the first 3 tries' },
  { value: '5x', label: 'the first 5 tries' },
  { value: '10m', label: 'for 10 minutes' },
  { value: '1h', label: 'for an hour' },
  { value: '4h', label: 'for 4 hours' },
]

const minutes: Choice[] = [
  { value: '1m', label: 'for a minute' },
  { value: '5m', label: 'for 5 minutes' },
  { value: '15m', label: 'for 15 minutes' },
  { value: '1h', label: 'for an hour' },
]

const seconds: Choice[] = [
  { value: '10s', label: 'after 10 seconds' },
  { value: '30s', label: 'after 30 seconds' },
  { value: '60s', label: 'after a minute' },
  { value: '2m', label: 'after 2 minutes' },
]

export const words: readonly Word[] = [
  {
    word: 'reply',
    label: 'Refuse for good',
    says: 'A good sender does not come back, and takes the address off its list when it is said to be gone.',
    codes: [
      { value: '550-5.1.1', label: '550 5.1.1 no such mailbox' },
      { value: '550-5.7.1', label: '550 5.7.1 refused by policy' },
      { value: '550-5.7.26', label: '550 5.7.26 not authenticated' },
      { value: '554-5.7.1', label: '554 5.7.1 taken for spam' },
      { value: '552-5.3.4', label: '552 5.3.4 too large' },
      { value: '421-4.7.0', label: '421 4.7.0 later, each time' },
    ],
    limits: [],
  },
  {
    word: 'defer',
    label: 'Put off, then accept',
    says: 'A good sender comes back after some minutes, then less and less often, for four or five days.',
    codes: [
      { value: '451-4.7.1', label: '451 4.7.1 try again later' },
      { value: '450-4.2.0', label: '450 4.2.0 mailbox busy' },
      { value: '452-4.3.1', label: '452 4.3.1 no space' },
      { value: '421-4.7.0', label: '421 4.7.0 too many connections' },
    ],
    limits: times,
  },
  {
    word: 'greylist',
    label: 'Greylist',
    says: 'As real greylists do: what a sender’s network tries first is put off; later it is accepted, from then on at once.',
    codes: [],
    limits: minutes,
  },
  {
    word: 'full',
    label: 'Say that the mailbox is full',
    says: 'A good sender tries again for a while after 452, and stops after 552 without taking the address for dead.',
    codes: [
      { value: '452', label: '452 4.2.2 full for now' },
      { value: '552', label: '552 5.2.2 full for good' },
    ],
    limits: [],
  },
  {
    word: 'slow',
    label: 'Answer slowly',
    says: 'A good sender waits five minutes for a reply to a recipient, and ten for the one to a mail (RFC 5321 §4.5.3.2).',
    codes: [],
    limits: seconds,
  },
  {
    word: 'drop',
    label: 'Hang up',
    says: 'A good sender tries again, as after a reply of 4xx. After the end of a mail that may bring it twice.',
    codes: [],
    limits: [{ value: '', label: 'every time' }, ...times],
  },
]

/** Where in the conversation it happens. */
export const phases: readonly Choice[] = [
  { value: '', label: 'at the recipient (RCPT)' },
  { value: 'data-', label: 'at the end of the mail (DATA)' },
]

export interface Chosen {
  word: Word
  code: string
  limit: string
  phase: string
}

/** What was chosen, from form fields; what is missing or unknown is the first choice. */
export function readChosen(fields: { get(name: string): string | null }): Chosen {
  const word = words.find((one) => one.word === fields.get('answer')) ?? (words[0] as Word)
  const among = (choices: readonly Choice[], name: string): string =>
    (choices.find(({ value }) => value === fields.get(name)) ?? choices[0])?.value ?? ''
  return { word, code: among(word.codes, 'code'), limit: among(word.limits, 'limit'), phase: among(phases, 'phase') }
}

/** The address that was chosen: `defer-451-4.7.1-3x.k7qm-…@seeds.acme.net`. */
export const chosenAddress = ({ word: { word }, code, limit, phase }: Chosen, email: string): string =>
  `${phase}${[word, code, limit].filter(Boolean).join('-')}.${email}`
