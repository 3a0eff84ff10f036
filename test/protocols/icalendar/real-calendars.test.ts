import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { itShared } from '../../shared-material.ts'
import { entriesOf, read, windowOf } from './calendar-text.ts'
import type { RealCalendar } from './count-real-calendars.ts'

const LIST = JSON.parse(
  readFileSync(new URL('real-calendars.json', import.meta.url), 'utf8'),
) as readonly RealCalendar[]

function outcomeOf(bytes: Uint8Array, listed: RealCalendar): Partial<RealCalendar> {
  const [from = '2026-01-01', to = '2027-01-01'] = listed.window ?? []
  try {
    // The limit of steps stands in the expansion: what would take more is refused here too.
    const entries = entriesOf(read(bytes), windowOf(from, to))
    return { busy: entries.filter(({ status }) => status !== 'Free').length }
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
    return { refused: error.message }
  }
}

describe('The list of real calendars', () => {
  it('says of each either how many busy instances it has, or why it is refused', () => {
    for (const { file, busy, refused, engines } of LIST) {
      expect(busy === undefined, file).to.equal(refused !== undefined)
      if (engines !== undefined) expect(engines.right, file).to.match(/^RFC \d+ [\d.]+: /)
    }
  })

  itShared('names every file there is, and no other', 'calendars', (folder) => {
    const files = readdirSync(folder, { recursive: true }).map(String)
    const calendars = files.filter((name) => name.endsWith('.ics')).map((name) => name.replaceAll('\\', '/'))
    expect(calendars.length).to.be.greaterThan(200)
    expect(LIST.map(({ file }) => file)).to.have.members(calendars)
  })

  itShared('is true of every file', 'calendars', (folder) => {
    for (const listed of LIST) {
      const { busy, refused } = listed
      const expected = refused === undefined ? { busy } : { refused }
      expect(outcomeOf(readFileSync(join(folder, listed.file)), listed), listed.file).to.deep.equal(expected)
    }
  })
})
