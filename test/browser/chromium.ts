import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

/** What a test that was skipped says of itself. */
export const NEEDS_CHROMIUM = 'needs Chromium on the PATH: the Debian package chromium'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The browser of this machine: the first of its names on the `PATH`; null where there is none. */
export function chromiumPath(path = process.env['PATH'] ?? ''): string | null {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return candidates.find(executable) ?? null
}

/**
 * Chromium without a window. Every name but loopback leads nowhere, so that nothing it is told to load leaves the machine.
 *
 * @throws Error where the machine has none
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error(`There is no browser: this ${NEEDS_CHROMIUM}.`)
  const nowhere = 'MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost'
  return chromium.launch({ executablePath, args: [`--host-resolver-rules=${nowhere}`] })
}
