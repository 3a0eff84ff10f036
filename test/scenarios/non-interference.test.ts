import { expect } from 'chai'
import { measureInterference, pairsUntilFound } from '../soaks/interference/measure-interference.ts'
import { LEAKS } from '../soaks/interference/plant-leaks.ts'

/** Of this test, so that a failure can be had again; `npm run soak:interference` takes another each time. */
const SEED = 20_261_126

describe('two worlds that differ only in what a requester may not see (PL2, PL7)', () => {
  it('are answered alike to the last byte, with the same work, through the doors of the gateway', async () => {
    const report = await measureInterference({ pairs: 500, seed: SEED, progress: () => undefined })
    expect(report.wrong).to.deep.equal([])
    expect(report).to.include({ pairs: 500, differing: 0, astray: 0 })
    expect(report.telling).to.be.greaterThan(150)
    expect(report.controls).to.be.greaterThan(9)
    expect(report.controlsFound).to.equal(report.controls)
    expect(report.paths).to.have.all.keys('partner', 'neighbour', 'colleague', 'transit', 'published')
  })

  for (const leak of LEAKS) {
    it(`are told apart within 10,000 pairs where somebody lets out ${leak.name}`, async () => {
      expect(await pairsUntilFound(leak, SEED, 10_000)).to.be.a('number')
    })
  }
})
