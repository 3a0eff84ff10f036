import { expect } from 'chai'
import {
  compareVersions,
  isVersion,
  protocolRemedy,
  softwareRemedy,
} from '../../../trust/organization/version-demand.ts'

describe('what a partner has to speak and run', () => {
  it('is ordered as Semantic Versioning 11 orders it', () => {
    // The example of section 11.4, with releases around it.
    const rising = ['0.9.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2']
    rising.push('1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0')
    for (const [at, one] of rising.entries()) {
      for (const [other, two] of rising.entries()) {
        expect(Math.sign(compareVersions(one, two)), `${one} ${two}`).to.equal(Math.sign(at - other))
      }
    }
  })

  it('does not tell builds of one release apart, nor 1.2 from 1.2.0', () => {
    expect(compareVersions('1.2.0+abc', '1.2.0+xyz')).to.equal(0)
    expect(compareVersions('v1.2', '1.2.0')).to.equal(0)
  })

  it('is older than everything where it is no version', () => {
    expect(isVersion('latest')).to.equal(false)
    expect(isVersion(`${'1'.repeat(400)}.0`)).to.equal(false)
    expect(compareVersions('latest', '0.0.1')).to.be.below(0)
    expect(compareVersions('0.0.1', 'latest')).to.be.above(0)
    expect(compareVersions('latest', 'newest')).to.equal(0)
  })

  it('says which side to upgrade where the protocols do not meet', () => {
    expect(protocolRemedy({ version: 1, minimum: 1 })).to.equal(null)
    expect(protocolRemedy({ version: 9, minimum: 1 })).to.equal(null)
    expect(protocolRemedy({ version: 3, minimum: 2 })).to.equal(
      'the partner asks for version 2 of the protocol, this gateway speaks 1: upgrade this gateway',
    )
    expect(protocolRemedy({ version: 0, minimum: 0 })).to.equal(
      'the partner speaks version 0 of the protocol, this gateway asks for 1: the partner has to upgrade',
    )
  })

  it('binds only the programs that are named', () => {
    const minimum = { Ledig: '0.2.0' }
    expect(softwareRemedy({ name: 'Ledig', version: '0.2.0' }, minimum)).to.equal(null)
    expect(softwareRemedy({ name: 'Other', version: '0.0.1' }, minimum)).to.equal(null)
    expect(softwareRemedy({ name: 'constructor', version: '0.0.1' }, minimum)).to.equal(null)
    expect(softwareRemedy({ name: 'Ledig', version: '0.1.9' }, minimum)).to.equal(
      'the partner runs Ledig 0.1.9, this gateway asks for 0.2.0 (trust.minimumSoftware): the partner has to upgrade',
    )
  })
})
