import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromiumPath, NEEDS_CHROMIUM } from './browser/chromium.ts'

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

/** A case that asks OpenSSL: skipped only where the program is absent. */
export function itOpenssl(title: string, body: () => void | Promise<void>): void {
  if (spawnSync('openssl', ['version']).status === 0) it(title, body)
  else it.skip(`${title} (needs openssl)`)
}

/** A case in a browser: skipped only where the machine has none; CI takes no skip of that kind. */
export function itChromium(title: string, body: () => void | Promise<void>): void {
  if (chromiumPath() === null) it.skip(`${title} (${NEEDS_CHROMIUM})`)
  else it(title, body)
}

/** A case that asks libxml2's xmllint: skipped only where the program is absent. */
export function itXmllint(title: string, body: () => void | Promise<void>): void {
  if (spawnSync('xmllint', ['--version']).status === 0) it(title, body)
  else it.skip(`${title} (needs xmllint)`)
}
