/** Which language a text is in: by its letters, else by the commonest words of languages written in Latin or Cyrillic letters. */

const looked = 2000

const scripts: [language: string, letters: RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
]

const words: Record<string, string> = {
  en: 'the and you your for with that this are have from will not our can all more',
  de: 'der die das und ist nicht mit für auf sie ein eine wir ihr auch oder bei ihre haben',
  fr: 'les des vous votre pour est une dans avec nous pas sur que qui nos vos plus aux',
  es: 'los las que para con una por del tus más esta como nuestro puedes usted hola está',
  it: 'che per una con del della non sono più gli nel dei questo alla tuo anche hai',
  pt: 'não para uma com você dos das seu sua mais por está são nossos pelo também os',
  nl: 'het een van voor met zijn niet je uw ook bij wij naar deze onze om aan dat',
  sv: 'och att det som för med inte den till är ett har du vi din kan på av',
  da: 'og det som for med ikke den til er har du vi din kan på af jer vores',
  nb: 'og det som for med ikke den til er har du vi din kan på av dere våre',
  fi: 'ja on ei se että olet sinun voit meidän ovat mutta myös kun tämä niin',
  pl: 'nie jest się na do że jak dla twoje oraz lub przez czy tylko możesz aby',
  cs: 'je na se že pro jako nebo vás vaše není jsou jsme která pokud můžete',
  hu: 'az és hogy nem egy van meg ez vagy csak kell még már mint önnek',
  ro: 'și este pentru care din nu sunt cu mai sau vă fost această poate',
  tr: 've bir için bu ile çok daha olarak değil sizin olan var gibi ya',
  id: 'yang dan untuk dengan anda ini dari di pada tidak atau akan kami',
  ru: 'и в не на что вы для это как ваш мы по из от или если все',
  uk: 'і в не на що ви для це як ваш ми по з від або якщо та',
  bg: 'и в не на че за това как вие от или ако са със ще се да',
}
/** The languages of each common word. */
const vocabulary = new Map<string, string[]>()
for (const [language, list] of Object.entries(words)) {
  for (const word of list.split(' ')) vocabulary.set(word, [...(vocabulary.get(word) ?? []), language])
}

/** Words among which the common ones are counted: fewer say nothing. */
const leastWords = 20

/** The language by its ISO 639 code; undefined when the text is too short or it is none of these. */
export function languageOf(text: string): string | undefined {
  const part = text.slice(0, looked).toLowerCase()
  const script = /[\u0370-\uffff]/.test(part) ? languageOfScript(part) : undefined
  if (script) return script
  const found = part.match(/[\p{L}]+/gu) ?? []
  if (found.length < leastWords) return undefined
  const counts = new Map<string, number>()
  for (const word of found) {
    for (const language of vocabulary.get(word) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a)
  const sure = first && first[1] / found.length > 0.1 && first[1] > (second?.[1] ?? 0) * 1.3
  return sure ? first[0] : undefined
}

function languageOfScript(part: string): string | undefined {
  const letters = part.match(/\p{L}/gu)?.length ?? 0
  if (letters < 10) return undefined
  // Japanese is mostly Chinese characters, so a few of its own tell.
  return scripts.find(([language, form]) => (part.match(form)?.length ?? 0) / letters > (language === 'ja' ? 0.1 : 0.5))?.[0]
}
