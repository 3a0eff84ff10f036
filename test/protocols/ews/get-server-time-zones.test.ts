import { expect } from 'chai'
import { TYPES_NAMESPACE } from '../../../protocols/ews/ews-vocabulary.ts'
import { readTimeZoneDefinition } from '../../../protocols/ews/time-zone-definition.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import { envelope, outcomeOf, readerOn } from './ews-requests.ts'
import { all, textOf, treeOf } from './saxes-tree.ts'

const request = (attributes: string, ids: readonly string[] | null): Buffer => {
  const listed = ids === null ? '' : `<m:Ids>${ids.map((id) => `<t:Id>${id}</t:Id>`).join('')}</m:Ids>`
  return envelope('', `<m:GetServerTimeZones ${attributes}>${listed}</m:GetServerTimeZones>`)
}
const ask = async (attributes: string, ids: readonly string[] | null): Promise<string> =>
  (await outcomeOf(request(attributes, ids))).answer.body.toString()

describe('GetServerTimeZones', () => {
  for (const [windows, iana] of [
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['AUS Eastern Standard Time', 'Australia/Sydney'],
    ['India Standard Time', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
  ] as const) {
    it(`describes ${windows} so that its rules give ${iana}`, async () => {
      const element =
        /<t:TimeZoneDefinition [\s\S]*<\/t:TimeZoneDefinition>/.exec(
          await ask('ReturnFullTimeZoneData="true"', [windows]),
        )?.[0] ?? ''
      const zone = readTimeZoneDefinition(readerOn(element.replace(/ Id="[^"]*">/, ' Id="nowhere">')))
      const theirs = ianaZone(iana) ?? UTC
      for (let at = Date.UTC(2020, 0, 2); at < Date.UTC(2037, 0, 1); at += 31 * 3_600_000) {
        expect(zone.offsetAt(at), new Date(at).toISOString()).to.equal(theirs.offsetAt(at))
      }
    })
  }

  it('names what exchangelib needs: periods Standard and Daylight, at most two changes in a group, groups that sort', async () => {
    const tree = treeOf(await ask('ReturnFullTimeZoneData="1"', ['w. europe standard time', 'Iran Standard Time']))
    expect(all(tree, 't:TimeZoneDefinition').map(({ attributes }) => attributes['Id'])).to.have.members([
      'W. Europe Standard Time',
      'Iran Standard Time',
    ])
    for (const period of all(tree, 't:Period')) expect(period.attributes['Name']).to.be.oneOf(['Standard', 'Daylight'])
    for (const definition of all(tree, 't:TimeZoneDefinition')) {
      const groups = all(definition, 't:TransitionsGroup')
      for (const group of groups) {
        expect(group.children.length).to.be.within(1, 2)
        expect(group.children.some((change) => textOf(change, 't:To')?.startsWith('Standard'))).to.equal(true)
      }
      const ids = groups.map(({ attributes }) => attributes['Id'])
      expect(ids).to.deep.equal([...ids].sort())
    }
  })

  it('leaves out what it does not know, and tells all where none is named', async () => {
    expect(all(treeOf(await ask('', ['Nowhere Time'])), 't:TimeZoneDefinition')).to.have.length(0)
    const tree = treeOf(await ask('ReturnFullTimeZoneData="false"', null))
    expect(all(tree, 't:TimeZoneDefinition').length).to.be.greaterThan(130)
    expect(all(tree, 't:Periods')).to.have.length(0)
  })

  it('binds the names of its rules', async () => {
    expect(await ask('', ['UTC'])).to.contain(`xmlns:t="${TYPES_NAMESPACE}"`)
  })

  it('is refused with what is no boolean', async () => {
    expect((await outcomeOf(request('ReturnFullTimeZoneData="maybe"', null))).code).to.equal('ERR_MESSAGE_MALFORMED')
  })
})
