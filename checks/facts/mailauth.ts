/**
 * mailauth, in the three parts that are used here, each loaded when it is first needed: it is large, and a look at a domain does without it.
 * In a bundle a CommonJS module loaded late has its names in `default` alone, so they are taken from there.
 */

interface Late<Module> {
  /** Once it is, nobody has to wait. */
  loaded: Module | undefined
  load(): Promise<Module>
}

function late<Module>(load: () => Promise<{ default: Module }>): Late<Module> {
  return {
    loaded: undefined,
    async load() {
      this.loaded = (await load()).default
      return this.loaded
    },
  }
}

export const spfModule = late(() => import('mailauth/lib/spf/index.js'))
export const dkimModule = late(() => import('mailauth/lib/dkim/verify.js'))
export const arcModule = late(() => import('mailauth/lib/arc/index.js'))
