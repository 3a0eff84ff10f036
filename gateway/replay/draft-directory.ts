import type { Policy } from '../../trust/policies/policy.ts'
import type { Directory, HostedOrganization } from '../broker/directory.ts'

/** The directory as it would be with another policy of one organization; everything else is as it is now. */
export function draftDirectory(directory: Directory, organization: HostedOrganization, policy: Policy): Directory {
  const { identity, name, domains, calendars } = organization
  // One object: whether somebody asks a colleague is found out by whether both organizations are the same.
  const drafted: HostedOrganization = { identity, name, domains, calendars, policy }
  const inPlace = (hosted: HostedOrganization | undefined): HostedOrganization | undefined =>
    hosted === organization ? drafted : hosted
  return {
    ...directory,
    hostedDomain: (domain) => inPlace(directory.hostedDomain(domain)),
    hostedByName: (one) => inPlace(directory.hostedByName(one)),
  }
}
