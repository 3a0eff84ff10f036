import { domainToASCII, domainToUnicode } from 'node:url'
import { parse } from 'tldts'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'

/** Why a domain can be no partner's, whoever says so (threats DP7, TH10). */
export type ClaimRefusal =
  | 'CLAIM_NO_DOMAIN' // a single label, an IP address, or no domain name at all
  | 'CLAIM_TOO_LONG' // no room for the label of its proof
  | 'CLAIM_PUBLIC_SUFFIX' // belongs to everybody below it
  | 'CLAIM_OWN_DOMAIN' // hosted here
  | 'CLAIM_NOT_IDNA' // `xn--` labels that no name has
  | 'CLAIM_MIXED_SCRIPT' // one label in letters of several scripts

export type ClaimReading =
  { readonly claimed: true; readonly domain: Domain } | { readonly claimed: false; readonly because: ClaimRefusal }

/** The label of a domain's proof. */
export const CHALLENGE_LABEL = '_federation-challenge'

const LONGEST_NAME = 253

/** Scripts that are written together in one label (UTS #39 5.1, augmented script sets). */
const WRITTEN_TOGETHER: readonly RegExp[] = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Bopomofo'],
  ['Han', 'Hangul'],
].map((scripts) => coveredBy(scripts))

const SCRIPTS = [
  ...['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Syriac', 'Thaana', 'Georgian', 'Ethiopic'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam'],
  ...['Sinhala', 'Thai', 'Lao', 'Tibetan', 'Myanmar', 'Khmer', 'Mongolian'],
].map((script) => coveredBy([script]))

/** Every letter is of these scripts; digits, hyphens and marks of no script of their own are of all. */
function coveredBy(scripts: readonly string[]): RegExp {
  const classes = [...scripts, 'Common', 'Inherited'].map((script) => `\\p{Script_Extensions=${script}}`)
  return new RegExp(`^[${classes.join('')}]*$`, 'u')
}

/** Latin first: most labels are ASCII. A script outside the table is refused, as identifiers should not have it (UAX #31 table 5). */
const isOneScript = (label: string): boolean => [...SCRIPTS, ...WRITTEN_TOGETHER].some((script) => script.test(label))

/** The domain in letters as people read it; the same as the domain where it is ASCII. To be shown beside it, never alone. */
export function inLetters(domain: Domain): string {
  const letters = domainToUnicode(domain)
  return letters === '' ? domain : letters
}

function refusalOf(domain: Domain, isOurs: (domain: Domain) => boolean): ClaimRefusal | null {
  if (CHALLENGE_LABEL.length + 1 + domain.length > LONGEST_NAME) return 'CLAIM_TOO_LONG'
  const letters = domainToUnicode(domain)
  if (letters === '' || domainToASCII(letters) !== domain) return 'CLAIM_NOT_IDNA'
  if (!letters.split('.').every(isOneScript)) return 'CLAIM_MIXED_SCRIPT'
  const { publicSuffix } = parse(domain, { allowPrivateDomains: true, validateHostname: false })
  if (publicSuffix === domain) return 'CLAIM_PUBLIC_SUFFIX'
  return isOurs(domain) ? 'CLAIM_OWN_DOMAIN' : null
}

/** Reads a domain that a partner is said to have. @param isOurs whether it is hosted here */
export function readClaim(text: string, isOurs: (domain: Domain) => boolean): ClaimReading {
  const domain = domainIn(text)
  if (domain === null) return { claimed: false, because: 'CLAIM_NO_DOMAIN' }
  const because = refusalOf(domain, isOurs)
  return because === null ? { claimed: true, domain } : { claimed: false, because }
}

function domainIn(text: string): Domain | null {
  try {
    return parseDomain(text)
  } catch (error) {
    if (error instanceof FederationError) return null
    throw error
  }
}

/** Whether programs that look for addresses in a text would take `host` for one: an IP address, or a name below a public suffix. */
export function looksReachable(host: string): boolean {
  const { isIcann, isIp } = parse(host)
  return isIcann === true || isIp === true
}
