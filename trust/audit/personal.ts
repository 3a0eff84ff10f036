import { createHash, hash } from 'node:crypto'

/** One personal value of an audit entry, with what its commitment is made of. */
export interface PersonalValue {
  /** 16 random bytes, hex. */
  readonly salt: string
  readonly value: string
}

/** Many values under one commitment: each has a salt of its own, and all salts come from one seed of 16 random bytes, hex. */
export interface PersonalList {
  readonly seed: string
  readonly values: readonly string[]
}

/** A list of which values were erased: what is left has its salt, of what is gone there is the commitment alone. */
export interface ErasedList {
  readonly parts: readonly (PersonalValue | string)[]
}

/** What is kept beside an entry under one name. */
export type Personal = PersonalValue | PersonalList | ErasedList

const SALT_BYTES = 16
const SALT_LENGTH = 2 * SALT_BYTES
/** Before the commitments of a list, so that no value has the commitment of one: a salt is hex. */
const LIST = '\0'

const commitmentTo = (salt: string, value: string): string => hash('sha256', `${salt}${value}`, 'hex')

/**
 * The salts of a list, one after the other, hex: SHAKE256 of the seed (FIPS 202), so that none leads to another or back.
 * One alone has the seed itself.
 */
function saltsFrom(seed: string, count: number): string {
  if (count === 1) return seed
  return createHash('shake256', { outputLength: count * SALT_BYTES })
    .update(seed, 'hex')
    .digest('hex')
}

function partsOf(personal: PersonalList | ErasedList): readonly (PersonalValue | string)[] {
  if ('parts' in personal) return personal.parts
  const salts = saltsFrom(personal.seed, personal.values.length)
  return personal.values.map((value, i) => ({ salt: saltAt(salts, i), value }))
}

const saltAt = (salts: string, i: number): string => salts.slice(i * SALT_LENGTH, (i + 1) * SALT_LENGTH)

/** Binds an entry to values without telling them: of one whose salt is gone, nothing leads back. */
export function commitment(personal: Personal): string {
  if ('salt' in personal) return commitmentTo(personal.salt, personal.value)
  if ('parts' in personal) {
    return listCommitment(personal.parts.map((part) => (typeof part === 'string' ? part : commitment(part))))
  }
  const { seed, values } = personal
  const salts = saltsFrom(seed, values.length)
  return listCommitment(values.map((value, i) => commitmentTo(saltAt(salts, i), value)))
}

const listCommitment = (commitments: readonly string[]): string =>
  hash('sha256', `${LIST}${commitments.join('')}`, 'hex')

/** The value, or the values of a list in their order; null for one that was erased. */
export function valuesOf(personal: Personal): string | readonly (string | null)[] {
  if ('salt' in personal) return personal.value
  if ('values' in personal) return personal.values
  return personal.parts.map((part) => (typeof part === 'string' ? null : part.value))
}

/** How often a value stands there. */
export function countOf(personal: Personal, value: string): number {
  const values = valuesOf(personal)
  return typeof values === 'string' ? Number(values === value) : values.filter((one) => one === value).length
}

/** What is left when a value is erased, under the same commitment; null where that is nothing. */
export function withoutValue(personal: Personal, value: string): Personal | null {
  if ('salt' in personal) return personal.value === value ? null : personal
  const parts = partsOf(personal).map((part) =>
    typeof part !== 'string' && part.value === value ? commitment(part) : part,
  )
  return parts.every((part) => typeof part === 'string') ? null : { parts }
}
