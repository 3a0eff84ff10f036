import { domainOf, readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { PolicyWrite } from '../../trust/policies/policy-store.ts'
import type { InvitationOrder } from './invitation-order.ts'
import { partKey } from '../../trust/policies/policy-parts.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { carriedOutBefore } from '../admin/operation.ts'
import { checkOffer } from './check-offer.ts'
import { cappedBy, grantShareId, highest } from './share.ts'
import type { Capped, GrantShare, GrantTerms } from './share.ts'
import { grantTerms, refusedTerms, USUAL_GRANT } from './share-orders.ts'
import type { NewGrant, SaidOfGrant } from './share-orders.ts'
import { notDone, withdraw } from './sharing-parts.ts'
import type { CauseOf, Done, NotDone, Sharer, SharingParts } from './sharing-parts.ts'
import { grantsOf, withGrant, writePeriods } from './written-grants.ts'
import type { WrittenMailbox } from './written-grants.ts'

/** Names one mailbox grants something to. */
const MOST_GRANTS = 1_000
/** Of a revocation, which has to win over whatever else is changed at that moment. */
const RACES = 10

/** The entry of a mailbox as it is kept; an empty one at version 0 where there is none. */
interface KeptMailbox {
  readonly value: WrittenMailbox
  readonly version: number
}

async function keptMailbox({ state }: SharingParts, { organization, mailbox }: Sharer): Promise<KeptMailbox> {
  const key = partKey(organization, { kind: 'mailbox', name: mailbox })
  const held = await state.get({ kind: 'mailbox', key })
  return held === null
    ? { value: { address: mailbox }, version: 0 }
    : { value: held.value as WrittenMailbox, version: held.version }
}

/** How far a grant goes at most; also where it cannot work at all. */
function cappedGrant(parts: SharingParts, { hosted, mailbox }: Sharer, to: string, terms: readonly GrantTerms[]) {
  const level = highest(terms)
  const now = parts.clock.now()
  const check = checkOffer(parts.directory, hosted, mailbox, to, now)
  if (check.possible) return cappedBy(check.cap, level)
  const nothing: Capped = { to: 'None', by: check.because }
  return level === 'None' ? null : nothing
}

function shownGrant(
  parts: SharingParts,
  sharer: Sharer,
  { to, terms, version }: { readonly to: string; readonly terms: readonly GrantTerms[]; readonly version: number },
): GrantShare {
  const { organization, mailbox } = sharer
  const id = grantShareId(to)
  const lastLook = parts.looks.of({ organization, mailbox, share: id })
  return { kind: 'grant', id, version, to, terms, capped: cappedGrant(parts, sharer, to, terms), lastLook }
}

/** Everything a mailbox grants, one share for each name, in the order in which they were granted. */
export async function grantShares(parts: SharingParts, sharer: Sharer): Promise<readonly GrantShare[]> {
  const { value, version } = await keptMailbox(parts, sharer)
  const byName = new Map<string, GrantTerms[]>()
  for (const { to, terms } of grantsOf(value)) byName.set(to, [...(byName.get(to) ?? []), terms])
  return [...byName].map(([to, terms]) => shownGrant(parts, sharer, { to, terms, version }))
}

/**
 * Gives somebody, or everybody of a domain, a view of a mailbox, in the place of what they had. What could come to nothing
 * is refused with its reason; what is capped is given, and says so.
 */
export async function offerGrant(
  parts: SharingParts,
  sharer: Sharer,
  order: NewGrant,
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  const terms = grantTerms(USUAL_GRANT, order)
  const kept = await keptMailbox(parts, sharer)
  const names = new Set(grantsOf(kept.value).map(({ to }) => to))
  if (names.size >= MOST_GRANTS && !names.has(order.to)) return notDone('TOO_MANY')
  return put(parts, sharer, { kept, to: order.to, terms, event: 'grant.offered', telling: order }, causeOf)
}

export async function changeGrant(
  parts: SharingParts,
  sharer: Sharer,
  to: string,
  { said, before }: { readonly said: SaidOfGrant; readonly before: number },
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  const kept = await keptMailbox(parts, sharer)
  const held = grantsOf(kept.value).find((grant) => grant.to === to)
  if (held === undefined) return notDone('NOT_THERE')
  if (kept.version !== before) return notDone('CHANGED_MEANWHILE')
  const change = { kept, to, terms: grantTerms(held.terms, said), event: 'grant.changed', telling: { mail: false } }
  return put(parts, sharer, change, causeOf)
}

/** Takes away everything granted to a name. */
export async function revokeGrant(
  parts: SharingParts,
  sharer: Sharer,
  to: string,
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  for (let race = 0; race < RACES; race++) {
    const kept = await keptMailbox(parts, sharer)
    if (!grantsOf(kept.value).some((grant) => grant.to === to)) return notDone('NOT_THERE')
    const outcome = await write(parts, sharer, { kept, to, terms: null, event: 'grant.revoked' }, causeOf)
    if (outcome.done || outcome.because !== 'CHANGED_MEANWHILE') return outcome
  }
  return notDone('CHANGED_MEANWHILE')
}

interface GrantChange {
  readonly kept: KeptMailbox
  readonly to: string
  /** Null where it is taken away. */
  readonly terms: GrantTerms | null
  readonly event: string
}

interface GrantPut extends GrantChange {
  readonly terms: GrantTerms
  readonly telling: Pick<NewGrant, 'mail' | 'note'>
}

async function put(
  parts: SharingParts,
  sharer: Sharer,
  { telling, ...change }: GrantPut,
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  const { to, terms } = change
  const refused = refusedTerms(terms, sharer.policy.timeZone)
  if (refused !== null) return notDone(refused)
  if (terms.level === 'None') return write(parts, sharer, change, causeOf)
  const check = checkOffer(parts.directory, sharer.hosted, sharer.mailbox, to, parts.clock.now())
  if (!check.possible) return notDone(check.because)
  const recipient = toldByMail(parts, sharer, to, telling.mail)
  if (recipient === null) return write(parts, sharer, change, causeOf)
  const level = cappedBy(check.cap, terms.level)?.to ?? terms.level
  const order = { recipient, level: level === 'None' ? terms.level : level, note: telling.note ?? null }
  return writeAndTell(parts, sharer, { ...change, order }, causeOf)
}

/** Who is told of a grant by mail: a person, where there is mail; a colleague only if asked for. A domain is nobody. */
function toldByMail(
  { invitations }: SharingParts,
  { hosted }: Sharer,
  to: string,
  mail: boolean | undefined,
): MailboxAddress | null {
  const recipient = to.startsWith('@') ? null : readMailboxAddress(to)
  if (recipient === null || mail === false) return null
  if (mail === true) return recipient
  return invitations === null || hosted.policy.isOwnDomain(domainOf(recipient)) ? null : recipient
}

const shownLater =
  (parts: SharingParts, sharer: Sharer, { to, terms }: Pick<GrantChange, 'to' | 'terms'>) =>
  (version: number): GrantShare =>
    shownGrant(parts, sharer, { to, terms: terms === null ? [] : [terms], version })

function policyChange(sharer: Sharer, { kept, to, terms, event }: GrantChange) {
  const { organization, mailbox: name } = sharer
  const value = withGrant(kept.value, to, terms) as Json
  const record = grantEvent(event, sharer, to, terms)
  return { organization, kind: 'mailbox' as const, name, value, before: kept.version, record }
}

async function write(
  parts: SharingParts,
  sharer: Sharer,
  change: GrantChange,
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  const share = shownLater(parts, sharer, change)
  const cause = causeOf(share)
  const written = await parts.policies.write(policyChange(sharer, change), cause)
  if (!written.stored) return notWritten(written)
  if (change.terms === null) await withdraw(parts, share(0), sharer, cause)
  return { done: true, share: share(written.sequence) }
}

/** @throws FederationError where it was carried out before, or is no policy */
function notWritten(write: Extract<PolicyWrite, { stored: false }>): NotDone {
  if (write.because === 'repeated') throw carriedOutBefore()
  if (write.because === 'conflict') return notDone('CHANGED_MEANWHILE')
  const problems = write.problems.map(({ path, problem }) => `${path}: ${problem}`)
  throw new FederationError('ERR_MESSAGE_MALFORMED', problems.join('; '))
}

interface ToldGrant extends GrantChange {
  readonly terms: GrantTerms
  readonly order: Pick<InvitationOrder, 'recipient' | 'level' | 'note'>
}

/** A grant with the message that tells of it, in one change: both or neither. */
async function writeAndTell(
  parts: SharingParts,
  sharer: Sharer,
  change: ToldGrant,
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  if (parts.invitations === null) return notDone('MAIL_OFF')
  const share = shownLater(parts, sharer, change)
  const cause = causeOf(share)
  const { actor, requestId } = cause
  const { organization, name, value, before, record, kind } = policyChange(sharer, change)
  // The policy says first whether it takes it; the version of the entry holds until it is written.
  const rehearsal = { organization, name, value, before, kind }
  const checked = await parts.policies.write(rehearsal, { actor, requestId, rehearsal: true })
  if (!checked.stored) return notWritten(checked)
  const { from, until } = change.terms
  const order: InvitationOrder = {
    ...change.order,
    ...{ organization, mailbox: sharer.mailbox, share: grantShareId(change.to), language: null, from, until },
    ...{ timeZone: sharer.policy.timeZone ?? 'UTC', secret: null, codeByMail: false },
  }
  const writes = [{ kind, key: partKey(organization, { kind, name }), value, before }]
  const audit = [{ ...record, at: parts.state.now(), actor, requestId }]
  const invited = await parts.invitations.invite(order, { writes, audit }, cause)
  if (invited.invited) return { done: true, share: share(invited.sequence) }
  return notDone(invited.because === 'NOT_COMMITTED' ? 'CHANGED_MEANWHILE' : invited.because)
}

/** A grant as it goes on record: whose, and to whom, apart, where it can be erased. */
function grantEvent(event: string, { organization, mailbox }: Sharer, to: string, terms: GrantTerms | null) {
  const said = terms && {
    ...{ level: terms.level, from: terms.from, until: terms.until },
    ...{ hours: terms.hours && writePeriods(terms.hours), hiddenCategories: terms.hiddenCategories.length },
  }
  const facts = { organization, terms: said as unknown as Json, wholeDomain: to.startsWith('@') }
  return { event, facts, personal: { mailbox, to } }
}
