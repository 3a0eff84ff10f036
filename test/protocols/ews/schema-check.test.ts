import { expect } from 'chai'
import { itShared } from '../../shared-material.ts'
import { checkCollected, collectAnswer } from './schema-check.ts'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'

/** A whole envelope; the shortest answer that follows the schema has no rows at all (MS-OXWAVLS 3.1.4.1.2.2). */
const answerOf = (rows: string): Uint8Array =>
  Buffer.from(
    `<s:Envelope xmlns:s="${SOAP}"><s:Body>` +
      `<GetUserAvailabilityResponse xmlns="${MESSAGES}">${rows}</GetUserAvailabilityResponse>` +
      '</s:Body></s:Envelope>',
  )

describe('the check of answers by the schema of EWS', () => {
  it('keeps each answer about availability once, and nothing else', () => {
    collectAnswer(answerOf('<FreeBusyResponseArray/>'))
    collectAnswer(answerOf('<FreeBusyResponseArray/>'))
    collectAnswer(Buffer.from(`<s:Envelope xmlns:s="${SOAP}"><s:Body><s:Fault/></s:Body></s:Envelope>`))
    expect(checkCollected()).to.equal(1)
    expect(checkCollected()).to.equal(0)
  })

  itShared('refuses one with an element that is none of the schema', 'schema/availability-messages.xsd', () => {
    collectAnswer(answerOf('<FreeRows/>'))
    expect(checkCollected).to.throw(/FreeRows/)
  })
})
