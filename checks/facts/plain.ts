/**
 * Can this be copied into a zone file as it stands: plain ASCII without control characters, and without angle brackets, which people take for
 * a blank to fill in? What a stranger publishes need not be.
 */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !/[<>]/.test(text)
}
