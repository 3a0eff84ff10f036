import { expect } from 'chai'
import { callAdministration } from '../organizations/admin-access.ts'
import { acceptPartner, makeTrust, simulateOrganization, untilTrust } from '../organizations/index.ts'
import type { SimulatedOrganization, SimulationOptions } from '../organizations/index.ts'
import { readOwnIdentity } from '../organizations/make-trust.ts'

interface Shown {
  readonly id: string
  readonly state: string
  readonly because?: string
  readonly by?: string
  readonly needs: readonly string[]
  readonly next?: readonly { readonly who: string; readonly what: string }[]
  readonly partner: {
    readonly fingerprint: { readonly hex: string }
    readonly otherFingerprint: { readonly hex: string } | null
  }
  readonly domains: readonly { readonly domain: string; readonly proof: { readonly state: string } }[]
}

interface TrustFile {
  readonly metadata: string
}

function policy(name: string, partner: string) {
  const relationship = {
    ...{ name: partner, domains: [`${partner}.example`], freeBusyAccessEnabled: true },
    ...{ freeBusyAccessLevel: 'LimitedDetails', requests: { enabled: true, level: 'LimitedDetails' } },
  }
  return { organization: { id: name, domains: [`${name}.example`] }, relationships: [relationship] }
}

const start = (name: string, partner: string, more: Partial<SimulationOptions> = {}): Promise<SimulatedOrganization> =>
  simulateOrganization({ domain: `${name}.example`, calendars: {}, policy: policy(name, partner), ...more })

const plain = (hex: string): string => hex.toLowerCase().replaceAll(/[^0-9a-f]/g, '')

