import { z } from 'zod'
import { HOUR } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { finishRoll, switchToNext, withdrawNext } from '../../trust/organization/certificate-slots.ts'
import type { RollRefused } from '../../trust/organization/certificate-slots.ts'
import { withNewTokenKey } from '../../trust/organization/organization.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { readinessOf } from '../../trust/organization/roll-readiness.ts'
import type { PartnerReadiness } from '../../trust/organization/roll-readiness.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { TOKEN_KEY_DAYS_IN_USE } from '../identities.ts'
import { findTrust, showTrust, trustId } from './administration.ts'
import type { Administration } from './administration.ts'
import { givenByTwo } from './approvals.ts'
import { granted, ownOrganization, ROLL_REFUSALS, slotsAnswer } from './certificate-operations.ts'
import { operation } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'
import { refreshTrust } from './refresh-trust.ts'
import { showSlots } from './show-certificates.ts'

const PATH = '/organizations/{organization}/roll'

/** `force`: although partners break, or something is shown no longer. */
const forcibleBody = z.strictObject({ force: z.boolean().default(false) })
const tokenKeyBody = z.strictObject({
  /** Seconds until the new key signs, in which partners read of it. Absent: an hour. */
  announcedFor: z.int().min(0).max(86_400).optional(),
})

type Forcible = Call<z.infer<typeof forcibleBody>>

function readiness({ trusts, clock }: Administration, { id, next }: Organization): PartnerReadiness[] {
  if (next === null) return []
  return readinessOf(trusts.snapshot().trusts(id), next.announced, clock.now())
}

const showReadiness = ({ trust, readiness: how, seen }: PartnerReadiness): Readonly<Record<string, Json>> => ({
  trust: trustId(trust),
  partner: { id: trust.partner, name: trust.metadata.name },
  readiness: how,
  seen,
})

/** Where a roll stands: the slots, and how far each partner is with the next certificate. */
export function showRoll(administration: Administration, call: Call<unknown>): Answer {
  const organization = ownOrganization(administration, call)
  const { sequence } = administration.identities.current(organization.id)
  const partners = readiness(administration, organization).map(showReadiness)
  const slots = showSlots(call.params['organization'] ?? '', organization, administration.clock.now())
  return { body: { ...slots, sequence, partners } }
}

/** The names of those who break, for the sentence that refuses and for the record. */
const namesOf = (behind: readonly PartnerReadiness[]): string =>
  behind.map(({ trust, readiness: how }) => `${trust.metadata.name} (${how})`).join(', ')

async function changeSlots(
  administration: Administration,
  call: Call<unknown>,
  step: {
    readonly event: string
    readonly facts?: Readonly<Record<string, Json>>
    /** Told beside the slots. */
    readonly told?: Readonly<Record<string, Json>>
    readonly take: (organization: Organization) => Organization | RollRefused
  },
): Promise<Answer> {
  const { id } = ownOrganization(administration, call)
  let kept: Organization | null = null
  const answerOf = (organization: Organization): Answer => {
    const slots = slotsAnswer(administration, call, organization).body as Readonly<Record<string, Json>>
    return { body: { ...slots, ...step.told } }
  }
  const change = (now: Organization): Organization => (kept = granted(step.take(now)))
  const { event, facts = {} } = step
  const cause = call.cause(() => (kept === null ? { body: null } : answerOf(kept)))
  return answerOf(await administration.identities.change(id, change, { cause, event, facts }))
}

/** From now on the next certificate signs. Refused while it would break a partner, unless forced. */
function switchCertificate(administration: Administration, call: Forcible): Promise<Answer> {
  const { force } = call.body
  const now = administration.clock.now()
  const organization = ownOrganization(administration, call)
  const refusal = switchToNext(organization, now, force)
  if ('refused' in refusal) throw refusedSwitch(refusal, force)
  const behind = readiness(administration, organization).filter(({ readiness: how }) => how !== 'ready')
  if (behind.length > 0 && !force) {
    const message = `These partners do not hold the metadata that names the next certificate yet: ${namesOf(behind)}`
    throw new FederationError('ERR_CONFLICT', `${message}. Wait, or force it: they break until they confirm it.`, {
      reason: 'partners-behind',
    })
  }
  return changeSlots(administration, call, {
    event: 'certificate.switched',
    facts: { force, broken: behind.map(({ trust }) => trust.partner) },
    told: { broken: behind.map(showReadiness) },
    take: (current) => switchToNext(current, now, force),
  })
}

