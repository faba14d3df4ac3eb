/** Numbers with their noun, by the language's own plural rules. */

const rules = new Intl.PluralRules('en')
const numbers = new Intl.NumberFormat('en')

/** `count(2, 'warning')` is "2 warnings". */
export function count(amount: number, one: string, other = `${one}s`): string {
  return `${numbers.format(amount)} ${rules.select(amount) === 'one' ? one : other}`
}

/** A share of one as whole per cent, rounded down, so that 100 % means all. */
export const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)} %`

/** Octets for people: "48 KB". */
export function octets(size: number): string {
  if (size < 1000) return `${size} bytes`
  if (size < 1_000_000) return `${Math.round(size / 1000)} KB`
  return `${(size / 1_000_000).toFixed(1)} MB`
}

const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** Points of a section: "40", "3.5". */
export const share = (amount: number): string => tenths.format(amount)

/** A score as it is always written: one digit after the point. */
export const points = (score: number): string => score.toFixed(1)
