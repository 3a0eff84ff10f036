import { trustPage } from '../../console/trusts/trust-page.ts'
import { shown } from '../../pages/page-answer.ts'
import type { RoleRoute } from '../console-door.ts'
import { ACCEPT_ROUTES } from './accept-trust.ts'
import { ADDRESS_ROUTES } from './change-address.ts'
import { CREDENTIAL_ROUTES } from './change-credential.ts'
import { PARTNER_ROUTES } from './change-partner.ts'
import { TERMS_ROUTES } from './change-terms.ts'
import { findShownTrust } from './find-shown-trust.ts'
import { listTrusts } from './list-trusts.ts'
import { LOOK_ROUTES } from './look-at-partner.ts'
import { PROPOSE_ROUTES } from './propose-trust.ts'
import { STOP_ROUTES } from './stop-trust.ts'

/** The pages of trusts; what has a name of its own stands before what is named by an id. */
export const TRUST_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/trusts/', admits: ['administrator', 'auditor'], handle: listTrusts },
  ...PROPOSE_ROUTES,
  {
    ...{ method: 'get', path: '/trusts/:trust', admits: ['administrator', 'auditor'] },
    handle: async (door, visit) => shown(trustPage(visit.viewer, await findShownTrust(door, visit))),
  },
  ...ACCEPT_ROUTES,
  ...TERMS_ROUTES,
  ...STOP_ROUTES,
  ...LOOK_ROUTES,
  ...PARTNER_ROUTES,
  ...CREDENTIAL_ROUTES,
  ...ADDRESS_ROUTES,
]
