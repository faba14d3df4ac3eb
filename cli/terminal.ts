/** What the world gave us, made safe for a terminal, and colour where there is one. */

/** Control characters and those that turn the direction of writing are shown, not obeyed. */
export function shown(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

export type Colour = 'red' | 'yellow' | 'green' | 'grey' | 'bold'

const codes: Record<Colour, [number, number]> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  grey: [90, 39],
  bold: [1, 22],
}

/** Paints only where a person looks at it (https://no-color.org). */
export function painter(stream: { isTTY?: boolean; hasColors?: () => boolean }): (colour: Colour, text: string) => string {
  const colours = stream.isTTY === true && stream.hasColors?.() === true
  return (colour, text) => (colours ? `\u001b[${codes[colour][0]}m${text}\u001b[${codes[colour][1]}m` : text)
}
