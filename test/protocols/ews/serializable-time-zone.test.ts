import { expect } from 'chai'
import { readSerializableTimeZone, serializableTimeZone } from '../../../protocols/ews/serializable-time-zone.ts'
import { TYPES_NAMESPACE } from '../../../protocols/ews/ews-vocabulary.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'
import { BERLIN_ELEMENT, codeOf, readerOn } from './ews-requests.ts'

const read = (element: string): Zone => readSerializableTimeZone(readerOn(element))
const half = (name: string, inside: string): string => `<t:${name}>${inside}</t:${name}>`
const zoneElement = (bias: string, standard: string, daylight: string): string =>
  `<t:TimeZone>${bias}${half('StandardTime', standard)}${half('DaylightTime', daylight)}</t:TimeZone>`
const offsets = (zone: Zone): readonly number[] =>
  [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)].map((at) => zone.offsetAt(at))
const BIAS = '<t:Bias>480</t:Bias>'
const NOVEMBER =
  '<t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>11</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>'
const MARCH =
  '<t:Bias>-60</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>2</t:DayOrder><t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>'

describe('a TimeZone element', () => {
  it('is Berlin in every hour of a year', () => {
    const [ours, theirs] = [read(BERLIN_ELEMENT), ianaZone('Europe/Berlin') ?? UTC]
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000) {
      expect(ours.offsetAt(at)).to.equal(theirs.offsetAt(at))
    }
  })
  it('adds its biases west of UTC', () =>
    expect(offsets(read(zoneElement(BIAS, NOVEMBER, MARCH)))).to.deep.equal([-480, -420]))
  it('is read in any order of its fields, with fields nobody knows', () => {
    const shuffled =
      MARCH.split(/(?<=>)(?=<t:)/)
        .reverse()
        .join('') + '<t:Unknown><t:x/></t:Unknown>'
    expect(offsets(read(zoneElement(BIAS, NOVEMBER, shuffled)))).to.deep.equal([-480, -420])
  })
  it('may have a fixed date with a year and no weekday, as the Managed API sends it', () => {
    const fixed = (month: number, bias: number): string =>
      `<t:Bias>${bias}</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>8</t:DayOrder><t:Month>${month}</t:Month><t:Year>2026</t:Year>`
    expect(offsets(read(zoneElement(BIAS, fixed(11, 0), fixed(3, -60))))).to.deep.equal([-480, -420])
  })
  for (const [title, standard, daylight] of [
    [
      'zeroes',
      NOVEMBER.replace('<t:Month>11', '<t:Month>0').replace('<t:DayOrder>1', '<t:DayOrder>0'),
      MARCH.replace('<t:Month>3', '<t:Month>0'),
    ],
    ['two changes that change nothing', NOVEMBER, MARCH.replace('-60', '0')],
    ['a month 13', NOVEMBER.replace('>11<', '>13<'), MARCH],
    ['a time that is none', NOVEMBER.replace('02:00:00', 'soon'), MARCH],
    ['nothing', '', ''],
  ] as const) {
    it(`with ${title} has no summer time`, () =>
      expect(offsets(read(zoneElement(BIAS, standard, daylight)))).to.deep.equal([-480, -480]))
  }
  for (const bias of ['', '<t:Bias/>', '<t:Bias>x</t:Bias>', '<t:Bias>99999</t:Bias>']) {
    it(`names no zone with the bias ${JSON.stringify(bias)}`, () => {
      expect(codeOf(() => read(zoneElement(bias, NOVEMBER, MARCH)))).to.equal('ERR_TIME_ZONE_MISSING')
    })
  }

  for (const name of [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Sydney',
    'Asia/Kolkata',
    'UTC',
    'Europe/Dublin',
  ]) {
    it(`tells ${name} so that it is read back the same all year`, () => {
      const zone = ianaZone(name) ?? UTC
      const told = `<t:TimeZone xmlns="${TYPES_NAMESPACE}">${serializableTimeZone(zone, Date.UTC(2026, 5, 1))}</t:TimeZone>`
      const back = read(told)
      for (let at = Date.UTC(2026, 0, 2); at < Date.UTC(2026, 11, 31); at += 7_200_000) {
        expect(back.offsetAt(at), new Date(at).toISOString()).to.equal(zone.offsetAt(at))
      }
    })
  }
  it('tells Berlin as Exchange does', () => {
    expect(serializableTimeZone(ianaZone('Europe/Berlin') ?? UTC, Date.UTC(2026, 5, 1))).to.equal(
      BERLIN_ELEMENT.replaceAll('t:', '').replace(/^<TimeZone>|<\/TimeZone>$/g, ''),
    )
  })
})
