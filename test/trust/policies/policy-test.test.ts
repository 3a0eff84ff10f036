import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { parse } from 'yaml'
import { runPolicyTests } from '../../../trust/policies/policy-test.ts'
import type { PolicyTestReport } from '../../../trust/policies/policy-test.ts'
import { itShared } from '../../shared-material.ts'

const OWN = fileURLToPath(new URL('../../vectors/policies/northwind.policy-test.yaml', import.meta.url))

const ROOMS = fileURLToPath(new URL('../../vectors/policies/rooms-and-groups.policy-test.yaml', import.meta.url))

const BASE = {
  organization: { id: 'northwind', domains: ['northwind.example'] },
  mailboxes: [{ address: 'ivy@northwind.example', default: 'AvailabilityOnly' }],
  relationships: [
    { name: 'c', domains: ['carrier.example'], freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
  ],
}
const QUESTION = { from: 'joe@carrier.example', about: 'ivy@northwind.example', view: 'Detailed' }
const TRUE = { outcome: 'answer', level: 'AvailabilityOnly', view: 'FreeBusy', decidedBy: 'MAILBOX_DEFAULT' }
const CASE = { name: 'a case', ask: QUESTION, expect: TRUE }

function reportOf(input: unknown): PolicyTestReport {
  const reading = runPolicyTests(input)
  if (!reading.accepted) throw new Error(reading.problems.map(({ path, problem }) => `${path}: ${problem}`).join('\n'))
  return reading.report
}

function problemsOf(input: unknown): readonly string[] {
  const reading = runPolicyTests(input)
  if (reading.accepted) throw new Error('the file was taken')
  return reading.problems.map(({ path, problem }) => `${path}: ${problem}`)
}

const wrongOnes = (report: PolicyTestReport): readonly unknown[] => report.cases.filter((one) => !one.ok)

describe('a policy test', () => {
  it('passes the cases of our own file', () => {
    const report = reportOf(parse(readFileSync(OWN, 'utf8')))
    expect(wrongOnes(report)).to.deep.equal([])
    expect(report).to.include({ passed: 13, failed: 0 })
  })

  it('passes the cases of rooms and groups', () => {
    const report = reportOf(parse(readFileSync(ROOMS, 'utf8')))
    expect(wrongOnes(report)).to.deep.equal([])
    expect(report).to.include({ passed: 29, failed: 0 })
  })

  itShared('passes every case of the decision vectors', 'vectors/policy.yaml', (path) => {
    const report = reportOf(parse(readFileSync(path, 'utf8')))
    expect(wrongOnes(report)).to.deep.equal([])
    expect(report.passed).to.be.greaterThan(40)
  })

  itShared(
    'passes no case of the decision vectors whose expectation is turned round',
    'vectors/policy.yaml',
    (path) => {
      const file = parse(readFileSync(path, 'utf8')) as { cases: { expect: { outcome: string; decidedBy: string } }[] }
      const turned = file.cases.map((one) => ({
        ...one,
        expect: { ...one.expect, decidedBy: one.expect.decidedBy === 'EXCLUDED' ? 'GRANT' : 'EXCLUDED' },
      }))
      const report = reportOf({ ...file, cases: turned })
      expect(report).to.include({ passed: 0, failed: turned.length })
    },
  )

  for (const [field, value] of Object.entries({
    outcome: 'refuse',
    level: 'LimitedDetails',
    view: 'Detailed',
    decidedBy: 'GRANT',
  })) {
    it(`fails a case whose ${field} comes out differently, and shows both`, () => {
      const report = reportOf({ base: BASE, cases: [CASE, { ...CASE, expect: { ...TRUE, [field]: value } }] })
      expect(report).to.deep.equal({
        passed: 1,
        failed: 1,
        cases: [
          { name: 'a case', ok: true, expected: TRUE, got: TRUE },
          { name: 'a case', ok: false, expected: { ...TRUE, [field]: value }, got: TRUE },
        ],
      })
    })
  }

  it('fails a refusal of which a level is expected', () => {
    const ask = { ...QUESTION, about: 'nobody@northwind.example' }
    const report = reportOf({ base: BASE, cases: [{ ...CASE, ask, expect: { outcome: 'refuse', level: 'None' } }] })
    expect(report.cases[0]?.ok).to.equal(false)
    expect(report.cases[0]?.got).to.deep.equal({ outcome: 'refuse', decidedBy: 'MAILBOX_UNKNOWN' })
  })

  it('says whether an event is told where a time or a category is asked about, and nothing of it elsewhere', () => {
    const grants = [{ to: QUESTION.from, level: 'AvailabilityOnly', hiddenCategories: ['Doctor'] }]
    const base = { ...BASE, mailboxes: [{ ...BASE.mailboxes[0], grants }] }
    const gotOf = (ask: object): unknown =>
      reportOf({ base, cases: [{ ...CASE, ask: { ...QUESTION, ...ask }, expect: { outcome: 'answer' } }] }).cases[0]
        ?.got
    const got = { ...TRUE, decidedBy: 'GRANT' }
    expect(gotOf({})).to.deep.equal(got)
    expect(gotOf({ category: 'DOCTOR' })).to.deep.equal({ ...got, told: 'false' })
    expect(gotOf({ time: '2026-11-26T09:00:00Z' })).to.deep.equal({ ...got, told: 'true' })
  })

  it('fails a case that expects an event to be told that is not', () => {
    const ask = { ...QUESTION, time: '2026-11-26T09:00:00Z' }
    const report = reportOf({ base: BASE, cases: [{ ...CASE, ask, expect: { outcome: 'answer', told: false } }] })
    expect(report.cases[0]).to.deep.include({ ok: false, expected: { outcome: 'answer', told: 'false' } })
  })

  it('changes the base for one case only', () => {
    const off = { ...CASE, given: { organization: { federationEnabled: false } }, expect: { outcome: 'refuse' } }
    expect(reportOf({ base: BASE, cases: [off, CASE] }).failed).to.equal(0)
  })

  const refused: readonly (readonly [what: string, input: unknown, ...problems: string[]])[] = [
    ['no cases', { base: BASE, cases: [] }, 'cases: found an empty list; expected at least one case'],
    [
      'a question that nobody asks',
      { base: BASE, cases: [{ ...CASE, ask: { about: QUESTION.about } }] },
      'cases.0.ask.from: found nothing; expected a mailbox address, unless there is a link',
      'cases.0.ask.view: found nothing; expected one of MergedOnly, FreeBusy, FreeBusyMerged, Detailed, DetailedMerged, unless there is a link',
    ],
    [
      'a question that a person asks by a link',
      { base: BASE, cases: [{ ...CASE, ask: { ...QUESTION, link: { level: 'Reviewer' } } }] },
      'cases.0.ask.from: found "joe@carrier.example"; expected a mailbox address, unless there is a link',
      'cases.0.ask.view: found "Detailed"; expected one of MergedOnly, FreeBusy, FreeBusyMerged, Detailed, DetailedMerged, unless there is a link',
    ],
    ['nothing', null, '(top): found an empty value; expected a group of fields'],
    [
      'a base that is no policy',
      { base: { organization: 1 }, cases: [CASE] },
      'base.organization: found 1; expected a group of fields',
    ],
    ['no base', { cases: [CASE] }, 'base: found nothing; expected a policy document'],
    [
      'a code of no decision',
      { base: BASE, cases: [{ ...CASE, expect: { outcome: 'maybe' } }] },
      'cases.0.expect.outcome: found "maybe"; expected one of answer, refuse',
    ],
    [
      'a misspelt field',
      { base: BASE, cases: [{ ...CASE, expects: TRUE }] },
      'cases.0.expects: found a group of fields; expected no field of this name',
    ],
    [
      'a case whose change breaks the policy, together with all others of that kind',
      {
        base: BASE,
        cases: [CASE, { ...CASE, given: { organization: { id: null } } }, { ...CASE, given: { groups: { a: ['b'] } } }],
      },
      'cases.1.given.organization.id: found nothing; expected a string',
      'cases.2.given.groups.a.0: found "b"; expected the name of a group',
    ],
  ]
  for (const [what, input, ...problems] of refused) {
    it(`refuses a file with ${what}, whole`, () => expect(problemsOf(input)).to.deep.equal(problems))
  }
})
