/** The subject of somebody's mail, where it is read by people and programs who did not ask for that mail. It is nobody's word but its sender's. */

/** Of how many characters the rest is left out. */
const longest = 150

/** On one line, without what cannot be seen or turns the direction of writing, and not for ever. */
export function heading(subject: string): string {
  const line = subject
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .trim()
  const characters = [...line]
  return characters.length > longest ? `${characters.slice(0, longest).join('').trimEnd()}…` : line
}

/** Who reads it: a mail program, or a chat, which takes more characters for its own. */
export type Tongue = 'mail' | 'chat'

/** What chats read as emphasis, code, a link, an emoji or a channel. */
const marks = /[*_~`[\]()#|!:\\]/g
const fullWidth = 0xfee0

/**
 * A heading in which no program finds a link: a space that nobody sees stands where names and URLs would go on. Quotation marks become plain ones, since
 * it is quoted. For a chat its marks stand in their full-width form.
 */
export function unmarked(text: string, tongue: Tongue): string {
  const plain = text.replaceAll(/[“”„"]/g, "'")
  const tame = tongue === 'mail' ? plain : plain.replaceAll(marks, (mark) => String.fromCodePoint(mark.charCodeAt(0) + fullWidth))
  return tame.replaceAll(/[.:/@\\](?=\S)/g, '$&\u200b')
}
