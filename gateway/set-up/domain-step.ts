import { inLetters, readClaim } from '../../trust/organization/domain-claim.ts'
import { organizationNameOf } from './first-files.ts'
import { good, note, right, wrong } from './set-up-step.ts'
import type { Step } from './set-up-step.ts'

/** RFC 2606, RFC 6761 and RFC 6762: names that lead nowhere, or nowhere beyond a network. */
const NOT_PUBLIC = /(?:^|\.)(?:example|example\.(?:com|net|org)|test|invalid|localhost|local|internal)$/

/** The part of people's addresses behind the @. */
export const DOMAIN_STEP: Step<'domain'> = {
  fields: ['domain'],
  begin: ({ answered: { domain } }) => domain ?? { domain: '' },
  check: ({ domain: typed = '' }, _room, { texts }) => {
    const claim = readClaim(typed.replace(/^@/, ''), () => false)
    if (!claim.claimed) {
      const isSuffix = claim.because === 'CLAIM_PUBLIC_SUFFIX'
      return Promise.resolve(wrong({ domain: isSuffix ? texts.domainOfAll : texts.domainWrong }))
    }
    const { domain } = claim
    const findings = [
      good(texts.domainRight(`vera@${domain}`, organizationNameOf(domain))),
      ...(inLetters(domain) === domain ? [] : [note(texts.domainLetters(inLetters(domain), domain))]),
      ...(NOT_PUBLIC.test(domain) ? [note(texts.domainNotPublic)] : []),
    ]
    return Promise.resolve(right({ domain }, findings))
  },
}
