import { type Answer, type Net, type RecordType, Unreachable } from '../net.ts'

/** The answer, or why there is none: for a question of several, where one silence must not hide what the others say. */
export async function answered<T extends RecordType>(name: string, type: T, net: Net): Promise<Answer<T> | Unreachable> {
  try {
    return await net.dns.resolve(name, type)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}
