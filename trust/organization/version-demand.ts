import { PROTOCOL_MINIMUM, PROTOCOL_VERSION } from './metadata-claims.ts'

/** The oldest release of each program that we federate with, by the name a partner's metadata gives its software. */
export type MinimumSoftware = Readonly<Record<string, string>>

interface Protocol {
  readonly version: number
  readonly minimum: number
}

interface Software {
  readonly name: string
  readonly version: string
}

/** What to upgrade, and on which side, where two programs have no version of the protocol in common; null where they have. */
export function protocolRemedy(theirs: Protocol): string | null {
  if (theirs.minimum > PROTOCOL_VERSION) {
    return `the partner asks for version ${theirs.minimum} of the protocol, this gateway speaks ${PROTOCOL_VERSION}: upgrade this gateway`
  }
  if (theirs.version < PROTOCOL_MINIMUM) {
    return `the partner speaks version ${theirs.version} of the protocol, this gateway asks for ${PROTOCOL_MINIMUM}: the partner has to upgrade`
  }
  return null
}

/** The same where the partner's program is older than the configuration allows. */
export function softwareRemedy({ name, version }: Software, minimum: MinimumSoftware): string | null {
  const least = Object.hasOwn(minimum, name) ? minimum[name] : undefined
  if (least === undefined || compareVersions(version, least) >= 0) return null
  return `the partner runs ${name} ${version}, this gateway asks for ${least} (trust.minimumSoftware): the partner has to upgrade`
}

const VERSION = /^v?(\d{1,9}(?:\.\d{1,9}){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/

/** Whether a text is a version that can be compared. */
export function isVersion(text: string): boolean {
  return VERSION.test(text)
}

/**
 * Negative where `one` is older than `other` (Semantic Versioning 11): numbers by value, and what comes before a release
 * is older than it. What is no version is older than everything.
 */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [VERSION.exec(one), VERSION.exec(other)]
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1)
  const [numbers, others] = [numbersOf(left), numbersOf(right)]
  for (let at = 0; at < 4; at++) {
    const difference = (numbers[at] ?? 0) - (others[at] ?? 0)
    if (difference !== 0) return difference
  }
  return comparePreReleases(left[2], right[2])
}

function numbersOf(version: RegExpExecArray): number[] {
  return (version[1] ?? '').split('.').map(Number)
}

function comparePreReleases(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return (one === undefined ? 1 : 0) - (other === undefined ? 1 : 0)
  const [left, right] = [one.split('.'), other.split('.')]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = compareIdentifiers(left[at], right[at])
    if (difference !== 0) return difference
  }
  return 0
}

/** Numbers are older than words; fewer identifiers are older than more (Semantic Versioning 11.4). */
function compareIdentifiers(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return (one === undefined ? 0 : 1) - (other === undefined ? 0 : 1)
  const [left, right] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (left && right) return Number(one) - Number(other)
  if (left !== right) return left ? -1 : 1
  return one === other ? 0 : one < other ? -1 : 1
}
