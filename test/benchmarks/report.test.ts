import { expect } from 'chai'
import { median, met, table, thisMachine } from './report.ts'

describe('the report of the bench', () => {
  it('takes the middle of an odd number of rounds and the mean of the middle two of an even one', () => {
    expect(median([9, 1, 5])).to.equal(5)
    expect(median([4, 1, 9, 2])).to.equal(3)
    expect(() => median([])).to.throw(RangeError)
  })

  it('says whether a target is met by the direction that is better', () => {
    const ratio = { name: 'a', target: 0.5 } as const
    expect(met({ ...ratio, value: 0.5, better: 'higher' })).to.equal(true)
    expect(met({ ...ratio, value: 0.49, better: 'higher' })).to.equal(false)
    expect(met({ ...ratio, value: 0.49, better: 'lower' })).to.equal(true)
    expect(met({ ...ratio, value: 0.51, better: 'lower' })).to.equal(false)
    expect(met({ ...ratio, target: null, value: 1, better: 'lower' })).to.equal(null)
  })

  it('prints a missed target as missed, next to what was wanted', () => {
    const lines = table([
      { name: 'local1-efficiency', value: 0.4321, target: 0.5, better: 'higher' },
      { name: 'local1-tail', value: 1.2, target: 1.5, better: 'lower' },
      { name: 'local1-cpu-over-http', value: 12.34, target: null, better: 'lower' },
    ]).split('\n')
    expect(lines[1]).to.match(/^local1-efficiency +0\.432 +≥ 0\.5 +MISSED$/)
    expect(lines[2]).to.match(/^local1-tail +1\.200 +≤ 1\.5 +met$/)
    expect(lines[3]).to.match(/^local1-cpu-over-http +12\.3$/)
  })

  it('names the machine the figures are of', () => {
    expect(thisMachine().node).to.equal(process.version)
    expect(thisMachine().cores).to.be.greaterThan(0)
  })
})
