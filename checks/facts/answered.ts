import {
  type Answer,
  type AskOptions,
  type Direct,
  type Net,
  type RecordType,
  type ResolveOptions,
  type ServerAddress,
  Unreachable,
} from '../net.ts'

/** The answer, or why there is none: for a question of several, where one silence must not hide what the others say. */
export function answered<T extends RecordType>(
  name: string,
  type: T,
  net: Net,
  options?: ResolveOptions,
): Promise<Answer<T> | Unreachable> {
  return net.dns.resolve(name, type, options).catch(asSilence)
}

function asSilence(error: unknown): Unreachable {
  if (error instanceof Unreachable) return error
  throw error
}

/** The same for a question to one name server itself. */
export async function answeredBy<T extends RecordType>(
  server: ServerAddress,
  name: string,
  type: T,
  net: Net,
  options: AskOptions = {},
): Promise<Direct<T> | Unreachable> {
  try {
    return await net.dns.ask(server, name, type, options)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

/** Aliases that lead in a circle leave no answer, but the first of them can be asked for itself. `silence`: what asking for `name` came to. */
export async function circularAlias(name: string, silence: Unreachable | undefined, net: Net): Promise<Answer['aliases']> {
  if (silence?.reason !== 'alias-loop') return []
  const answer = await answered(name, 'CNAME', net)
  return answer instanceof Unreachable ? [] : answer.records.map((record) => ({ name, target: record.name }))
}
