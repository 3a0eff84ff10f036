import { FederationError } from '../../protocols/federation-error.ts'
import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { Call } from './operation.ts'

/** What is read goes on record as it was said: no more of it than this. */
const LONGEST_SAID = 200

const wrong = (name: string, expected: string): FederationError =>
  new FederationError('ERR_MESSAGE_MALFORMED', `${name}: expected ${expected}.`)

/** @throws FederationError `ERR_MESSAGE_MALFORMED`, as all of these do; nothing said is null */
export function readNumber(name: string, text: string | undefined, least: number, most: number): number | null {
  if (text === undefined) return null
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  if (number >= least && number <= most) return number
  throw wrong(name, `a whole number from ${least} to ${most}`)
}

export function readInstant(name: string, text: string | undefined): Instant | null {
  if (text === undefined) return null
  const read = z.iso.datetime({ offset: true }).safeParse(text)
  if (read.success) return Date.parse(read.data)
  throw wrong(name, 'an instant such as 2026-11-26T00:00:00Z')
}

export function readChoice<T extends string>(name: string, text: string | undefined, known: readonly T[]): T | null {
  if (text === undefined) return null
  const found = known.find((one) => one === text)
  if (found !== undefined) return found
  throw wrong(name, known.join(' or '))
}

/** The address in the one form it has on record. */
export function readAddress(name: string, text: string): MailboxAddress {
  const read = readMailboxAddress(text)
  if (read !== null) return read
  throw wrong(name, 'a mailbox address')
}

export function readWords(name: string, text: string | undefined): string | null {
  if (text === undefined || (text !== '' && text.length <= LONGEST_SAID)) return text ?? null
  throw wrong(name, `1 to ${LONGEST_SAID} characters`)
}

/**
 * Puts on record that the log was read, before it is (threats AU4).
 *
 * @param facts what of it, with every filter that names no person
 * @param personal whom was looked for, where it can be erased
 */
export async function noteReading(
  state: StateStore,
  { cause }: Pick<Call<unknown>, 'cause'>,
  facts: Readonly<Record<string, Json>>,
  personal: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { actor, requestId } = cause(() => ({ body: null }))
  const event = { event: 'audit.read', at: state.now(), actor, requestId, facts, personal }
  await state.commit({ writes: [], audit: [event] })
}
