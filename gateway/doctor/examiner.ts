import type { OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { Clock } from '../../trust/clock.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { MinimumSoftware } from '../../trust/organization/version-demand.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { HostedOrganization } from '../broker/directory.ts'
import { requestIdAt } from '../request-id.ts'
import type { Identities } from '../identities.ts'
import { examinePartner } from './examine-partner.ts'
import type { NamedPeople } from './examine-partner.ts'
import type { Examination } from './examination.ts'

export interface ExaminerParts {
  /** A way out with no connection in it yet: a kept one would hide what a new one meets. */
  readonly openHttp: () => OutboundHttp
  readonly clock: Clock
  readonly minimumSoftware: MinimumSoftware
  readonly broker: Broker
  readonly random: Randomness
  readonly identities: Identities
  readonly hosted: readonly { readonly organization: HostedOrganization }[]
}

/** Examines one partner; with two people named, up to a real lookup. */
export type Examiner = (trust: FederationTrust, named: NamedPeople | null) => Promise<Examination>

export function examiner({ openHttp, identities, hosted, random, ...given }: ExaminerParts): Examiner {
  return async (trust, named) => {
    const own = identities.current(trust.local).organization
    const host = hosted.find(({ organization }) => organization.identity.id === trust.local)?.organization ?? null
    const http = openHttp()
    try {
      const { clock, broker, minimumSoftware } = given
      const newRequestId = (): string => requestIdAt(clock.now(), random.uuid())
      const parts = { http, clock, broker, minimumSoftware, own, hosted: host, newRequestId }
      return await examinePartner(trust, parts, named)
    } finally {
      await http.close()
    }
  }
}
