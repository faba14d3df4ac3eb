/** Pictures that nobody sees: they are there to be requested. */
import type { PageImage } from './page.ts'

/** One by one pixel, or none. */
export function isPixel({ width, height }: Pick<PageImage, 'width' | 'height'>): boolean {
  return width !== undefined && height !== undefined && width <= 2 && height <= 2
}

/** Does the address name the reader, or this mail? A long path or a query does; `spacer.gif` does not. */
export function identifies(src: string): boolean {
  const url = URL.parse(src)
  if (!url || !/^https?:$/.test(url.protocol)) return false
  return url.search.length > 1 || url.pathname.split('/').some((part) => /^(?=.*\d)[\w.~=+%-]{8,}$|^[\w.~=+%-]{24,}$/.test(part))
}
