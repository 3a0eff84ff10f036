import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { icalendarDate } from './demo-day.ts'
import type { Day } from './demo-day.ts'

/** Where the demo's policies and calendars stand, one folder an organization, named by its domain. */
export const DEMO_CONTENT = fileURLToPath(new URL('../../config/demo/', import.meta.url))

const RELATIVE_DAY = /\{day([+-]\d+)?\}/g

/** A calendar as it stands in the demo's content, for one day: `{day}` is that day, `{day-7}` a week earlier. */
export function calendarForDay(template: string, day: Day): string {
  const dated = template.replace(RELATIVE_DAY, (_whole, days?: string) => icalendarDate(day, Number(days ?? 0)))
  return dated.replace(/\r?\n/g, '\r\n')
}

/** Writes the calendars of one organization for `day` into `folder`, which is made where it is missing. */
export async function writeDemoCalendars(domain: string, day: Day, folder: string): Promise<void> {
  const from = join(DEMO_CONTENT, domain, 'calendars')
  await mkdir(folder, { recursive: true })
  const files = (await readdir(from)).filter((name) => name.endsWith('.ics'))
  const write = async (name: string): Promise<void> =>
    writeFile(join(folder, name), calendarForDay(await readFile(join(from, name), 'utf8'), day))
  await Promise.all(files.map(write))
}
