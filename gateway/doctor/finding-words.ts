import { connectionWords } from './connection-words.ts'
import { saidText } from '../../protocols/said.ts'
import type { Finding, FindingWords, ShownCertificate } from './finding.ts'

const ahead = ({ seconds, ahead: isAhead }: { readonly seconds: number; readonly ahead: boolean }): string =>
  `the partner's clock is ${seconds} s ${isAhead ? 'ahead of' : 'behind'} ours`

function certificateWords({ host, certificate }: ShownCertificate): string {
  if (certificate === null) return `${host} is plain http on loopback`
  const { subject, issuer, days } = certificate
  return `${host} shows a certificate for ${subject} by ${issuer ?? 'itself'}, good for ${days} days more`
}

const theirId = (traced: string | null): string => (traced === null ? '' : ` (their request id: ${traced})`)
const ourId = (requestId: string): string => ` (ledig lookup show ${requestId})`
const isAt = (addresses: readonly string[]): string =>
  addresses.length === 0 ? '' : `, which is ${addresses.join(', ')}`

/** What a step found in English, as the API and the command line say it. */
export const FINDING_WORDS: FindingWords = {
  names: ({ names }) => names.map(({ host, addresses }) => `${host} is at ${addresses.join(', ')}`).join('; '),
  notConnected: ({ host, addresses, ...broken }) => `${host}${isAt(addresses)}: ${connectionWords(broken)}`,
  connected: ({ servers }) =>
    servers.map(({ host, address }) => `${host} answers${address === null ? '' : ` at ${address}`}`).join('; '),
  certificates: ({ servers }) => servers.map(certificateWords).join('; '),
  documentStatus: ({ url, status }) => `${url} answered ${status}`,
  documentShape: ({ url, bytes, wanted }) => `${url} answered 200 with ${bytes} bytes that are no ${wanted}`,
  documentUnread: ({ url, detail }) => `${url}: ${detail}`,
  document: ({ url, bytes }) => `${url} answers with a document of ${bytes} bytes`,
  clocks: ahead,
  clocksApart: ({ most, ...apart }) => `${ahead(apart)}, and ${most} s is the most that tokens bear`,
  noTime: () => 'the partner tells no time',
  form: () => 'a document of this form',
  tooOld: ({ because }) =>
    because === 'METADATA_VERSION' ? 'no version of the protocol in common' : 'the program is too old',
  documentRefused: ({ because }) => `the document is refused: ${because}`,
  otherOrganization: ({ id, partner }) => `it is of ${id}, and the trust is with ${partner}`,
  organization: ({ name, sequence, software, version }) => `${name}, sequence ${sequence}, ${software} ${version}`,
  certificateChanged: ({ fingerprint }) => `its certificate is now ${fingerprint}`,
  notFollowing: ({ refused }) => `it does not follow what we hold: ${refused}`,
  noTokenKey: () => 'no token key of the partner is good now',
  certificateOver: () => 'the certificate it is signed under is over, or not yet good',
  ownCertificateOver: ({ written }) => `it was good until ${written}`,
  keys: ({ theirs, ours, keys }) => {
    const signed =
      keys === null ? 'its tokens are signed under it' : `${keys} token ${keys === 1 ? 'key' : 'keys'} in use`
    return `the certificate that was compared, good for ${theirs} days more (ours for ${ours}); ${signed}`
  },
  trustState: ({ state }) => `the trust is ${state}`,
  hostUnconfirmed: ({ host, still }) =>
    `the partner says that it is at ${host} now; ${still === null ? 'it is asked nowhere' : `it is still asked at ${still}`}`,
  domainsUnbound: ({ domains }) => `of its domains none binds: ${domains.join(', ')}`,
  trustInForce: () => 'the trust is in force; no policy was asked, since no two people were named',
  policyPasses: ({ level, view, decidedBy, side }) => `${level} as ${view}, by ${decidedBy} of the ${side} side`,
  policyRefuses: ({ person, about, decidedBy, side }) =>
    `a question of ${person} about ${about} is refused by ${decidedBy} of the ${side} side`,
  tokenAccepted: ({ person, traced }) => `a token of ${person} is accepted${theirId(traced)}`,
  tokenNotSeen: ({ reason, traced }) => `asked about nobody, the partner's server came to ${reason}${theirId(traced)}`,
  answered: ({ about, view, entries, hours, requestId }) =>
    `${about} is known: ${view} with ${entries} ${entries === 1 ? 'entry' : 'entries'} in the next ${hours} hours${ourId(requestId)}`,
  lookupRefused: ({ decidedBy, requestId }) => `refused by ${decidedBy}${ourId(requestId)}`,
  lookupUnknown: ({ about, reason, requestId }) => `${about}: ${reason}${ourId(requestId)}`,
}

/** In one line of English, as the API and the command line say it: what is quoted stands at the end. */
export function findingLine(found: Finding): string {
  const { says, quoted } = found
  const words = saidText(FINDING_WORDS, found)
  if (quoted === null) return words
  return says === 'tooOld' ? quoted : `${words}: ${quoted}`
}
