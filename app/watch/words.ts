/** What is said of everything that is watched. */

export const states = {
  problems: { word: 'Problems', verdict: 'fail' },
  warnings: { word: 'Warnings', verdict: 'warn' },
  unknown: { word: 'Could not check', verdict: 'unknown' },
  waiting: { word: 'Being looked at', verdict: 'info' },
  'in-order': { word: 'In order', verdict: 'pass' },
} as const

export const presetWords = {
  usual: 'Usual: every hour',
  close: 'Close: every 5 minutes for 48 hours, then usual',
  quiet: 'Quiet: once a week',
  own: 'As set',
} as const

/** What ends next. */
export const endingWords = { certificate: 'a certificate ends', registration: 'its registration ends' } as const
