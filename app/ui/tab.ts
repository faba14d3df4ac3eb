/** What a mail says, in the title of a tab: there is no element around it that could hold a right-to-left override in. */

const longest = 120
/** Controls, line ends, and the characters that turn the direction of what follows them. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu

/** The text on one line, without characters that would change how the rest of the title looks. */
export function forTab(text: string): string {
  const line = text.replace(unseen, ' ').replace(/ +/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