function refusedSwitch({ refused }: RollRefused, force: boolean): FederationError {
  const how = refused === 'previous-serves' && !force ? ' Wait for its end, or force it' : ''
  return new FederationError('ERR_CONFLICT', `${ROLL_REFUSALS[refused]}.${how}`, { reason: refused })
}

/**
 * One more token key, at once: as it happens by itself every day. It signs when it was announced long enough; the keys
 * before it are taken until their own end.
 */
async function rollTokenKey(administration: Administration, call: Call<z.infer<typeof tokenKeyBody>>): Promise<Answer> {
  const { identities, clock } = administration
  const { id } = ownOrganization(administration, call)
  const seconds = call.body.announcedFor
  const announcedFor = seconds === undefined ? HOUR : seconds * 1_000
  const rolled = await withNewTokenKey(ownOrganization(administration, call), {
    clock,
    announcedFor,
    days: TOKEN_KEY_DAYS_IN_USE,
  })
  const added = rolled.tokenKeys.at(-1)
  if (added === undefined || rolled.tokenKeys.length > MOST_TOKEN_KEYS) {
    const message = `There are ${MOST_TOKEN_KEYS} token keys in use, as many as partners take; the oldest ends by itself.`
    throw new FederationError('ERR_CONFLICT', message)
  }
  const take = (now: Organization): Organization => ({
    ...now,
    tokenKeys: [...now.tokenKeys.filter(({ until }) => until > clock.now()), added],
  })
  const answer = (): Answer => ({
    body: { kid: added.kid, from: new Date(added.from).toISOString(), until: new Date(added.until).toISOString() },
  })
  await identities.change(id, take, {
    cause: call.cause(answer),
    event: 'identity.rolled',
    facts: { added: added.kid },
  })
  return answer()
}

/** As many as a metadata document may have. */
const MOST_TOKEN_KEYS = 16

/** Reads a partner's metadata now, whatever its schedule says. */
async function refreshNow(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const trust = findTrust(administration, call.params['trust'] ?? '')
  const { actor, requestId } = call.cause(() => ({ body: null }))
  const cause = { actor, requestId, ...(call.dryRun && { rehearsal: true }) }
  return { body: showTrust(administration, await refreshTrust(administration, trust, cause)) }
}

export const ROLL_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'roll.status',
    method: 'get',
    path: PATH,
    scope: 'read',
    summary: 'Where the roll of a certificate stands, and which partner is ready for it.',
    handle: showRoll,
  }),
  givenByTwo({
    id: 'roll.switch',
    method: 'post',
    path: `${PATH}/switch`,
    scope: 'admin',
    summary: 'Sign with the next certificate from now on; refused while it would break a partner, unless forced.',
    body: forcibleBody,
    handle: switchCertificate,
  }),
  operation({
    id: 'roll.finish',
    method: 'post',
    path: `${PATH}/finish`,
    scope: 'admin',
    summary: 'Show the previous certificate no longer; happens by itself when all it signed is over.',
    body: forcibleBody,
    handle: (administration, call) =>
      changeSlots(administration, call, {
        event: 'certificate.finished',
        facts: { force: call.body.force },
        take: (organization) => finishRoll(organization, administration.clock.now(), call.body.force),
      }),
  }),
  operation({
    id: 'roll.cancel',
    method: 'post',
    path: `${PATH}/cancel`,
    scope: 'admin',
    summary: 'Take the next certificate back before it signs anything.',
    handle: (administration, call) =>
      changeSlots(administration, call, { event: 'certificate.withdrawn', take: withdrawNext }),
  }),
  operation({
    id: 'roll.token-keys',
    method: 'post',
    path: '/organizations/{organization}/token-keys',
    scope: 'admin',
    summary: 'Make one more token key at once, as happens by itself every day.',
    body: tokenKeyBody,
    handle: rollTokenKey,
  }),
  operation({
    id: 'trust.refresh',
    method: 'post',
    path: '/trusts/{trust}/refresh',
    scope: 'operate',
    summary: "Read a partner's metadata now.",
    handle: refreshNow,
  }),
]
