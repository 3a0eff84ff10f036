import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Fingerprint } from './fingerprint.ts'

/** Days before the end of a certificate at which somebody is told. */
export const WARNING_DAYS = [60, 30, 14, 7, 1] as const

/** `over`, or the smallest of `WARNING_DAYS` that is not past yet; null while there is time. */
export type ExpiryStage = (typeof WARNING_DAYS)[number] | 'over' | null

/** @param notAfter the last instant of the certificate's validity */
export function expiryStage(notAfter: Instant, now: Instant): ExpiryStage {
  if (now > notAfter) return 'over'
  return WARNING_DAYS.findLast((days) => notAfter - now <= days * DAY) ?? null
}

/** Says once a day of each certificate that its end is near; it starts anew with the process. */
export class ExpiryWarnings {
  readonly #told = new Map<Fingerprint, { readonly day: number; readonly stage: ExpiryStage }>()

  /** The stage to tell of now; null where there is time, or where it was told today. */
  due(certificate: Fingerprint, notAfter: Instant, now: Instant): ExpiryStage {
    const stage = expiryStage(notAfter, now)
    const day = Math.floor(now / DAY)
    const last = this.#told.get(certificate)
    if (stage === null || (last?.day === day && last.stage === stage)) return null
    this.#told.set(certificate, { day, stage })
    return stage
  }
}
