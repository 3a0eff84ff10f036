import type { Verdict } from './examination.ts'
import type { Finding } from './finding.ts'
import { findingLine } from './finding-words.ts'

/** Whose side a failure is on, and what its administrator does about it. */
export interface Remedy {
  /** `between`: what lies between both, such as a firewall, or what only both can tell apart. */
  readonly side: 'ours' | 'theirs' | 'between'
  readonly remedy: string
}

const ours = (remedy: string): Remedy => ({ side: 'ours', remedy })
const theirs = (remedy: string): Remedy => ({ side: 'theirs', remedy })
const between = (remedy: string): Remedy => ({ side: 'between', remedy })

/** Every code a step can fail with, in the layers administrators know (DNS, reach, TLS, discovery, trust, policy, data). */
export const REMEDIES = {
  REACH_DNS: theirs(
    'Look the name up from this machine (`getent hosts NAME`). If it is right, the partner has to publish it; if it moved, propose the trust anew from its new address.',
  ),
  ADDRESS_REFUSED: ours(
    'The name leads to an address this gateway must not connect to. If the partner really is on a private network, list it under outbound.networks and its port under outbound.ports.',
  ),
  REACH_TCP: between(
    "Nothing takes the connection: ask the partner whether its gateway runs, and both networks' administrators whether a firewall lets this machine out to that port.",
  ),
  REACH_TIMEOUT: between(
    'No answer in time: mostly a firewall that drops packets. Ask the administrators of both networks; then whether the partner is overloaded.',
  ),
  REACH_UPSTREAM: theirs(
    "The partner's server answered with a failure of its own; its administrator finds more in its log.",
  ),
  REACH_BUSY: theirs('The partner asks to come back later, or was asked too much by us: wait a minute and try again.'),
  TLS_EXPIRED: theirs('The partner has to renew the TLS certificate of its server.'),
  TLS_NAME: theirs(
    'The TLS certificate is for another name: the partner needs one for this name, or gives the address under the right one.',
  ),
  TLS_AUTHORITY: between(
    'The TLS certificate is signed by nobody we know. If the partner uses an authority of its own, put its certificate into outbound.authorities; if not, something between both reads the traffic.',
  ),
  TLS_REFUSED: between(
    'Something there speaks no TLS 1.2 or later: ask for the right port, or whether a proxy stands in between.',
  ),
  DISCOVERY_NOT_FOUND: theirs(
    'There is no metadata at this address: ask the partner for the address it has now (`ledig organization list` shows it there).',
  ),
  DISCOVERY_REDIRECT: theirs(
    'Redirects are not followed: propose the trust anew from the address it leads to, after asking the partner.',
  ),
  DISCOVERY_STATUS: theirs(
    'The metadata address has to answer anybody with 200: something before the gateway (a login page, a firewall) answers instead.',
  ),
  DISCOVERY_MALFORMED: theirs(
    'What came is no federation metadata: something before the gateway answers instead, or the address is of something else.',
  ),
  CLOCK_SKEW: between('Tokens are good for minutes: set both clocks by NTP (`timedatectl` shows whether ours is).'),
  METADATA_REFUSED: theirs(
    'The partner sends metadata that does not hold; the code says what is wrong with it. If it was damaged on the way, something between both changes it.',
  ),
  METADATA_SOFTWARE: theirs(
    'The partner has to upgrade its program; until then nothing new is read of it. Or ask for less in trust.minimumSoftware.',
  ),
  METADATA_VERSION: between('One of both gateways is too old to speak with the other: upgrade the older one.'),
  METADATA_OTHER: theirs('Another organization answers at this address: ask the partner, and propose the trust anew.'),
  CERTIFICATE_CHANGED: between(
    'The partner signs under another certificate than the one compared. Compare the new fingerprint with its administrator over the telephone before you accept it.',
  ),
  CERTIFICATE_EXPIRED: theirs(
    'The federation certificate of the partner is over: it has to make a new one, which you then compare and accept.',
  ),
  OWN_CERTIFICATE_EXPIRED: ours('Our federation certificate is over: make a new one, and have the partners accept it.'),
  TRUST_KEY_NONE: theirs(
    'The partner announces no token key that is good now: its gateway has not rolled its keys; have it looked at.',
  ),
  TRUST_STATE: ours('The trust is not in force here: `ledig trust show` says why and what comes next.'),
  HOST_UNCONFIRMED: ours(
    'The new host is in none of its proven domains. Ask its administrator whether this is right, and confirm the host: `ledig trust show` has the command.',
  ),
  DOMAIN_UNBOUND: theirs(
    'Nobody of theirs asks or is asked about. The partner publishes the record that `ledig trust show` prints for each domain; `ledig trust check-domains` says what is found.',
  ),
  POLICY_ASKING: ours(
    'Our own policy does not let this question out: see requests and scope of the relationship with this partner (`ledig relationship show`).',
  ),
  POLICY_ANSWERING: theirs(
    'The partner does not give this: its offer, as we hold it, says so. Its administrator can widen what it gives us.',
  ),
  ROUTE_NONE: ours('No trust of ours leads to this address: is its domain among the domains of the trust?'),
  TRUST_REFUSED: theirs(
    "The partner's server does not accept our token. Has its administrator said yes to us, under our present fingerprint (`ledig organization list`)? Does its metadata of us know our newest key? Its log names the reason beside the request id.",
  ),
  DATA_NOT_FOUND: theirs(
    'The partner says it has no such mailbox, or hides it from this asker: which, only its own administrator can see, under the request id.',
  ),
  DATA_MALFORMED: theirs(
    'The answer was not the protocol’s: what answers there is no EWS server, or something between both changes it.',
  ),
  DATA_UNREADABLE: theirs('The calendar is there and cannot be read; the partner has to look at it.'),
  DATA_TOO_MANY: ours(
    'More entries than limits.entriesPerMailbox in this window: ask about a shorter one, or raise the limit.',
  ),
  DATA_WITHHELD: theirs('The source itself says that it does not know about this time.'),
} as const satisfies Readonly<Record<string, Remedy>>

export type DoctorCode = keyof typeof REMEDIES

const isCode = (code: string): code is DoctorCode => Object.hasOwn(REMEDIES, code)

/** A failed step: its code in words, whose it is, what to do. A code of another list stands beside the one with the remedy. */
export function failed(
  code: DoctorCode,
  found: Finding,
  shown: string = code,
): Extract<Verdict, { outcome: 'failed' }> {
  return { outcome: 'failed', code: shown, remedyCode: code, detail: findingLine(found), found, ...REMEDIES[code] }
}

/** What to do about a partner that was not reached, for who asks for nothing but its metadata. */
export const remedyFor = (reason: string): string => REMEDIES[remedyCode(reason)].remedy

/** What an answer other than 200 from a metadata address means. */
export const discoveryFailureOf = (status: number): DoctorCode =>
  status === 404 || status === 410 ? 'DISCOVERY_NOT_FOUND' : 'DISCOVERY_STATUS'

/** The remedy for what a lookup came to. */
export function remedyCode(reason: string): DoctorCode {
  if (reason === 'ROUTE_NO_TRANSIT') return 'ROUTE_NONE'
  return isCode(reason) ? reason : 'REACH_UPSTREAM'
}
