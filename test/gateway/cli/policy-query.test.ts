import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { startAdministeredGateway } from './administered-gateway.ts'
import { runLedig } from './run-ledig.ts'

const POLICY = `
organization: { id: contoso, domains: [contoso.example] }
groups: { board: [vera@contoso.example] }
mailboxes:
  - address: vera@contoso.example
    default: AvailabilityOnly
    grants: [{ to: anna@fabrikam.example, level: LimitedDetails, from: 2031-01-01T00:00:00Z }]
relationships:
  - { name: fabrikam, domains: [fabrikam.example], freeBusyAccessEnabled: true, freeBusyAccessLevel: LimitedDetails }
sharingPolicies: [{ name: everyday, default: true, domains: ['*: CalendarSharingFreeBusyDetail'] }]
`
const BOARD = ['--from', '@fabrikam.example', '--about', '@board', '--level', 'LimitedDetails']

describe('ledig policy query', function () {
  this.timeout(120_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-query-'))
    writeFileSync(join(folder, 'policy.yaml'), POLICY)
  })
  after(() => rmSync(folder, { recursive: true }))

  const query = (...args: string[]) => runLedig(['policy', 'query', ...args], { folder })

  it('shows who can see it, when, and the steps that lead there', async () => {
    const { code, out } = await query('policy.yaml', ...BOARD)
    expect(code).to.equal(8)
    expect(out).to.include(
      'Yes: anna@fabrikam.example sees LimitedDetails of vera@contoso.example at 2031-01-01T00:00:00Z, decided by RELATIONSHIP_LEVEL.',
    )
    expect(out).to.include('  GRANT  LimitedDetails\n')
  })

  it('proves that nobody can, and says what the most is', async () => {
    const { code, out } = await query('policy.yaml', ...BOARD, '--at', '2030-12-31T23:59:59Z')
    expect(code).to.equal(0)
    expect(out).to.equal(
      [
        'No: nobody of fabrikam.example can see LimitedDetails of anybody in board.',
        'The most is: anna@fabrikam.example sees AvailabilityOnly of vera@contoso.example at 2030-12-31T23:59:59Z, decided by MAILBOX_DEFAULT.',
        'Decided: every case there is (cases: 2, mailboxes: 1, kinds of mailboxes: 1).',
        '',
      ].join('\n'),
    )
  })

  it('tells a program the same', async () => {
    const { out } = await query('policy.yaml', ...BOARD, '--since', '2030-01-01T00:00:00Z', '--json')
    const answer = JSON.parse(out) as { reached: boolean; witness: object; decided: object }
    expect(answer.reached).to.equal(true)
    expect(answer.witness).to.deep.include({ about: 'vera@contoso.example', at: '2031-01-01T00:00:00Z' })
  })

  it('names what it cannot read', async () => {
    const wrong: readonly (readonly [number, RegExp, readonly string[]])[] = [
      [
        2,
        /--from: found "fabrikam"; expected an address/,
        ['policy.yaml', '--from', 'fabrikam', '--level', 'Reviewer'],
      ],
      [2, /--about: found "board"; expected an address/, ['policy.yaml', '--about', 'board', '--level', 'Reviewer']],
      [2, /--at: found "soon"; expected an instant/, ['policy.yaml', '--at', 'soon', '--level', 'Reviewer']],
      [2, /Name a file, or with --organization/, ['--level', 'Reviewer']],
      [1, /no address of ours/, ['policy.yaml', '--about', 'vera@contso.example', '--level', 'Reviewer']],
      [1, /no group of this name/, ['policy.yaml', '--about', '@bored', '--level', 'Reviewer']],
      [2, /level/, ['policy.yaml']],
    ]
    for (const [code, words, args] of wrong) {
      const ended = await query(...args)
      expect(ended.code, ended.err).to.equal(code)
      expect(ended.err).to.match(words)
    }
  })

  it('asks the policy that a running gateway has', async () => {
    const gateway = await startAdministeredGateway(POLICY)
    try {
      const { code, err } = await gateway.ledig('policy', 'query', '--organization', 'contoso', ...BOARD)
      expect(code, err).to.equal(8)
    } finally {
      await gateway.close()
    }
  })
})
