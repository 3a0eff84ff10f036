import { filesUnder } from '../source-files.ts'

/** Files that are mutated together, and the tests that have to notice: those that stop at the first difference first. */
export interface Scope {
  readonly name: string
  readonly mutated: readonly string[]
  readonly tests: readonly string[]
}

const policies = (names: readonly string[]): readonly string[] => names.map((name) => `trust/policies/${name}.ts`)
const policyTests = (names: readonly string[]): readonly string[] =>
  names.map((name) => `test/trust/policies/${name}.test.ts`)
/** A folder has more than code in it. */
const codeUnder = (folder: string): readonly string[] => filesUnder(folder).filter((path) => path.endsWith('.ts'))
const explanationTests = (names: readonly string[]): readonly string[] =>
  names.map((name) => `test/gateway/explain/${name}.test.ts`)

export const SCOPES: readonly Scope[] = [
  {
    name: 'deciding',
    mutated: policies([
      ...['access-level', 'decision', 'decision-walk', 'decide-access', 'decide-anonymous', 'cap-of', 'sharing-policy'],
    ]),
    tests: policyTests([
      ...['access-level', 'decision', 'decision-walk', 'cap-of', 'decide-anonymous', 'decide-access', 'sharing-policy'],
      ...['explain-steps', 'rule-place', 'policy-test'],
    ]),
  },
  {
    name: 'parts',
    mutated: policies(['compare-told', 'intervals', 'open-times', 'pick-details', 'visible-part', 'withheld']),
    tests: policyTests(['intervals', 'visible-part', 'withheld', 'compare-told', 'pick-details', 'open-times']),
  },
  {
    name: 'showing',
    mutated: policies(['cut-to-part', 'entries-in-window', 'share-view', 'share-finding', 'told-entries']),
    tests: policyTests([
      ...['entries-in-window', 'share-finding', 'told-entries', 'share-view', 'share-view-in-blocks', 'cut-to-part'],
    ]),
  },
  {
    name: 'explaining',
    mutated: [...policies(['explain-steps', 'rule-place']), ...codeUnder('gateway/explain')],
    tests: [
      ...policyTests(['explain-steps', 'rule-place']),
      ...explanationTests([
        ...['refused-step', 'part-steps', 'policy-steps', 'found-steps', 'conclude', 'trace-steps', 'told-record'],
        ...['way-steps', 'asker-of'],
        ...['budget-steps', 'member-steps', 'explain-lookup', 'told-lookup'],
      ]),
    ],
  },
]
