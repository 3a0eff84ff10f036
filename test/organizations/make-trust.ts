import { createHash } from 'node:crypto'
import { z } from 'zod'
import { callAdministration } from './admin-access.ts'
import type { AdminAccess } from './admin-access.ts'
import { exchange } from './http-exchange.ts'

/** One organization as the administrators of another meet it. */
export interface TrustParty {
  /** Its organization id. */
  readonly id: string
  /** What its own administration calls it; `gateway` for a gateway itself. */
  readonly organization: string
  /** SMTP domains its people have; none for a gateway. */
  readonly domains: readonly string[]
  readonly metadataUrl: string
  /** SHA-256 of its certificate in hex, as its own side reads it out. */
  readonly fingerprint: string
  readonly admin: AdminAccess
}

/** What each side takes the other at, beside the trust itself. */
export interface TrustTerms {
  /** What the other side of `registered` is taken to give and to ask; absent: no offer is registered. */
  readonly offer?: { readonly level: 'AvailabilityOnly' | 'LimitedDetails' }
  /** Publishes the TXT record that proves a domain of the partner. Absent: its domains are bound by word alone. */
  readonly publish?: (record: DomainRecord) => void
  /** For whom this partner may ask, as a gateway does. */
  readonly brokerFor?: readonly TrustParty[]
}

/** A TXT record as an administrator is told to publish it. */
export interface DomainRecord {
  readonly name: string
  readonly value: string
}

const proposal = z.object({
  id: z.string(),
  state: z.string(),
  partner: z.object({ id: z.string(), fingerprint: z.object({ hex: z.string(), words: z.string() }) }),
  domains: z.array(
    z.object({
      domain: z.string(),
      proof: z.object({ state: z.string() }),
      record: z.object({ name: z.string(), value: z.string() }).optional(),
    }),
  ),
})

export interface MadeTrust {
  readonly id: string
  readonly partner: string
  readonly words: string
}

/**
 * One side's half of a trust: reads the partner's metadata, compares the fingerprint with the one the partner's own side
 * read out, and says yes. It is active once the other side did too and both heard of it (`untilTrust`).
 *
 * @throws Error where the fingerprints differ: nothing is accepted then
 */
export async function acceptPartner(us: TrustParty, partner: TrustParty, terms: TrustTerms = {}): Promise<MadeTrust> {
  const { organization, admin } = us
  const { metadataUrl } = partner
  const proposed = proposal.parse(await callAdministration(admin, 'POST', '/trusts', { organization, metadataUrl }))
  const shown = proposed.partner.fingerprint.hex
  if (plainHex(shown) !== plainHex(partner.fingerprint) || proposed.partner.id !== partner.id) {
    throw new Error(`${us.id} was shown another certificate than ${partner.id} reads out: ${shown}`)
  }
  const { level } = terms.offer ?? {}
  const accepted = proposal.parse(
    await callAdministration(admin, 'POST', `/trusts/${proposed.id}/accept`, {
      fingerprint: partner.fingerprint,
      domains: partner.domains,
      unproven: terms.publish === undefined,
      brokerFor: (terms.brokerFor ?? []).flatMap(({ domains, id }) =>
        domains.map((domain) => ({ domain, organization: id })),
      ),
      ...(level && {
        offer: { gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: level }, asks: { enabled: true, level } },
      }),
    }),
  )
  if (terms.publish !== undefined) await proveDomains(admin, accepted, terms.publish)
  return { id: accepted.id, partner: partner.id, words: accepted.partner.fingerprint.words }
}

/** What the partner's administrator does with the records, and then ours: looks at once. */
async function proveDomains(
  admin: AdminAccess,
  { id, domains }: z.infer<typeof proposal>,
  publish: (record: DomainRecord) => void,
): Promise<void> {
  const records = domains.flatMap(({ record }) => record ?? [])
  if (records.length === 0) return
  for (const record of records) publish(record)
  const looked = proposal.parse(await callAdministration(admin, 'POST', `/trusts/${id}/check-domains`, {}))
  const without = looked.domains.filter(({ proof }) => proof.state !== 'proven').map(({ domain }) => domain)
  if (without.length > 0) throw new Error(`not proven: ${without.join(', ')}`)
}

/** Both halves, and what both gateways tell each other then; terms[0] is how `a` takes `b`, terms[1] how `b` takes `a`. */
export async function makeTrust(
  a: TrustParty,
  b: TrustParty,
  terms: readonly [TrustTerms?, TrustTerms?] = [],
): Promise<readonly [MadeTrust, MadeTrust]> {
  const made = [await acceptPartner(a, b, terms[0]), await acceptPartner(b, a, terms[1])] as const
  await Promise.all([untilTrust(a, b, 'active'), untilTrust(b, a, 'active')])
  return made
}

const trustList = z.object({
  trusts: z.array(z.object({ organization: z.string(), state: z.string(), partner: z.object({ id: z.string() }) })),
})

/** The state of the trust that `us` has with `partner`; null where there is none. */
export async function trustState(us: TrustParty, partner: Pick<TrustParty, 'id'>): Promise<string | null> {
  const { trusts } = trustList.parse(await callAdministration(us.admin, 'GET', '/trusts'))
  const ours = trusts.find((trust) => trust.organization === us.organization && trust.partner.id === partner.id)
  return ours?.state ?? null
}

const LONGEST_WAIT_MS = 20_000
const PAUSE_MS = 20

/**
 * Waits until a trust is in this state: the other side is heard of a moment after it said something.
 *
 * @throws Error where it does not come to it
 */
export async function untilTrust(us: TrustParty, partner: Pick<TrustParty, 'id'>, state: string): Promise<void> {
  const until = Date.now() + LONGEST_WAIT_MS
  for (;;) {
    const found = await trustState(us, partner)
    if (found === state) return
    if (Date.now() > until) throw new Error(`the trust of ${us.id} with ${partner.id} is ${found}, not ${state}`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

const plainHex = (fingerprint: string): string => fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase()

const metadata = z.object({
  iss: z.string(),
  certificates: z.array(z.object({ slot: z.string(), x5c: z.array(z.string()) })),
})

/** An organization's id and certificate fingerprint as its own process tells them, asked where it runs. */
export async function readOwnIdentity(metadataUrl: string, ca?: string): Promise<{ id: string; fingerprint: string }> {
  const reply = await exchange({ method: 'GET', url: metadataUrl, ca })
  const claims = Buffer.from(reply.body.toString('latin1').split('.')[1] ?? '', 'base64url').toString('utf8')
  const { iss, certificates } = metadata.parse(JSON.parse(claims))
  const current = certificates.find(({ slot }) => slot === 'current')?.x5c[0] ?? ''
  const fingerprint = createHash('sha256').update(Buffer.from(current, 'base64')).digest('hex')
  return { id: iss, fingerprint }
}
