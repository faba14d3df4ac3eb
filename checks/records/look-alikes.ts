/** Words that look like a name but are written with letters of another script (UTS #39 §4, "confusables"), as far as Latin is imitated. */

/** Letters that cannot be told from a Latin one. */
const looksLike: Record<string, string> = {
  // Cyrillic
  ...{
    а: 'a',
    в: 'b',
    с: 'c',
    ԁ: 'd',
    е: 'e',
    ѕ: 's',
    і: 'i',
    ј: 'j',
    к: 'k',
    м: 'm',
    н: 'h',
    о: 'o',
    р: 'p',
    ԛ: 'q',
    т: 't',
    у: 'y',
    ѵ: 'v',
    ԝ: 'w',
    х: 'x',
    һ: 'h',
    ӏ: 'l',
    г: 'r',
    п: 'n',
  },
  // Greek
  ...{ α: 'a', β: 'b', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x', γ: 'y', η: 'n' },
  // Latin of other shapes, and Armenian
  ...{ ɑ: 'a', ɡ: 'g', ı: 'i', ł: 'l', ո: 'n', օ: 'o', ս: 'u', հ: 'h', ց: 'g' },
}
/** Names that are imitated most, as their owners write them, without spaces. */
const brands = [
  ...[
    'paypal',
    'amazon',
    'apple',
    'icloud',
    'google',
    'gmail',
    'microsoft',
    'outlook',
    'office365',
    'netflix',
    'facebook',
    'instagram',
  ],
  ...[
    'whatsapp',
    'linkedin',
    'dropbox',
    'docusign',
    'adobe',
    'ebay',
    'dhl',
    'fedex',
    'ups',
    'usps',
    'hermes',
    'postbank',
    'sparkasse',
  ],
  ...[
    'commerzbank',
    'deutschebank',
    'santander',
    'barclays',
    'hsbc',
    'chase',
    'wellsfargo',
    'bankofamerica',
    'visa',
    'mastercard',
  ],
  ...['coinbase', 'binance', 'metamask', 'stripe', 'shopify', 'spotify', 'telekom', 'vodafone', 'booking', 'airbnb'],
]

/** Which of these names, or of well-known ones, a text imitates with foreign letters; undefined when none. `names` in lower case. */
export function imitates(text: string, names: readonly string[]): string | undefined {
  const lower = text.slice(0, 500).normalize('NFKC').toLowerCase()
  for (const word of [...lower.split(/[^\p{L}\p{N}]+/u), lower.replace(/[^\p{L}\p{N}]+/gu, '')]) {
    const letters = [...word]
    const plain = letters.map((letter) => looksLike[letter] ?? letter).join('')
    // A whole word in its own script is a word of that language, unless it can only be read as the name.
    if (plain === word || !/^[a-z0-9]+$/.test(plain)) continue
    const found = [...names, ...brands].find((name) => name.length > 2 && plain === name)
    if (found) return found
  }
  return undefined
}
