export interface KeptLimits {
  /** Texts kept; one more pushes out the oldest. */
  most: number
  /** Characters; longer texts are read again each time, because a stranger decides what is published. */
  longest: number
}

/**
 * A reader that keeps what it made of the texts read last, from one report to the next: the same few records stand behind most mails, and
 * within one report several checks read the same one. Only for readers that look at nothing but the text. What they give is shared, so
 * nobody may change it.
 */
export function keptByText<Read>(read: (text: string) => Read, { most, longest }: KeptLimits): (text: string) => Read {
  const kept = new Map<string, Read>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const made = read(text)
    if (text.length > longest) return made
    const [oldest] = kept.keys()
    if (kept.size >= most && oldest !== undefined) kept.delete(oldest)
    kept.set(text, made)
    return made
  }
}
