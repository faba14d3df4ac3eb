/** Under this share of what counts that we could look at there is no number, and nothing is said of all of it. */
export const leastCoverage = 0.7
