import { expect } from 'chai'
import { eventually } from '../../conformance/redis-group.ts'
import { colleague, outcomeOf } from '../../scenarios/served-gateway.ts'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const [VERA, BO, NILS] = ['vera', 'bo', 'nils'].map((name) => `${name}@contoso.example`) as [string, string, string]
const policy = (bo: string, nils: string): string => `
organization: { id: contoso, domains: [contoso.example] }
mailboxes:
  - { address: ${VERA} }
  - { address: ${BO}, inside: ${bo} }
  - { address: ${NILS}, inside: ${nils} }
`
const DRAFTS = {
  same: policy('AvailabilityOnly', 'None'),
  both: policy('None', 'AvailabilityOnly'),
  elsewhere: policy('None', 'None').replaceAll('contoso.example', 'elsewhere.example'),
  broken: policy('Everything', 'Nothing'),
}

interface Told {
  readonly lookups: number
  readonly erased: number
  readonly drafted: { readonly same: number; readonly effects: object; readonly groups: readonly Group[] }
  readonly meanwhile: { readonly effects: object }
}
interface Group {
  readonly effect: string
  readonly organizationName: string
  readonly before: object
  readonly after: object
  readonly pairs: readonly { readonly from: string; readonly about: string; readonly questions: number }[]
}

describe('ledig policy diff', function () {
  this.timeout(240_000)
  let gateway: AdministeredGateway

  const diff = (draft: string, ...args: string[]) => gateway.ledig('policy', 'diff', '--against', draft, ...args)
  const told = async (draft: string, ...args: string[]): Promise<Told> =>
    JSON.parse((await diff(draft, '--json', ...args)).out) as Told

  before(async () => {
    const user = await colleague()
    gateway = await startAdministeredGateway(DRAFTS.same, {}, { users: [user] })
    for (const [name, text] of Object.entries(DRAFTS)) gateway.write(`${name}.yaml`, text)
  })
  after(() => gateway.close())

  it('says that nobody asked, where nobody did', async () => {
    const { code, out, err } = await diff('both.yaml')
    expect(code, err).to.equal(0)
    expect(out).to.match(
      /^Nobody asked for anything that the policy of contoso has a say in, from .* UTC to .* UTC: of this draft nothing can be said/,
    )
  })

  it('tells who would see something for the first time and who nothing any more, with what decides', async () => {
    const ews = `${gateway.url}/EWS/Exchange.asmx`
    for (const mailbox of [BO, NILS, NILS]) await outcomeOf(ews, mailbox)
    await eventually(async () => (await told('same.yaml')).lookups >= 3)
    const { lookups, drafted } = await told('both.yaml', '--organization', 'contoso', '--since', '24h')
    expect([lookups, drafted.same]).to.deep.equal([3, 0])
    expect(drafted.effects).to.deep.equal({ first: 2, more: 0, other: 0, nothing: 1, less: 0 })
    const group = { organizationName: 'contoso' }
    const nothing = { level: 'None', keptBack: false, decidedBy: 'INSIDE_LEVEL', side: 'answering' }
    const something = { ...nothing, level: 'AvailabilityOnly' }
    expect(drafted.groups[0]).to.deep.include({ ...group, effect: 'first', before: nothing, after: something })
    expect(drafted.groups[0]?.pairs[0]).to.include({ from: VERA, about: NILS, questions: 2 })
    expect(drafted.groups[1]).to.deep.include({ ...group, effect: 'nothing', before: something, after: nothing })
    const { code, out } = await diff('both.yaml')
    expect(code).to.equal(8)
    expect(out).to.match(
      /^Decided again: 3 questions of 3 lookups from .*, by the policy of contoso as it is and as both\.yaml has it\.\n/,
    )
    expect(out).to.include(
      'Would see something for the first time: 2 questions.\n  contoso: 1 person about 1 mailbox, 2 questions',
    )
    expect(out).to.include(
      `    AvailabilityOnly by INSIDE_LEVEL; it is nothing by INSIDE_LEVEL\n      ${VERA} about ${NILS}: 2 questions\n`,
    )
    expect(out).to.include('Would see nothing any more: 1 question.\n')
    expect(out).to.match(/mailbox +first +more +other +nothing +less\nnils@contoso.example +2 +0 +0 +0 +0\nbo@/)
  })

  it('says that nobody would see anything else, with code 0', async () => {
    const { code, out } = await diff('same.yaml', '--since', '7d')
    expect(code).to.equal(0)
    expect(out).to.match(/\nNobody would see anything else\.\n/)
  })

  it('tells apart what was given otherwise then, since the policy was changed in between', async () => {
    await gateway.ledig('mailbox', 'set', 'contoso', NILS, '--set', 'inside=LimitedDetails')
    const { out, code } = await diff('same.yaml')
    expect(code).to.equal(8)
    expect(out).to.include('Would see nothing any more: 2 questions.')
    expect(out).to.match(
      /Whatever the draft says, 2 questions are decided otherwise now than then: something was changed/,
    )
    await gateway.ledig('mailbox', 'set', 'contoso', NILS, '--set', 'inside=None')
    expect((await told('same.yaml')).meanwhile.effects).to.include({ first: 0, nothing: 0 })
  })

  it('counts what was erased, and goes on record as a reading of the log', async () => {
    await gateway.ledig('audit', 'erase', BO)
    expect(await told('both.yaml')).to.include({ lookups: 3, erased: 1 })
    expect((await diff('both.yaml')).out).to.include('Not decided: 1 question of which an address was erased.\n')
    const { out } = await gateway.ledig('audit', 'list', '--event', 'audit.read', '--json')
    expect(out).to.include('"against": "a draft"')
  })

  it('names what it cannot take, all of it at once', async () => {
    const wrong: readonly (readonly [code: number, words: RegExp, args: readonly string[]])[] = [
      [
        3,
        /broken\.yaml:5:36: mailboxes\.1\.inside: found "Everything"; [^]*broken\.yaml:\d+:\d+: mailboxes\.2\.inside: found "Nothing"/,
        ['broken.yaml'],
      ],
      [3, /nowhere\.yaml: cannot read the policy: /, ['nowhere.yaml']],
      [2, /organization\.domains|domains: found .*the domains of the configuration/, ['elsewhere.yaml']],
      [2, /since: found "soon"; expected a time such as 7d/, ['same.yaml', '--since', 'soon']],
      [2, /limit: expected a whole number from 1 to 1000/, ['same.yaml', '--limit', '0']],
      [1, /no organization of this name/, ['same.yaml', '--organization', 'nobody']],
    ]
    for (const [code, words, [draft = '', ...args]] of wrong) {
      const ended = await diff(draft, ...args)
      expect(ended.code, ended.err).to.equal(code)
      expect(ended.err).to.match(words)
      expect(ended.out).to.equal('')
    }
    expect((await gateway.ledig('policy', 'diff')).code).to.equal(2)
  })
})
