/**
 * Variable envelope return paths: a bounce address that names the recipient it was made for, `bounces+user=example.com@…`, so that a bounce
 * that names nobody says all the same whom it is about. What the recipient had as `@` stands as the last `=`.
 */
import { isAddress } from './dsn.ts'

const longest = 320

/** The recipient in the label of a bounce address: `user=example.com`, `bounces+user=example.com`. '' when there is none. */
export function readVerp(label: string): string {
  if (label.length > longest) return ''
  const marked = label.replace(/^(?:bounces?|verp|return)[+-]/i, '')
  const at = marked.lastIndexOf('=')
  const [user, domain] = [marked.slice(0, Math.max(0, at)), marked.slice(at + 1)]
  const recipient = `${user}@${domain}`
  return isHostName(domain) && isAddress(recipient) ? recipient : ''
}

/** Labels and dots, with at least one of them; whether the name exists is not asked. */
const isHostName = (text: string): boolean =>
  text.includes('.') && text.split('.').every((part) => /^[\p{L}\p{N}-]{1,63}$/u.test(part))

/** The same of a whole bounce address, whose label stands behind the first plus. */
export function readVerpAddress(address: string): string {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')))
  const plus = local.indexOf('+')
  return plus < 0 ? '' : readVerp(local.slice(plus + 1))
}
