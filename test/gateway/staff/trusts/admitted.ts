const TRUST = 'trusts/:trust'
const CHANGES = 'administrator fresh'

/** Whom each page of trusts is for, written by hand. */
export const TRUSTS_ADMITTED: Readonly<Record<string, string>> = {
  'get /trusts/': 'administrator auditor',
  [`get /${TRUST}`]: 'administrator auditor',
  'get /trusts/propose': CHANGES,
  'post /trusts/propose': CHANGES,
  'get /trusts/import': CHANGES,
  'post /trusts/import': CHANGES,
  'get /trusts/address-space': CHANGES,
  'post /trusts/address-space': CHANGES,
  'get /trusts/own-file/:organization': 'administrator',
  [`get /${TRUST}/file`]: 'administrator',
  [`get /${TRUST}/accept`]: CHANGES,
  [`post /${TRUST}/accept`]: CHANGES,
  [`get /${TRUST}/terms`]: CHANGES,
  [`post /${TRUST}/terms`]: CHANGES,
  [`get /${TRUST}/suspend`]: CHANGES,
  [`post /${TRUST}/suspend`]: CHANGES,
  [`get /${TRUST}/resume`]: CHANGES,
  [`post /${TRUST}/resume`]: CHANGES,
  [`get /${TRUST}/revoke`]: CHANGES,
  [`post /${TRUST}/revoke`]: CHANGES,
  [`get /${TRUST}/refresh`]: CHANGES,
  [`post /${TRUST}/refresh`]: CHANGES,
  [`get /${TRUST}/check-domains`]: CHANGES,
  [`post /${TRUST}/check-domains`]: CHANGES,
  [`get /${TRUST}/hosts`]: CHANGES,
  [`post /${TRUST}/hosts`]: CHANGES,
  [`get /${TRUST}/credential`]: CHANGES,
  [`post /${TRUST}/credential`]: CHANGES,
}
