/** Under which domain a mail is counted. */

/**
 * In the sums by day, what stands for all domains of a team together: charts of the whole team read these rows alone, however many domains there
 * are. No mail is counted as being from it.
 */
export const allDomains = '*'

/** The From domain under which a mail is counted; '' when it has none. */
export const countedAs = (fromDomain: string): string => (fromDomain === allDomains ? '' : fromDomain)