describe("A partner's certificate that changed", function () {
  this.timeout(120_000)
  let contoso: SimulatedOrganization
  let fabrikam: SimulatedOrganization
  afterEach(() => Promise.all([contoso.close(), fabrikam.close()]))

  const call = <Answer>(who: SimulatedOrganization, method: 'GET' | 'POST', path: string, body?: object) =>
    callAdministration(who.admin, method, path, body) as Promise<Answer>
  const own = (who: SimulatedOrganization, step: string, body: object = {}) =>
    call(who, 'POST', `/organizations/${who.party.organization}${step}`, body)

  async function trustOf(who: SimulatedOrganization): Promise<Shown> {
    const { trusts } = await call<{ trusts: Shown[] }>(who, 'GET', '/trusts')
    return call(who, 'GET', `/trusts/${trusts[0]?.id ?? ''}`)
  }
  const step = async (who: SimulatedOrganization, verb: string, body: object = {}): Promise<Shown> =>
    call(who, 'POST', `/trusts/${(await trustOf(who)).id}/${verb}`, body)

  it('makes its word no stranger’s in the minutes before the new one is read (KM3)', async () => {
    ;[contoso, fabrikam] = await Promise.all([start('contoso', 'fabrikam'), start('fabrikam', 'contoso')])
    await makeTrust(contoso.party, fabrikam.party)
    await own(fabrikam, '/certificate', { days: 400 })
    await step(contoso, 'refresh')
    const { hex } = (await trustOf(contoso)).partner.fingerprint
    await own(fabrikam, '/roll/switch')

    // Said by the partner, and then found by asking it: both are signed under a certificate that nobody here has read yet.
    await step(fabrikam, 'suspend', { reason: 'under review' })
    await untilTrust(contoso.party, fabrikam.party, 'suspended')
    expect(await trustOf(contoso)).to.deep.include({ state: 'suspended', by: 'partner' })
    await step(fabrikam, 'resume')
    await untilTrust(contoso.party, fabrikam.party, 'active')
    await step(contoso, 'suspend', { reason: 'ours' })
    await untilTrust(fabrikam.party, contoso.party, 'suspended')
    await step(contoso, 'resume')
    await untilTrust(fabrikam.party, contoso.party, 'active')
    expect((await trustOf(contoso)).partner.fingerprint.hex, 'the certificate that is pinned still').to.equal(hex)

    await step(contoso, 'refresh')
    expect((await trustOf(contoso)).partner.fingerprint.hex).to.not.equal(hex)
    await step(fabrikam, 'revoke', { reason: 'the end' })
    await untilTrust(contoso.party, fabrikam.party, 'revoked')
  })

  /** Neither reaches the other; files are carried. */
  async function byFiles(): Promise<void> {
    const closed = { outbound: { networks: [], ports: [], loopback: false } }
    ;[contoso, fabrikam] = await Promise.all([
      start('contoso', 'fabrikam', closed),
      start('fabrikam', 'contoso', closed),
    ])
    const first = await take(fabrikam, await fileOf(contoso, 'organization=contoso'))
    await yes(fabrikam, first, contoso)
    const second = await take(contoso, await fileOf(fabrikam, `trust=${first.id}`))
    expect((await yes(contoso, second, fabrikam)).state).to.equal('active')
    await take(fabrikam, await fileOf(contoso, `trust=${second.id}`))
    expect((await trustOf(fabrikam)).state).to.equal('active')
  }
  const fileOf = (who: SimulatedOrganization, query: string) => call<TrustFile>(who, 'GET', `/trust-files?${query}`)
  const take = (who: SimulatedOrganization, file: TrustFile) =>
    call<Shown>(who, 'POST', '/trust-files', { organization: who.party.organization, file })
  const yes = (who: SimulatedOrganization, { id }: Shown, { party }: SimulatedOrganization) =>
    call<Shown>(who, 'POST', `/trusts/${id}/accept`, {
      ...{ fingerprint: party.fingerprint, domains: party.domains, unproven: true },
    })
  const refusalOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'taken', String)

  it('is taken from a file by whoever compared it, where no network leads to the partner (TH3)', async () => {
    await byFiles()
    const old = await fileOf(fabrikam, `trust=${(await trustOf(fabrikam)).id}`)
    await own(fabrikam, '/certificate', { days: 400 })
    await own(fabrikam, '/roll/switch', { force: true })
    const file = await fileOf(fabrikam, `trust=${(await trustOf(fabrikam)).id}`)
    const { fingerprint } = await readOwnIdentity(fabrikam.party.metadataUrl)

    expect(await refusalOf(take(contoso, file))).to.include('nothing vouches for')
    expect(await trustOf(contoso)).to.deep.include({ state: 'attention', because: 'certificate-changed' })
    const accept = (body: object) => step(contoso, 'accept', body)
    const wrong = fabrikam.party.fingerprint
    expect(await refusalOf(accept({ fingerprint, metadata: old.metadata }))).to.match(/fingerprint is not that/)
    expect(await refusalOf(accept({ fingerprint: wrong.replace(/^../, 'ff'), metadata: file.metadata }))).to.not.equal(
      'taken',
    )
    expect(await refusalOf(accept({ fingerprint })), 'by the network').to.include('ADDRESS_REFUSED')
    expect(await trustOf(contoso)).to.deep.include({ state: 'attention', because: 'certificate-changed' })

    const taken = await accept({ fingerprint, metadata: file.metadata })
    expect(taken.state).to.equal('active')
    expect(plain(taken.partner.fingerprint.hex)).to.equal(plain(fingerprint))
    expect(taken.domains.map(({ domain }) => domain)).to.deep.equal(['fabrikam.example'])
    await step(fabrikam, 'suspend', { reason: 'under review' })
    await take(contoso, await fileOf(fabrikam, `trust=${(await trustOf(fabrikam)).id}`))
    expect(await trustOf(contoso)).to.deep.include({ state: 'suspended', by: 'partner' })
  })

  it('is shown to whoever waits for the partner, with what to do, and the trust begins after that (TH3)', async () => {
    ;[contoso, fabrikam] = await Promise.all([start('contoso', 'fabrikam'), start('fabrikam', 'contoso')])
    await acceptPartner(contoso.party, fabrikam.party)
    expect(await trustOf(contoso)).to.deep.include({ state: 'offered', needs: [] })
    await own(fabrikam, '/certificate', { days: 400 })
    await own(fabrikam, '/roll/switch', { force: true })
    expect(await refusalOf(step(contoso, 'refresh'))).to.match(
      /422.*METADATA_REFUSED.*nothing vouches for.*METADATA_PIN/s,
    )

    const { fingerprint } = await readOwnIdentity(fabrikam.party.metadataUrl)
    const waiting = await trustOf(contoso)
    expect([waiting.state, waiting.needs]).to.deep.equal(['offered', ['certificate-changed']])
    expect(plain(waiting.partner.otherFingerprint?.hex ?? '')).to.equal(plain(fingerprint))
    expect(waiting.next?.[0]?.who).to.equal('us')
    expect(waiting.next?.[0]?.what).to.match(
      new RegExp(`say yes to that: ledig trust accept ${waiting.id} --fingerprint`),
    )
    const { trusts } = await call<{ trusts: Shown[] }>(contoso, 'GET', '/trusts')
    expect(trusts[0]?.needs, 'in the list').to.deep.equal(['certificate-changed'])

    await acceptPartner(fabrikam.party, contoso.party)
    const yes = await step(contoso, 'accept', { fingerprint })
    expect([yes.needs, yes.partner.otherFingerprint]).to.deep.equal([[], null])
    await untilTrust(contoso.party, fabrikam.party, 'active')
    await untilTrust(fabrikam.party, contoso.party, 'active')
  })

  it('is confirmed with its domains named again, and they bind as before: by word where that is taken', async () => {
    ;[contoso, fabrikam] = await Promise.all([start('contoso', 'fabrikam'), start('fabrikam', 'contoso')])
    await makeTrust(contoso.party, fabrikam.party)
    await own(fabrikam, '/certificate', { days: 400 })
    await own(fabrikam, '/roll/switch', { force: true })
    await refusalOf(step(contoso, 'refresh'))
    expect(await trustOf(contoso)).to.deep.include({ state: 'attention', because: 'certificate-changed' })
    const { fingerprint } = await readOwnIdentity(fabrikam.party.metadataUrl)
    const domains = ['Fabrikam.Example', 'fabrikam.test']
    const yes = await step(contoso, 'accept', { fingerprint, domains })
    expect(yes.state).to.equal('active')
    expect(yes.domains.map(({ domain, proof }) => [domain, proof.state])).to.deep.equal([
      ['fabrikam.example', 'unproven'],
      ['fabrikam.test', 'pending'],
    ])
  })
})
