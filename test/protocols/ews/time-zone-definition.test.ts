import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readTimeZoneDefinition, zoneOfId } from '../../../protocols/ews/time-zone-definition.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'
import { itShared } from '../../shared-material.ts'
import { codeOf, readerOn } from './ews-requests.ts'

const read = (element: string): Zone => readTimeZoneDefinition(readerOn(element))
const definition = (attributes: string, inside = ''): string =>
  `<t:TimeZoneDefinition ${attributes}>${inside}</t:TimeZoneDefinition>`
const PERIOD = '<t:Periods><t:Period Bias="-PT5H30M" Name="Standard" Id="std"/></t:Periods>'
const group = (inside: string): string =>
  `<t:TransitionsGroups><t:TransitionsGroup Id="0">${inside}</t:TransitionsGroup></t:TransitionsGroups>`
const TO_PERIOD = '<t:Transition><t:To Kind="Period">std</t:To></t:Transition>'
const TO_GROUP = '<t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions>'

describe('a TimeZoneDefinition', () => {
  itShared('with full rules is that zone from 2000 to 2020', 'samples/ews', (path) => {
    const sample = readFileSync(`${path}/03-request-timezonecontext-freebusy-and-suggestions.xml`, 'utf8')
    const element = /<t:TimeZoneDefinition [\s\S]*<\/t:TimeZoneDefinition>/.exec(sample)?.[0] ?? ''
    // Without its name, so that it is the rules that are followed.
    const zone = read(element.replace('Id="Pacific Standard Time"', 'Id="nowhere"'))
    const theirs = ianaZone('America/Los_Angeles') ?? UTC
    for (let at = Date.UTC(2000, 0, 1); at < Date.UTC(2020, 0, 1); at += 31 * 3_600_000) {
      expect(zone.offsetAt(at), new Date(at).toISOString()).to.equal(theirs.offsetAt(at))
    }
  })
  it('may be a Windows name alone, or an IANA name', () => {
    expect(read(definition('Id="W. Europe Standard Time"')).id).to.equal('Europe/Berlin')
    expect(read(definition('Id="Europe/Oslo" Name="x"')).offsetAt(Date.UTC(2026, 6, 1))).to.equal(120)
    expect(zoneOfId('nowhere')).to.equal(null)
  })
  it('may have one period and no change', () => {
    expect(read(definition('Id="mine"', PERIOD + group(TO_PERIOD) + TO_GROUP)).offsetAt(0)).to.equal(330)
  })
  it('falls back to its name where its rules lead nowhere', () => {
    expect(read(definition('Id="UTC"', PERIOD + group(TO_PERIOD) + TO_GROUP.replace('>0<', '>9<'))).id).to.match(/UTC/)
  })
  for (const [title, element] of [
    ['no name and no rules', definition('')],
    ['an unknown name', definition('Id="Middle Earth Standard Time"')],
    ['a period that is not there', definition('Id="x"', PERIOD + group(TO_PERIOD.replace('std', 'dst')) + TO_GROUP)],
    ['a bias of 30 hours', definition('Id="x"', PERIOD.replace('-PT5H30M', 'PT30H') + group(TO_PERIOD) + TO_GROUP)],
    [
      'a bias that is no duration',
      definition('Id="x"', PERIOD.replace('-PT5H30M', 'much') + group(TO_PERIOD) + TO_GROUP),
    ],
    ['more changes a year than any zone has', definition('Id="x"', PERIOD + group(TO_PERIOD.repeat(9)) + TO_GROUP)],
    [
      'more eras than any zone has',
      definition('Id="x"', PERIOD + group(TO_PERIOD) + `<t:Transitions>${TO_PERIOD.repeat(129)}</t:Transitions>`),
    ],
  ] as const) {
    it(`names no zone with ${title}`, () => expect(codeOf(() => read(element))).to.equal('ERR_TIME_ZONE_MISSING'))
  }
})
