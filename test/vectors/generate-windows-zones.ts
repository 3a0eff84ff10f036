import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { z } from 'zod'

/**
 * Writes `protocols/time-zone/windows-zones-table.ts` from the Unicode CLDR's windowsZones (cldr-core):
 * `node --import tsx test/vectors/generate-windows-zones.ts`. A test compares the committed file with what this makes.
 */
const require = createRequire(import.meta.url)
const TABLE = fileURLToPath(new URL('../../protocols/time-zone/windows-zones-table.ts', import.meta.url))

const windowsZones = z.object({
  supplemental: z.object({
    windowsZones: z.object({
      mapTimezones: z.array(
        z.object({ mapZone: z.object({ _other: z.string(), _type: z.string(), _territory: z.string() }) }),
      ),
    }),
  }),
})

const read = (path: string): unknown => JSON.parse(readFileSync(require.resolve(path), 'utf8')) as unknown

export async function windowsZonesTable(): Promise<string> {
  const { version } = z.object({ version: z.string() }).parse(read('cldr-core/package.json'))
  const { mapTimezones } = windowsZones.parse(read('cldr-core/supplemental/windowsZones.json')).supplemental.windowsZones
  const worldwide = new Map<string, string>()
  const places = new Map<string, Set<string>>()
  for (const { mapZone } of mapTimezones) {
    if (mapZone._territory === '001') worldwide.set(mapZone._other, mapZone._type)
    const known = places.get(mapZone._other) ?? new Set()
    for (const name of mapZone._type.split(' ')) known.add(name)
    places.set(mapZone._other, known)
  }
  const rows = [...worldwide].map(([name, main]) => {
    const others = [...(places.get(name) ?? [])].filter((place) => place !== main).sort()
    return JSON.stringify([name, main, others.join(' ')])
  })
  const source = `/**
 * Windows zone name, its IANA zone for the whole world, and every other IANA zone it stands for, in the spelling of the
 * Unicode CLDR ${version} (windowsZones; Unicode License v3). Written by test/vectors/generate-windows-zones.ts.
 */
export const WINDOWS_ZONES: readonly (readonly [windows: string, iana: string, others: string])[] = [
${rows.join(',\n')}
]
`
  return format(source, { ...(await resolveConfig(TABLE)), parser: 'typescript' })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TABLE, await windowsZonesTable())
