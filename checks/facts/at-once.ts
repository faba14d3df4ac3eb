/** Does the work for each, so many at a time; the results in the order of what was given. */
export async function atOnce<Given, Got>(
  given: readonly Given[],
  places: number,
  work: (one: Given) => Promise<Got>,
): Promise<Got[]> {
  const got: Got[] = []
  const waiting = given.entries()
  const worker = async () => {
    for (const [index, one] of waiting) got[index] = await work(one)
  }
  await Promise.all(Array.from({ length: places }, worker))
  return got
}
