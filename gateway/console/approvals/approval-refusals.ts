import type { FederationError } from '../../../protocols/federation-error.ts'
import type { ClaimRefusal } from '../../../trust/organization/domain-claim.ts'
import { printable } from '../../cli/printable.ts'
import { KEY_CHANGE_TEXTS } from '../keys/key-change-texts.ts'
import type { Locale } from '../locale.ts'
import { CHANGE_REFUSALS, refusalOf } from '../trusts/change-refusals.ts'
import { TERMS_TEXTS } from '../trusts/terms-texts.ts'
import { APPROVAL_TEXTS } from './approval-texts.ts'

type RollReason = keyof (typeof KEY_CHANGE_TEXTS)['en']['refusals']

const isRollReason = (reason: unknown): reason is RollReason =>
  typeof reason === 'string' && Object.hasOwn(KEY_CHANGE_TEXTS.en.refusals, reason)

const isClaimRefusal = (claim: unknown): claim is ClaimRefusal =>
  typeof claim === 'string' && Object.hasOwn(TERMS_TEXTS.en.claims, claim)

/** Why what was asked for cannot be carried out any more, in the reader's words; null for what there are none for. */
export function approvalRefusal({ language }: Pick<Locale, 'language'>, error: FederationError): string | null {
  const { reason, claim, domain } = error.context
  if (isRollReason(reason)) return KEY_CHANGE_TEXTS[language].refusals[reason]
  if (reason === 'partners-behind') return APPROVAL_TEXTS[language].partnersBehind
  if (isClaimRefusal(claim)) {
    const { badDomain, claims } = TERMS_TEXTS[language]
    return badDomain(printable(String(domain)), claims[claim])
  }
  if (error.code === 'ERR_OUTCOME_UNKNOWN') return APPROVAL_TEXTS[language].outcomeUnknown
  if (error.code === 'ERR_NOT_FOUND') return APPROVAL_TEXTS[language].gone
  const refusal = refusalOf(error)
  return refusal === null ? null : CHANGE_REFUSALS[language][refusal]
}
