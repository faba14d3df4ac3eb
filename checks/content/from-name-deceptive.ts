import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { notParsed } from '../facts/unread.ts'
import { readAddresses } from '../records/addresses.ts'
import { fieldsNamed } from '../records/headers.ts'
import { imitates } from '../records/look-alikes.ts'
import { sameOrganization } from '../records/names.ts'
import type { HeaderAddress, TestMail } from '../subject.ts'

const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u
const symbols = /\p{Extended_Pictographic}|[\u2713\u2714\u2705\u2611]/u
const subjects =
  /^(?:re|fwd?|aw|wg)\s*:|\(\d{1,3}\)|\b(?:last chance|final (?:notice|reminder)|important (?:update|notice)|action required|urgent|you(?:'ve| have) won|act now|limited time)\b/i
const plainSymbols = /[©®™0-9#*]/u

/** Does the name beside the From address say who sends, and nothing else? It is what readers see first. */
export const fromNameDeceptive: Check<TestMail> = {
  id: 'from-name-deceptive',
  title: 'Name in From',
  reference: 'Google 81126 (2026-03), display names',

  async run(mail) {
    const [sender] = mail.from
    if (!sender) return notParsed(mail)
    const { name, address } = sender
    const evidence = [{ where: 'From', what: name ? `${name} <${address}>` : address }]
    const known = [mail.domain.split('.').at(-2) ?? '']
    const imitated = imitates(name, known)
    if (imitated) {
      const explanation = say`The name looks like ${imitated}, with letters of another script.`
      return fail('homograph', { evidence, explanation, fix })
    }
    const other = foreignAddress(name, sender)
    if (other)
      return warn('address-in-name', { evidence, explanation: say`The name holds an address of another domain, ${other}.`, fix })
    if (invisible.test(name) || [...name].some((one) => symbols.test(one) && !plainSymbols.test(one)))
      return warn('symbols', { evidence, explanation: say`The name holds symbols or invisible characters.`, fix })
    if (subjects.test(name) || isRecipient(name, sender, mail))
      return warn('message-in-name', { evidence, explanation: say`The name says something else than who sends.`, fix })
    return pass('plain', { evidence, explanation: say`The name says who sends.` })
  },
}

function foreignAddress(name: string, { domain }: HeaderAddress): string | undefined {
  const [, host = ''] = /[\w.+-]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/i.exec(name.slice(0, 1000)) ?? []
  const found = host.toLowerCase()
  return found !== '' && !sameOrganization(found, domain) ? found : undefined
}

/** The reader's own name in From, as if the mail came from the reader. */
function isRecipient(name: string, { address }: HeaderAddress, { headers }: TestMail): boolean {
  const to = fieldsNamed(headers, 'to').flatMap(({ value }) => readAddresses(value))
  return to.some((one) => one.name.length > 2 && one.name.toLowerCase() === name.trim().toLowerCase() && one.address !== address)
}

const fix: Fix = {
  who: 'message',
  say: say`Use only the plain name of your organisation or person, the same in every mail.`,
  why: say`Readers trust the name, so filters look for names that pretend.`,
}
