import { addressByToken } from '#prisma/address.ts'
import { type NoDomain, readTyped } from './typed.server.ts'

/** Where the box leads with what was typed: the path of a page, or why there is none. */
export async function pathFor(typed: string): Promise<string | NoDomain> {
  const read = readTyped(typed)
  if ('domain' in read) return `/domain/${read.domain}`
  const token = typed.trim()
  return (await addressByToken(token)) ? `/a/${token}` : read
}
