import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { COMPOSE_SERVICES } from './compose-ground.ts'
import type { ComposePlaces, ComposeService } from './compose-ground.ts'
import type { AdminAccess } from './admin-access.ts'
import { ADATUM, CONTOSO, FABRIKAM } from './demo-organizations.ts'
import { acceptPartner, readOwnIdentity, trustState } from './make-trust.ts'
import type { TrustParty, TrustTerms } from './make-trust.ts'

const OFFER = { offer: { level: 'LimitedDetails' } } as const

/** Makes every trust of the composed demo that is not there yet; both sides' administrators in one process. */
export async function introduceComposed(places: ComposePlaces, told: (line: string) => void): Promise<void> {
  const ca = await readFile(join(places.ground, 'authority.pem'), 'utf8')
  const [hub, fabrikamAccess, adatumAccess] = (await Promise.all(
    COMPOSE_SERVICES.map((service) => accessTo(places, service, ca)),
  )) as [AdminAccess, AdminAccess, AdminAccess]
  const contoso = await partyOf(hub, CONTOSO.name, [CONTOSO.domain])
  const gateway = await partyOf(hub, 'gateway', [])
  const fabrikam = await partyOf(fabrikamAccess, FABRIKAM.name, [FABRIKAM.domain])
  const adatum = await partyOf(adatumAccess, ADATUM.name, [ADATUM.domain])
  const halves: readonly (readonly [us: TrustParty, partner: TrustParty, terms: TrustTerms])[] = [
    [contoso, fabrikam, OFFER],
    [fabrikam, contoso, OFFER],
    [contoso, adatum, OFFER],
    [adatum, contoso, OFFER],
    [gateway, fabrikam, OFFER],
    [fabrikam, gateway, { brokerFor: [adatum] }],
    [gateway, adatum, OFFER],
    [adatum, gateway, { brokerFor: [fabrikam] }],
  ]
  for (const [us, partner, terms] of halves) {
    if (await trusts(us, partner)) continue
    await acceptPartner(us, partner, terms)
    told(`${us.organization} trusts ${partner.organization}`)
  }
}

async function accessTo(places: ComposePlaces, service: ComposeService, ca: string): Promise<AdminAccess> {
  const token = await readFile(join(places.ground, `${service}-admin-token`), 'utf8')
  return { url: `https://${places.host(service)}:${places.port(service)}`, token, ca }
}

async function partyOf(admin: AdminAccess, organization: string, domains: readonly string[]): Promise<TrustParty> {
  const place = organization === 'gateway' ? '' : `/organizations/${organization}`
  const metadataUrl = `${admin.url}${place}/.well-known/federation-metadata`
  return { ...(await readOwnIdentity(metadataUrl, admin.ca)), organization, domains, metadataUrl, admin }
}

/** A server that was restarted without a state of its own has forgotten its trusts; the others have not. */
async function trusts(us: TrustParty, partner: TrustParty): Promise<boolean> {
  const state = await trustState(us, partner)
  return state !== null && state !== 'proposed' && state !== 'revoked'
}
