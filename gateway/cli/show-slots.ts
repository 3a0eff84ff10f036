import { shownInstant } from './show-instant.ts'

/** A certificate as the administration shows it. */
export interface ShownCertificate {
  readonly subject: string
  readonly issuer: string
  readonly selfSigned: boolean
  readonly key: string
  readonly notBefore: string
  readonly notAfter: string
  readonly daysLeft: number
  readonly fingerprint: { readonly hex: string; readonly words: string }
}

export interface ShownSlots {
  readonly organization: string
  readonly current: ShownCertificate
  readonly next: (ShownCertificate & { readonly announced: number }) | null
  readonly previous: (ShownCertificate & { readonly until: string }) | null
  readonly requestUnderWay: boolean
}

const left = (days: number): string => (days < 0 ? 'OVER' : `${days} ${days === 1 ? 'day' : 'days'} left`)

function lines(slot: string, certificate: ShownCertificate, note = ''): string[] {
  const by = certificate.selfSigned ? 'itself' : certificate.issuer.replaceAll('\n', ', ')
  return [
    `  ${slot}${note}`,
    `    subject      ${certificate.subject.replaceAll('\n', ', ')}`,
    `    signed by    ${by}`,
    `    key          ${certificate.key}`,
    `    valid        ${shownInstant(certificate.notBefore)} to ${shownInstant(certificate.notAfter)}, ${left(certificate.daysLeft)}`,
    `    fingerprint  ${certificate.fingerprint.hex}`,
    `    in words     ${certificate.fingerprint.words}`,
  ]
}

/** The slots of one organization, one after the other. */
export function slotsInWords({ organization, current, next, previous, requestUnderWay }: ShownSlots): string {
  return [
    organization,
    ...lines('current', current),
    ...(next === null ? [] : lines('next', next, ', signs after the switch')),
    ...(previous === null ? [] : lines('previous', previous, `, shown until ${shownInstant(previous.until)}`)),
    ...(requestUnderWay ? ['  a certificate request waits for its certificate'] : []),
    '',
  ].join('\n')
}
