import { expect } from 'chai'
import { NO_OFFER, parseOffer } from '../../../trust/organization/offer.ts'

const OFFER = {
  gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
  asks: { enabled: true, level: 'AvailabilityOnly' },
}

describe('an offer', () => {
  it('is read as it was registered', () => {
    expect(parseOffer(OFFER)).to.deep.equal(OFFER)
    expect(parseOffer(NO_OFFER)).to.deep.equal(NO_OFFER)
  })

  for (const [why, input, field] of [
    ['nothing', null, ''],
    ['one side only', { gives: OFFER.gives }, 'asks'],
    ['an unknown level', { ...OFFER, asks: { enabled: true, level: 'Everything' } }, 'asks.level'],
    ['a level in other letters', { ...OFFER, asks: { enabled: true, level: 'none' } }, 'asks.level'],
    ['a word for true', { ...OFFER, asks: { enabled: 'true', level: 'None' } }, 'asks.enabled'],
    ['a name we do not know', { ...OFFER, validFor: 'ever' }, ''],
  ] as const) {
    it(`is refused when it is ${why}, naming where`, () => {
      try {
        parseOffer(input)
      } catch (error) {
        expect(error).to.include({ code: 'ERR_MESSAGE_MALFORMED' })
        expect(error).to.have.nested.property('context.field', field)
        return
      }
      expect.fail('it was taken')
    })
  }

  it('gives and asks nothing where none was made', () => {
    expect(NO_OFFER.gives).to.deep.equal({ freeBusyAccessEnabled: false, freeBusyAccessLevel: 'None' })
    expect(NO_OFFER.asks).to.deep.equal({ enabled: false, level: 'None' })
  })
})
