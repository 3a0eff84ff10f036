import { z } from 'zod'
import { callAdministration, changeByAdministration } from './admin-access.ts'
import type { Day } from './demo-day.ts'
import type { ExpectedPublication } from './demo-publication.ts'
import type { TrustParty } from './make-trust.ts'
import { lookAtCalendar } from './published-calendar.ts'
import type { SeenCalendar } from './published-calendar.ts'
import { untilInvited } from './received-invitation.ts'
import type { ReceivedInvitation } from './received-invitation.ts'

/** A calendar as it was published, and in what it differs from what was expected. */
export interface PlayedPublication {
  readonly owner: string
  readonly recipient: string
  /** What the owner chose, and what the organization would let anonymous users see at most. */
  readonly level: string
  readonly anonymousLevel: string
  /** Id in the register of shares. */
  readonly share: string
  /** The invitation, an `.eml` file. */
  readonly email: string
  /** The address in it; opens in any browser for as long as the demo runs. */
  readonly link: string
  readonly seen: Pick<SeenCalendar, 'page' | 'ics'>
  readonly differences: readonly string[]
}

/** An organization whose gateway writes its invitations into a folder. */
export interface PublishingParty {
  readonly party: TrustParty
  readonly mail: string
}

const added = z.object({ share: z.object({ id: z.string(), kind: z.literal('link') }) })

/**
 * Lets an organization's people share with anonymous users, has one of them invite somebody, and opens what the e-mail
 * leads to: the address is taken from nowhere else.
 *
 * @throws Error where nothing was sent, or what was sent names no address, or it does not open
 */
export async function playPublication(
  expected: ExpectedPublication,
  { party, mail }: PublishingParty,
  day: Day,
): Promise<PlayedPublication> {
  const { owner, recipient, level, anonymousLevel } = expected
  const sharing = `/organizations/${party.organization}/sharing`
  await changeByAdministration(party.admin, sharing, { anonymous: true, anonymousLevel })
  const reply = await callAdministration(party.admin, 'POST', `/mailboxes/${owner}/shares`, { to: recipient, level })
  const invitation = await untilInvited(mail, recipient)
  if (invitation.link === null) throw new Error(`${invitation.file} names no address`)
  const seen = await lookAtCalendar(invitation.link, day, party.admin.ca)
  return {
    ...{ owner, recipient, level, anonymousLevel },
    ...{ share: added.parse(reply).share.id, email: invitation.file, link: invitation.link },
    seen: { page: seen.page, ics: seen.ics },
    differences: publicationDifferences(expected, invitation, seen),
  }
}

/** Every way in which an invitation and what it leads to differ from what was expected, one sentence each. */
export function publicationDifferences(
  { owner, recipient, page, ics, untold }: ExpectedPublication,
  { to }: Pick<ReceivedInvitation, 'to'>,
  seen: SeenCalendar,
): readonly string[] {
  const compared = { invited: [to, [recipient]], page: [seen.page, page], ics: [seen.ics, ics] }
  const wrong = Object.entries(compared)
    .map(([what, [found, wanted]]) => [what, JSON.stringify(found), JSON.stringify(wanted)] as const)
    .filter(([, found, wanted]) => found !== wanted)
    .map(([what, found, wanted]) => `calendar of ${owner}: ${what} ${found}, expected ${wanted}`)
  const told = untold.filter((text) => seen.bytes.includes(text))
  return [...wrong, ...told.map((text) => `calendar of ${owner}: tells "${text}", expected nothing of it`)]
}
