import type { UnusableAnswer } from '../../../protocols/http/outbound-failure.ts'
import type { ConnectionCode } from '../../doctor/connection-words.ts'
import { isConnectionCode } from '../../doctor/connection-words.ts'
import type { FindingWords, ShownCertificate } from '../../doctor/finding.ts'
import { FINDING_WORDS } from '../../doctor/finding-words.ts'
import { stopWords } from '../explain/code-words.ts'
import { EXPLAIN_TEXTS } from '../explain/explain-texts.ts'
import type { Catalogue } from '../texts.ts'

const CONNECTION: Readonly<Record<ConnectionCode, string>> = {
  ECONNREFUSED: 'ingenting lyssnar där',
  ECONNRESET: 'förbindelsen bröts',
  EHOSTUNREACH: 'ingen väg leder dit',
  ENETUNREACH: 'ingen väg leder dit',
  ETIMEDOUT: 'ingenting svarar där',
  ENOTFOUND: 'ingen adress är känd för det namnet',
  EAI_AGAIN: 'namnservern svarar inte',
  EACCES: 'den här maskinen släpper inte ut något dit',
  EPERM: 'den här maskinen släpper inte ut något dit',
}

const coded = (code: string): string => {
  const words = stopWords('sv', code)
  return words === null ? code : `${words} (${code})`
}

const UNUSABLE: Readonly<Record<UnusableAnswer, string>> = {
  redirect: 'svaret hänvisar till en annan adress, och det följs inte',
  compressed: 'svaret är komprimerat, vilket ingen bad om',
  tooBig: 'svaret är för stort',
  noHttp: 'svaret var inte HTTP',
}

const clocks = ({ seconds, ahead }: { readonly seconds: number; readonly ahead: boolean }): string =>
  `partnerns klocka går ${seconds} s ${ahead ? 'före' : 'efter'} vår`

const isAt = (addresses: readonly string[]): string => (addresses.length === 0 ? '' : ` (${addresses.join(', ')})`)

function certificate({ host, certificate: shown }: ShownCertificate): string {
  if (shown === null) return `${host} är vanlig http på den egna maskinen`
  const { subject, issuer, days } = shown
  return `${host} visar ett certifikat för ${subject} utfärdat av ${issuer ?? 'servern själv'}, som gäller ${days} dagar till`
}

const theirId = (traced: string | null): string => (traced === null ? '' : ` (deras id för frågan: ${traced})`)
const ourId = (requestId: string): string => ` (ledig lookup show ${requestId})`
const { sides, views } = EXPLAIN_TEXTS.sv

/** A page has the day as its reader writes it. */
const EN: FindingWords = { ...FINDING_WORDS, ownCertificateOver: ({ until }, at) => `it was good until ${at(until)}` }

const SV: FindingWords = {
  names: ({ names }) => names.map(({ host, addresses }) => `${host} finns på ${addresses.join(', ')}`).join('; '),
  notConnected: ({ host, addresses, code, reason }) =>
    `${host}${isAt(addresses)}: ${isConnectionCode(code) ? CONNECTION[code] : coded(reason)}${code === null || isConnectionCode(code) ? '' : ` [${code}]`}`,
  connected: ({ servers }) =>
    servers.map(({ host, address }) => `${host} svarar${address === null ? '' : ` på ${address}`}`).join('; '),
  certificates: ({ servers }) => servers.map(certificate).join('; '),
  documentStatus: ({ url, status }) => `${url} svarade ${status}`,
  documentShape: ({ url, bytes, wanted }) =>
    `${url} svarade 200 med ${bytes} byte som inte är ${wanted === 'JSON' ? 'JSON' : 'ett signerat dokument'}`,
  documentUnread: ({ url, reason, answer }) => `${url}: ${answer === null ? coded(reason) : UNUSABLE[answer]}`,
  document: ({ url, bytes }) => `${url} svarar med ett dokument på ${bytes} byte`,
  clocks,
  clocksApart: ({ most, ...apart }) => `${clocks(apart)}, och ${most} s är det mesta som intyg tål`,
  noTime: () => 'partnern talar inte om vad klockan är',
  form: () => 'ett dokument av den här formen',
  tooOld: ({ because }) =>
    because === 'METADATA_VERSION' ? 'ingen version av protokollet är gemensam' : 'partnerns program är för gammalt',
  documentRefused: ({ because }) => `dokumentet godtas inte: ${because}`,
  otherOrganization: ({ id, partner }) => `det hör till ${id}, och förtroendet är med ${partner}`,
  organization: ({ name, sequence, software, version }) => `${name}, nummer ${sequence}, ${software} ${version}`,
  certificateChanged: ({ fingerprint }) => `dess certifikat är nu ${fingerprint}`,
  notFollowing: ({ refused }) => `det följer inte på det som vi har: ${refused}`,
  noTokenKey: () => 'ingen av partnerns intygsnycklar gäller nu',
  certificateOver: () => 'certifikatet som det är signerat under har gått ut, eller gäller inte än',
  ownCertificateOver: ({ until }, at) => `det gällde till ${at(until)}`,
  keys: ({ theirs, ours, keys }) =>
    `certifikatet som jämfördes, som gäller ${theirs} dagar till (vårt ${ours}); ${keys === null ? 'dess intyg signeras under det' : `${keys} ${keys === 1 ? 'intygsnyckel' : 'intygsnycklar'} i bruk`}`,
  trustState: ({ state }) => coded(`TRUST_${state.toUpperCase()}`),
  hostUnconfirmed: ({ host, still }) =>
    `partnern säger att den nu finns på ${host}; ${still === null ? 'den tillfrågas ingenstans' : `den tillfrågas ännu på ${still}`}`,
  domainsUnbound: ({ domains }) => `ingen av dess domäner binder: ${domains.join(', ')}`,
  trustInForce: () => 'förtroendet är i kraft; inga regler prövades, eftersom två personer inte angavs',
  policyPasses: ({ level, view, decidedBy, side }) =>
    `${EXPLAIN_TEXTS.sv.levels[level]} som ${views[view]}; ${coded(decidedBy)} ${sides[side]}`,
  policyRefuses: ({ person, about, decidedBy, side }) =>
    `en fråga av ${person} om ${about} nekas ${sides[side]}: ${coded(decidedBy)}`,
  tokenAccepted: ({ person, traced }) => `ett intyg för ${person} godtas${theirId(traced)}`,
  tokenNotSeen: ({ reason, traced }) =>
    `partnerns server tillfrågades om ingen, och det slutade med: ${coded(reason)}${theirId(traced)}`,
  answered: ({ about, view, entries, hours, requestId }) =>
    `${about} är känd: ${views[view]} med ${entries} ${entries === 1 ? 'post' : 'poster'} under de närmaste ${hours} timmarna${ourId(requestId)}`,
  lookupRefused: ({ decidedBy, requestId }) => `nekades: ${coded(decidedBy)}${ourId(requestId)}`,
  lookupUnknown: ({ about, reason, requestId }) => `${about}: ${coded(reason)}${ourId(requestId)}`,
}

/** What a step of a test found, by the catalogue of the reader. */
export const FINDING_TEXTS: Catalogue<FindingWords> = { en: EN, sv: SV }
