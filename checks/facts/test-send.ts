/**
 * Is this a sending service's test send? Such a mail has dead links and default values that the campaign itself has not, so what is found
 * about them may be true of the test only.
 */
import { type Evidence, type Finding, say } from '../check.ts'
import { mergeTagsIn } from '../records/merge-tags.ts'
import type { TestMail } from '../subject.ts'
import { listUnsubscribeOf } from './links.ts'
import { pageOf } from './page.ts'
import { speaksOfLeaving } from '../records/link-words.ts'

const known = new WeakMap<TestMail, Evidence[]>()

/** What suggests it; empty when nothing does. */
export function signsOfTest(mail: TestMail): Evidence[] {
  const signs = known.get(mail) ?? findSigns(mail)
  known.set(mail, signs)
  return signs
}

/** The same finding, which says that it may be true of the test only, where this looks like one and nobody has said otherwise. */
export function perhapsOnlyInTest(mail: TestMail, finding: Finding): Finding {
  const bad = finding.verdict === 'warn' || finding.verdict === 'fail'
  if (!bad || mail.terms.real === true || signsOfTest(mail).length === 0) return finding
  return { ...finding, explanation: say`${finding.explanation} This may only be so in the test send.` }
}

const subjectMark =
  /^\s*(?:[[(<*]\s*(?:test|proof|preview|testmail|prueba|essai|prova|teste)\b.{0,20}[\])>*]|(?:test|proof|preview|testmail)\s*(?:[:|–—]|-\s)|\[?test(?:-?mail| send| email)\b)/iu
const testHeader = /^x-(?:[\w-]+-)?(?:is-?)?(?:test|preview|proof)(?:-(?:mail|email|send|message|id|campaign))?$/i
const viewOnline =
  /view (?:it |this |the )?(?:e-?mail |message |mail )?(?:in|online)|(?:web|online) ?version|im browser|version en ligne|ver (?:online|en (?:el|tu) navegador)|visualizza online|bekijk online/i
const defaults =
  /\b(?:first ?name|fname|last ?name|lname|vorname|nachname|firstname|test (?:user|subscriber|contact)|sample (?:name|contact)|your name here)\b/i

function findSigns(mail: TestMail): Evidence[] {
  const signs: Evidence[] = []
  if (subjectMark.test(mail.subjectHeader.slice(0, 200))) signs.push({ where: 'Subject', what: mail.subjectHeader.slice(0, 200) })
  const field = mail.headers
    .slice(0, 500)
    .find(({ name, value }) => testHeader.test(name) && !/^(?:no|false|0)$/i.test(value.trim()))
  if (field) signs.push({ where: field.name, what: field.value.slice(0, 200) })
  for (const { href, text, line } of pageOf(mail)?.anchors ?? []) {
    if (signs.length >= 10) break
    if (isDead(href) && (viewOnline.test(text) || speaksOfLeaving(text)))
      signs.push({ where: `HTML, line ${line}`, what: `${text.slice(0, 100)} → ${href || '(nothing)'}` })
  }
  const { malformed } = listUnsubscribeOf(mail)
  const [template] = malformed.filter((one) => mergeTagsIn(one).length > 0)
  if (template) signs.push({ where: 'List-Unsubscribe', what: template.slice(0, 200) })
  const greeting = greetingOf(mail)
  if (greeting && defaults.test(greeting)) signs.push({ where: 'greeting', what: greeting })
  return signs
}

/** It leads nowhere, or a template was to write it. */
const isDead = (href: string): boolean =>
  /^(?:#.*|about:blank|javascript:.*|https?:\/\/?)?$/i.test(href.slice(0, 100)) ||
  /^https?:\/\/(?:www\.)?example\.(?:com|org|net)(?:[/?#]|$)/i.test(href) ||
  mergeTagsIn(href).length > 0

/** The line in which the reader is addressed; undefined when there is none. */
export function greetingOf(mail: TestMail): string | undefined {
  const text = (pageOf(mail)?.prose || mail.text || '').slice(0, 4000)
  return text
    .split('\n')
    .map((line) => line.trim().slice(0, 200))
    .find((line) => greets.test(line))
}

const greets =
  /^(?:dear|hi|hey|hello|good (?:morning|day|evening)|hallo|liebe[rs]?|sehr geehrte[rs]?|guten tag|moin|bonjour|cher|chère|salut|hola|estimad[oa]|querid[oa]|olá|oi|prezad[oa]|ciao|gentile|buongiorno|beste|geachte|hoi|hej|hei|kære|bästa|cześć|witaj|drogi|szanown|ahoj|dobrý den|kedves|szia|bună|dragă|merhaba|sayın|уважаем|здравствуйте|привет|вітаємо)(?![\p{L}])/iu
