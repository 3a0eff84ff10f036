import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Reference material that stands beside a checkout and is never part of it; null where this machine has none. */
export function sharedPath(relative: string): string | null {
  const path = fileURLToPath(new URL(`../../shared/${relative}`, import.meta.url))
  return existsSync(path) ? path : null
}

/** A case over reference material: skipped only where that material is absent. */
export function itShared(title: string, relative: string, body: (path: string) => void | Promise<void>): void {
  const path = sharedPath(relative)
  if (path === null) it.skip(`${title} (needs ../shared/${relative})`)
  else it(title, () => body(path))
}
