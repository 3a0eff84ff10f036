import { expect } from 'chai'
import { parseDateValue, parseDuration, parseOffset } from '../../../protocols/icalendar/date-values.ts'
import { at } from './calendar-text.ts'

describe('A DATE or DATE-TIME', () => {
  const good: readonly (readonly [text: string, wall: string, form: string])[] = [
    ['20261201', '2026-12-01T00:00Z', 'date'],
    ['20261201T093015', '2026-12-01T09:30:15Z', 'local'],
    ['20261201T093015Z', '2026-12-01T09:30:15Z', 'utc'],
    ['20261201t093015z', '2026-12-01T09:30:15Z', 'utc'],
    [' 20280229 ', '2028-02-29T00:00Z', 'date'],
    ['20161231T235960Z', '2016-12-31T23:59:59Z', 'utc'],
    ['00010101', '0001-01-01T00:00Z', 'date'],
    ['99991231T235959', '9999-12-31T23:59:59Z', 'local'],
  ]
  for (const [text, wall, form] of good) {
    it(`reads ${text}`, () => expect(parseDateValue(text)).to.deep.equal({ wall: at(wall), form }))
  }
  const bad = [
    '',
    '2026',
    '2026-12-01',
    '20270229',
    '20261301',
    '20260001',
    '20260100',
    '20261201T240000',
    '20261201T096000',
  ]
  for (const text of [...bad, '20261201T090061', '20261201T0900', '20261201T090000+0100', '20261201Z', 'x20261201']) {
    it(`refuses ${text || 'nothing'}`, () => {
      expect(() => parseDateValue(text))
        .to.throw()
        .with.property('code', 'ERR_MESSAGE_MALFORMED')
    })
  }
})

describe('A DURATION', () => {
  const good: readonly (readonly [text: string, days: number, ms: number])[] = [
    ['PT0S', 0, 0],
    ['P1W', 7, 0],
    ['P15DT5H0M20S', 15, 18_020_000],
    ['+PT1H30M', 0, 5_400_000],
    ['-PT0S', 0, 0],
    ['P1W2D', 9, 0],
    ['PT36H', 0, 129_600_000],
  ]
  for (const [text, days, ms] of good)
    it(`reads ${text}`, () => expect(parseDuration(text)).to.deep.equal({ days, ms }))
  for (const text of [
    '',
    'P',
    'PT',
    'P1',
    '1D',
    '-P1D',
    'P1Y',
    'P1H',
    'PT1D',
    'P99999W',
    `P${'9'.repeat(400)}D`,
    'PT-1H',
  ]) {
    it(`refuses ${text.slice(0, 10) || 'nothing'}`, () => {
      expect(() => parseDuration(text))
        .to.throw()
        .with.property('code', 'ERR_MESSAGE_MALFORMED')
    })
  }
})

describe('A UTC-OFFSET', () => {
  const good: readonly (readonly [text: string, minutes: number])[] = [
    ['+0100', 60],
    ['-0330', -210],
    ['+053000', 330],
    ['-004430', -44.5],
  ]
  for (const [text, minutes] of good) it(`reads ${text}`, () => expect(parseOffset(text)).to.equal(minutes))
  for (const text of ['0100', '+1', '+2400', '+0160', '+01:00']) {
    it(`refuses ${text}`, () =>
      expect(() => parseOffset(text))
        .to.throw()
        .with.property('code', 'ERR_MESSAGE_MALFORMED'))
  }
})
