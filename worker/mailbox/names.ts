/** What folders may be called. */
export const delimiter = '/'

/** Can a folder be called so? */
export function isGoodName(name: string): boolean {
  return name.length > 0 && name.length <= 200 && !/[\x00-\x1f\x7f*%\\"]|^\/|\/$|\/\//.test(name) && name.isWellFormed()
}

/** Is it the name of a folder that a label makes? One that is also a name of ours has none: its mails are in INBOX. */
export const isLabelFolder = (label: string): boolean => isGoodName(label) && !/^(inbox|trash)(\/|$)/i.test(label)
