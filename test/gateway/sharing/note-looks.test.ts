import { expect } from 'chai'
import { noteLookup } from '../../../gateway/sharing/note-looks.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import type { LookedAt } from '../../../trust/sharing/last-looks.ts'
import {
  address,
  asking,
  colleague,
  CONTOSO_POLICY,
  NOW,
  outsider,
  policyOf,
  smallWorld,
} from '../broker/small-world.ts'

/** Contoso where vera shares with anna and all of adatum, and with fabrikam not any more. */
const POLICY = {
  ...CONTOSO_POLICY,
  mailboxes: [
    {
      address: 'vera@contoso.example',
      default: 'AvailabilityOnly',
      grants: [
        { to: 'anna@fabrikam.example', level: 'AvailabilityOnly' },
        { to: '@adatum.example', level: 'AvailabilityOnly' },
        { to: '@fabrikam.example', level: 'AvailabilityOnly', until: new Date(NOW).toISOString() },
        { to: 'lee@adatum.example', level: 'None' },
      ],
    },
    { address: 'bo@contoso.example', default: 'AvailabilityOnly' },
  ],
}

/** What a lookup leaves behind. */
async function left(person: string, about: string[]): Promise<LookedAt[]> {
  const world = await smallWorld()
  world.hosted.policy = policyOf(POLICY)
  for (const mailbox of about) world.sources.contoso.times.set(address(mailbox), [])
  const noted: LookedAt[] = []
  const broker = {
    ...world.broker,
    finished: (trace: Parameters<typeof noteLookup>[1]) => noteLookup({ note: (looked) => noted.push(looked) }, trace),
  }
  const requester = person.endsWith('@contoso.example') ? colleague(world, person) : outsider(world, person)
  await answerAvailability(broker, requester, asking(about), {
    requestId: 'r',
    signal: () => new AbortController().signal,
  })
  return noted
}

const veras = (share: string) => ({ organization: 'contoso', mailbox: address('vera@contoso.example'), share })

describe('A lookup', () => {
  it('is noted at the grant that counted: the person’s before the domain’s', async () => {
    expect(await left('anna@fabrikam.example', ['vera@contoso.example'])).to.deep.equal([
      veras('grant:anna@fabrikam.example'),
    ])
    expect(await left('kim@adatum.example', ['vera@contoso.example'])).to.deep.equal([veras('grant:@adatum.example')])
  })

  it('leaves nothing where no grant had a part in it, or the grant is over, or nothing was answered', async () => {
    expect(await left('anna@fabrikam.example', ['bo@contoso.example'])).to.deep.equal([])
    expect(await left('ola@fabrikam.example', ['vera@contoso.example'])).to.deep.equal([])
    expect(await left('lee@adatum.example', ['vera@contoso.example'])).to.deep.equal([])
    expect(await left('anna@fabrikam.example', ['nobody@contoso.example'])).to.deep.equal([])
  })
})
