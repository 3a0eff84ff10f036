import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { ianaOfWindowsZone, windowsZoneOfIana, windowsZones } from '../../../protocols/time-zone/windows-zones.ts'
import { windowsZonesTable } from '../../vectors/generate-windows-zones.ts'

describe('A Windows zone name', () => {
  const named: readonly (readonly [string, string | null])[] = [
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['w. europe standard time', 'Europe/Berlin'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['FLE Standard Time', 'Europe/Kiev'],
    ['UTC', 'Etc/UTC'],
    ['tzone://Microsoft/Utc', 'Etc/UTC'],
    ['Kamchatka Standard Time', 'Asia/Kamchatka'],
    ['Customized Time Zone', null],
    ['tzone://Microsoft/Custom', null],
    ['Europe/Berlin', null],
    ['constructor', null],
    ['', null],
  ]
  for (const [name, iana] of named) {
    it(`${JSON.stringify(name)} is ${iana ?? 'no zone'}`, () => expect(ianaOfWindowsZone(name)).to.equal(iana))
  }
  const told: readonly (readonly [string, string | null])[] = [
    ['Europe/Stockholm', 'W. Europe Standard Time'],
    ['Europe/Kiev', 'FLE Standard Time'],
    ['Europe/Kyiv', 'FLE Standard Time'],
    ['asia/kolkata', 'India Standard Time'],
    ['US/Pacific', 'Pacific Standard Time'],
    ['America/New_York', 'Eastern Standard Time'],
    ['America/Argentina/Buenos_Aires', 'Argentina Standard Time'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Nowhere/Atlantis', null],
  ]
  for (const [iana, name] of told) {
    it(`is ${name ?? 'none'} for ${iana}`, () => expect(windowsZoneOfIana(iana)).to.equal(name))
  }
  it('leads to a zone the engine has, and back to itself', () => {
    const zones = windowsZones(Date.UTC(2026, 0, 1))
    expect(zones.length).to.be.greaterThan(130)
    for (const { id } of zones) {
      const iana = ianaOfWindowsZone(id)
      expect(iana === null ? null : ianaZone(iana), id).to.not.equal(null)
      expect(iana === null ? null : windowsZoneOfIana(iana)).to.equal(id)
    }
  }).timeout(20_000)
  it('has a display name with its standard offset', () => {
    const names = new Map(windowsZones(Date.UTC(2026, 6, 1)).map(({ id, displayName }) => [id, displayName]))
    expect(names.get('W. Europe Standard Time')).to.equal('(UTC+01:00) Berlin')
    expect(names.get('Newfoundland Standard Time')).to.equal('(UTC-03:30) St Johns')
    expect(names.get('AUS Eastern Standard Time')).to.equal('(UTC+10:00) Sydney')
    expect(names.get('UTC')).to.equal('(UTC) Coordinated Universal Time')
  })
  it('stands in a table that is what the generator makes of the CLDR', async () => {
    const committed = new URL('../../../protocols/time-zone/windows-zones-table.ts', import.meta.url)
    expect(readFileSync(committed, 'utf8')).to.equal(await windowsZonesTable())
  }).timeout(20_000)
})
