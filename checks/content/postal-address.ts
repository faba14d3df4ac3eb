import { type Check, info, pass, say } from '../check.ts'
import { pageOf } from '../facts/page.ts'
import { notParsed, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Characters from the end of the mail, where the sender's address stands. */
const looked = 4000

/** Does commercial mail say where its sender is? Found by its look, so nothing is blamed on who has none. */
export const postalAddress: Check<TestMail> = {
  id: 'postal-address',
  title: "The sender's postal address",
  reference: 'CAN-SPAM §5(a)(5)',

  async run(mail) {
    const page = pageOf(mail)
    const text = page?.text || mail.text
    if (text === undefined && mail.notParsed) return notParsed(mail)
    const found = addressIn((text ?? '').slice(-looked))
    if (found)
      return pass('present', {
        evidence: [{ where: 'end of the mail', what: found }],
        explanation: say`The mail names a postal address.`,
      })
    const evidence = [{ where: 'end of the mail', what: 'nothing that looks like a postal address' }]
    if (!mail.bulk)
      return info('not-needed', { evidence, explanation: say`This is not bulk mail, so it needs no postal address.` })
    if (page?.cut) return pageIsCut(page)
    return info('not-found', {
      evidence,
      explanation: say`No postal address was recognised. Commercial mail needs one in many countries.`,
    })
  },
}

const street =
  /\b(?:street|str|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|square|sq|suite|floor|way|place|plaza|parkway|p\.? ?o\.? box|postfach|rue|allée|chemin|calle|avenida|av|plaza|paseo|rua|via|viale|piazza|corso|ulica|ul|ulice|utca|strada|cadde|sokak)\b\.?|(?:straße|strasse|str\.|weg|platz|gasse|allee|ring|damm|ufer|straat|laan|plein|gracht|gatan|vägen|vej|gade|veien|gata|katu|tie)\b|丁目|番地|路\d+号|街道|(?:улица|ул\.|проспект|пр\.)/iu
const postcode =
  /\b(?:[A-Z]{2}\s+\d{5}(?:-\d{4})?|(?:[A-Z]{1,2}-)?\d{4,6}\s+\p{Lu}\p{L}{2,}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{2}|\d{5}|\d{2}-\d{3}|\d{3} \d{2})\b|〒\s?\d{3}-?\d{4}/u

/** Two or three lines of which one has a street with a number and one a postcode. */
function addressIn(text: string): string | undefined {
  const lines = text.split(/\n/).map((line) => line.trim().slice(0, 300))
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] ?? ''
    if (!/\d/.test(line) || !postcode.test(line)) continue
    const block = lines.slice(Math.max(0, index - 2), index + 1).join(', ')
    if (street.test(block)) return block.slice(0, 300)
  }
  return undefined
}
