import type { BasicCredentials } from '../../../trust/credentials/basic-credentials.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Clock } from '../../../trust/clock.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { issueToken } from '../../../trust/tokens/issue-token.ts'
import { activeTrust, idOf, known, sibling, START } from '../../trust/known-organizations.ts'
import { RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import { VisitorBudget } from '../../../gateway/sharing/visitor-budget.ts'
import { UNBOUNDED } from '../../gateway/limits/budget-limits.ts'
import type { Broker } from '../../../gateway/broker/answer-availability.ts'
import { instantOf } from './clothe-calendar.ts'
import { ASKERS } from './clothe-world.ts'
import type { Scene } from './seen.ts'
import type { WireRequest } from './served-world.ts'

/** Who plays in all worlds: identities, trusts and the people who ask. */
export interface Cast {
  readonly clock: Clock
  readonly gateway: Organization
  readonly contoso: Organization
  readonly tailspin: Organization
  readonly fabrikam: Organization
  readonly trusts: Readonly<Record<'fabrikam' | 'fabrikamTransit' | 'adatum' | 'adatumTransit', FederationTrust>>
  readonly basic: BasicCredentials
  readonly credentials: Broker['credentials']
  /** These are made for a hundred thousand partners and visitors, and too dear to be made for each world. */
  readonly budget: LookupBudgets
  readonly visitors: VisitorBudget
  readonly recent: RecentLookups
}

export const CHALLENGE = 'Bearer'
export const ENDPOINT = 'https://gateway.contoso.example/EWS/Exchange.asmx'

/** Keys take a second to make, and play no part: all have the certificate of one, and token keys of their own. */
export async function makeCast(): Promise<Cast> {
  const clock = { now: () => START }
  const fabrikam = await known('fabrikam')
  const make = (number: number, name: string): Promise<Organization> => sibling(fabrikam, idOf(number), name)
  const [gateway, contoso, tailspin, adatum] = await Promise.all([
    make(901, 'gateway'),
    make(902, 'contoso'),
    make(903, 'tailspin'),
    make(904, 'adatum'),
  ])
  const trust = (local: Organization, partner: Organization, domain: string): FederationTrust =>
    activeTrust(local.id, partner, [domain], clock)
  const olle = parseMailboxAddress(ASKERS.colleague)
  return {
    ...{ clock, gateway, contoso, tailspin, fabrikam },
    trusts: {
      fabrikam: trust(contoso, fabrikam, 'fabrikam.example'),
      fabrikamTransit: trust(gateway, fabrikam, 'fabrikam.example'),
      adatum: trust(contoso, adatum, 'adatum.example'),
      adatumTransit: trust(gateway, adatum, 'adatum.example'),
    },
    // His password was checked: scrypt is slow on purpose, and is over before anything is decided.
    basic: { signIn: () => Promise.resolve({ signedIn: true, person: olle }) },
    budget: new LookupBudgets(UNBOUNDED, () => 1),
    visitors: new VisitorBudget({ requestsPerAddress: 1e12, missesPerAddress: 1e12, requestsPerLink: 1e12 }),
    recent: new RecentLookups(),
    credentials: { authorize: () => Promise.resolve({}), again: () => null },
  }
}

const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
const wall = (instant: number): string => new Date(instant).toISOString().slice(0, 19)
const change = (name: string): string =>
  `<t:${name}><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>0</t:DayOrder><t:Month>0</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:${name}>`

function bodyOf(scene: Scene): Buffer {
  const mailboxes = scene.asked.map(
    ({ address }) =>
      `<t:MailboxData><t:Email><t:Address>${address}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData>`,
  )
  const [start, end] = [instantOf(scene, 0), instantOf(scene, scene.hours * 60)]
  return Buffer.from(
    `<soap:Envelope xmlns:m="${MESSAGES}" xmlns:t="${TYPES}" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>` +
      `<m:GetUserAvailabilityRequest><t:TimeZone><t:Bias>0</t:Bias>${change('StandardTime')}${change('DaylightTime')}</t:TimeZone>` +
      `<m:MailboxDataArray>${mailboxes.join('')}</m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow>` +
      `<t:StartTime>${wall(start)}</t:StartTime><t:EndTime>${wall(end)}</t:EndTime></t:TimeWindow>` +
      `<t:MergedFreeBusyIntervalInMinutes>${String(scene.interval)}</t:MergedFreeBusyIntervalInMinutes>` +
      `<t:RequestedView>${scene.view}</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest></soap:Body></soap:Envelope>`,
  )
}

/** A token in so many is a real one: to sign and verify it costs as much as all the rest. */
const REAL_TOKEN_EVERY = 8
const tokenId = (number: number): string => `token-of-the-soak-${String(number).padStart(10, '0')}`

/** The question of a scene, signed by who asks it: the same bytes for every world. */
export function requestOf(cast: Cast, scene: Scene, number: number): WireRequest {
  if (scene.visit !== null) return { headers: {}, body: Buffer.alloc(0) }
  const body = bodyOf(scene)
  const type = { 'content-type': 'text/xml; charset=utf-8', host: 'gateway.contoso.example' }
  if (scene.path === 'neighbour' || scene.path === 'colleague') {
    return { headers: { ...type, authorization: 'Basic b2xsZTpwYXNzd29yZA==' }, body }
  }
  const audience = scene.path === 'transit' ? cast.gateway.id : cast.contoso.id
  if (number % REAL_TOKEN_EVERY !== 0) {
    const { id } = cast.fabrikam
    const person = parseMailboxAddress(ASKERS[scene.path])
    const requester = { issuer: id, organization: id, person, audience, hop: 0, tokenId: tokenId(number) }
    return { headers: { ...type, authorization: 'Bearer verified' }, body, requester }
  }
  const token = issueToken({
    ...{ signer: tokenSigner(cast.fabrikam, START), subject: parseMailboxAddress(ASKERS[scene.path]) },
    ...{ audience, method: 'POST', url: ENDPOINT, body, clock: cast.clock, newTokenId: () => tokenId(number) },
  })
  return { headers: { ...type, authorization: `Bearer ${token}` }, body }
}
