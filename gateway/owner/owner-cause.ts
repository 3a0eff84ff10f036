import { createHash } from 'node:crypto'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { OwnerDoor, Visit } from './owner-door.ts'

const NONCE_BYTES = 16
/** Of what a form carries to be known again. */
const LONGEST_NONCE = 64
/** How long a form that is sent again is known. */
const KNOWN_FOR = DAY

/** Stands in each form that does something, so that it counts once however often it is sent. */
export const newNonce = ({ random }: Pick<OwnerDoor, 'random'>): string =>
  random.bytes(NONCE_BYTES).toString('base64url')

export const nonceOf = ({ form }: Pick<Visit, 'form'>): string => (form.get('once') ?? '').slice(0, LONGEST_NONCE)

/** Why something of hers is changed: because she sent this form, which counts once; changed and sent again it is another. */
export function ownerCause({ random, clock }: Pick<OwnerDoor, 'random' | 'clock'>, visit: Visit): Cause {
  const { session } = visit.onlooker
  const by = { actor: 'owner', requestId: random.uuid() }
  const nonce = nonceOf(visit)
  if (nonce === '') return by
  const digest = createHash('sha256').update(visit.form.toString()).digest('base64url')
  const id = `owner ${session.key} ${nonce} ${digest}`
  return { ...by, request: { id, digest, until: clock.now() + KNOWN_FOR, answer: () => null } }
}
