import { MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { ianaZone } from './iana-zone.ts'
import { WINDOWS_ZONES } from './windows-zones-table.ts'

/**
 * Names that Windows has given up, or that Outlook writes, and that the table no longer has. `tzone://Microsoft/Custom`
 * and `Customized Time Zone` are none: they say that the rules stand elsewhere.
 */
const OTHER_NAMES: readonly (readonly [string, string])[] = [
  ['tzone://Microsoft/Utc', 'Etc/UTC'],
  ['Coordinated Universal Time', 'Etc/UTC'],
  ['Armenian Standard Time', 'Asia/Yerevan'],
  ['Kamchatka Standard Time', 'Asia/Kamchatka'],
  ['Mexico Standard Time', 'America/Mexico_City'],
  ['Mexico Standard Time 2', 'America/Chihuahua'],
  ['Mid-Atlantic Standard Time', 'Etc/GMT+2'],
  ['US Pacific Standard Time', 'America/Los_Angeles'],
]

/** IANA names that have changed since the CLDR fixed its own spelling, which it never changes: old, new. */
const RENAMED: readonly (readonly [string, string])[] = [
  ['Africa/Asmera', 'Africa/Asmara'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['America/Catamarca', 'America/Argentina/Catamarca'],
  ['America/Coral_Harbour', 'America/Atikokan'],
  ['America/Cordoba', 'America/Argentina/Cordoba'],
  ['America/Godthab', 'America/Nuuk'],
  ['America/Indianapolis', 'America/Indiana/Indianapolis'],
  ['America/Jujuy', 'America/Argentina/Jujuy'],
  ['America/Louisville', 'America/Kentucky/Louisville'],
  ['America/Mendoza', 'America/Argentina/Mendoza'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Atlantic/Faeroe', 'Atlantic/Faroe'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Pacific/Enderbury', 'Pacific/Kanton'],
  ['Pacific/Ponape', 'Pacific/Pohnpei'],
  ['Pacific/Truk', 'Pacific/Chuuk'],
]

const ianaByWindows = new Map(
  [...WINDOWS_ZONES, ...OTHER_NAMES].map(([windows, iana]) => [windows.toLowerCase(), iana] as const),
)

function tableByIana(): ReadonlyMap<string, string> {
  const windowsByIana = new Map<string, string>()
  for (const [windows, , others] of WINDOWS_ZONES) {
    for (const place of others.split(' ')) windowsByIana.set(place.toLowerCase(), windows)
  }
  for (const [windows, iana] of WINDOWS_ZONES) windowsByIana.set(iana.toLowerCase(), windows)
  for (const [old, current] of RENAMED) {
    const windows = windowsByIana.get(old.toLowerCase())
    if (windows !== undefined) windowsByIana.set(current.toLowerCase(), windows)
  }
  return windowsByIana.set('utc', 'UTC')
}

const windowsByIana = tableByIana()

/** The IANA zone of a Windows zone name in any case ("W. Europe Standard Time"); null where it names none. */
export function ianaOfWindowsZone(name: string): string | null {
  return ianaByWindows.get(name.toLowerCase()) ?? null
}

/** What the engine takes a name for, so that links the CLDR does not list (US/Pacific, Japan) have a Windows name too. */
function engineName(iana: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: iana }).resolvedOptions().timeZone
}

/** The Windows name of an IANA zone in old or new spelling and any case; null where Windows has none. */
export function windowsZoneOfIana(name: string): string | null {
  const listed = windowsByIana.get(name.toLowerCase())
  if (listed !== undefined) return listed
  return ianaZone(name) === null ? null : (windowsByIana.get(engineName(name).toLowerCase()) ?? null)
}

/** A row of GetServerTimeZones. */
export interface WindowsZone {
  /** The Windows name, which EWS calls Id. */
  readonly id: string
  /** "(UTC+01:00) Berlin": the standard offset and the place the zone is named for; Microsoft's own texts are not ours. */
  readonly displayName: string
  readonly iana: string
}

const HALF_YEAR = 15_778_476_000

function standardOffset(iana: string, at: Instant): number {
  const zone = ianaZone(iana)
  return zone === null ? 0 : Math.min(zone.offsetAt(at), zone.offsetAt(at + HALF_YEAR))
}

function displayName(iana: string, at: Instant): string {
  const place = iana.startsWith('Etc/') ? 'Coordinated Universal Time' : (iana.split('/').at(-1) ?? iana)
  const offset = standardOffset(iana, at)
  const clock = new Date(Math.abs(offset) * MINUTE).toISOString().slice(11, 16)
  const shown = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '-' : '+'}${clock}`
  if (iana.startsWith('Etc/') && offset !== 0) return `(${shown}) ${place}${offset < 0 ? '-' : '+'}${clock.slice(0, 2)}`
  return `(${shown}) ${place.replaceAll('_', ' ')}`
}

/** Every Windows zone, by name; offsets as they are around `at`. */
export function windowsZones(at: Instant): readonly WindowsZone[] {
  return WINDOWS_ZONES.map(([id, iana]) => ({ id, iana, displayName: displayName(iana, at) }))
}
