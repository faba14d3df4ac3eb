/** Does this look like something that can be looked at: a domain, an address of any kind, a URL? */
export const canBeChecked = (typed: string): boolean => /^\S+[.:@]\S+$/.test(typed.trim())
