import { expect } from 'chai'
import { draftDirectory } from '../../../gateway/replay/draft-directory.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { CONTOSO_POLICY, policyOf, smallWorld } from '../broker/small-world.ts'

describe('the directory with a draft in it', () => {
  it('has the draft for one organization, found in every way, and everything else as it is', async () => {
    const { directory, hosted } = await smallWorld()
    const draft = policyOf({ ...CONTOSO_POLICY, mailboxes: [] })
    const drafted = draftDirectory(directory, hosted, draft)
    const found = drafted.hostedDomain(parseDomain('contoso.example'))
    expect(found?.policy).to.equal(draft)
    expect(found).to.equal(drafted.hostedByName('contoso'))
    expect(found).to.include({ identity: hosted.identity, name: 'contoso', calendars: hosted.calendars })
    const tailspin = parseDomain('tailspin.example')
    expect(drafted.hostedDomain(tailspin)?.policy).to.equal(directory.hostedDomain(tailspin)?.policy)
    expect(drafted.trusts()).to.equal(directory.trusts())
    expect(directory.hostedByName('contoso')?.policy).to.not.equal(draft)
  })
})
