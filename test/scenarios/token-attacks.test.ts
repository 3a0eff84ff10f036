import { expect } from 'chai'
import { attackTokens } from '../soaks/attack-tokens.ts'

describe('Whoever makes bad tokens out of good ones', function () {
  this.timeout(120_000)

  it('gets none accepted and one answer to all, by whatever way they are made (TK1 to TK10, TK14)', async () => {
    const report = await attackTokens({ count: 1_500, seed: 20_261_126, progress: () => undefined })
    expect(report.acceptedWays).to.deep.equal([])
    expect(report).to.include({ accepted: 0, distinctRefusals: 1, controlsAccepted: report.controls })
    expect(report.tried).to.be.at.least(1_500)
    expect(report.triedOverHttp).to.be.at.least(20)
    expect(report.controls * 9).to.be.at.least(report.tried)
    // The forgeries reach every check there is, down to the last.
    expect(Object.keys(report.reasons)).to.include.members([
      ...['TRUST_TOKEN_TOO_LONG', 'TRUST_TOKEN_MALFORMED', 'TRUST_HEADER', 'TRUST_TYPE', 'TRUST_ISSUER_UNKNOWN'],
      ...['TRUST_KEY_UNKNOWN', 'TRUST_ALG', 'TRUST_SIG', 'TRUST_CLAIMS', 'TRUST_AUD', 'TRUST_REQUEST', 'TRUST_TIME'],
      ...['TRUST_SUBJECT', 'TRUST_REPLAYED'],
    ])
  })
})
