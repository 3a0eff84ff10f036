import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { ewsFault } from '../../../protocols/ews/fault.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { ErrorCode } from '../../../protocols/federation-error.ts'
import { itShared } from '../../shared-material.ts'
import { all, shape, textOf, treeOf } from './saxes-tree.ts'

const fault = (code: ErrorCode, context = {}): ReturnType<typeof ewsFault> =>
  ewsFault(new FederationError(code, 'secret message', context))

describe('a fault of EWS', () => {
  // Reference: the codes of the availability service, MS-OXWAVLS and MS-OXWSCDATA ResponseCodeType.
  const codes: readonly (readonly [ErrorCode, number, string])[] = [
    ['ERR_MESSAGE_MALFORMED', 500, 'ErrorSchemaValidation'],
    ['ERR_MESSAGE_TOO_BIG', 500, 'ErrorRequestStreamTooBig'],
    ['ERR_VERSION_UNKNOWN', 500, 'ErrorInvalidServerVersion'],
    ['ERR_OPERATION_UNKNOWN', 500, 'ErrorInvalidRequest'],
    ['ERR_MAILBOXES_NONE', 500, 'ErrorMailboxDataArrayEmpty'],
    ['ERR_MAILBOXES_TOO_MANY', 500, 'ErrorMailboxDataArrayTooBig'],
    ['ERR_WINDOW_INVALID', 500, 'ErrorInvalidTimeInterval'],
    ['ERR_WINDOW_TOO_LONG', 500, 'ErrorTimeIntervalTooBig'],
    ['ERR_INTERVAL_INVALID', 500, 'ErrorInvalidMergedFreeBusyInterval'],
    ['ERR_VIEW_INVALID', 500, 'ErrorInvalidFreeBusyViewType'],
    ['ERR_TIME_ZONE_MISSING', 500, 'ErrorTimeZone'],
    ['ERR_REQUESTER_UNTRUSTED', 401, 'ErrorAccessDenied'],
    ['ERR_IMPERSONATION_REFUSED', 500, 'ErrorImpersonateUserDenied'],
    ['ERR_BUSY', 500, 'ErrorServerBusy'],
    ['ERR_STORE_UNAVAILABLE', 500, 'ErrorServerBusy'],
    ['ERR_INTERNAL', 500, 'ErrorInternalServerError'],
    ['ERR_METADATA_REFUSED', 500, 'ErrorInternalServerError'],
  ]
  for (const [code, status, responseCode] of codes) {
    it(`for ${code} is ${responseCode}`, () => {
      const answer = fault(code)
      const tree = treeOf(answer.body)
      expect(answer.status).to.equal(status)
      expect(answer.headers['Content-Type']).to.equal('text/xml; charset=utf-8')
      expect(textOf(tree, 'e:ResponseCode')).to.equal(responseCode)
      expect(textOf(tree, ':faultcode')).to.equal(`a:${responseCode}`)
      expect(textOf(tree, 'e:Message')).to.equal(textOf(tree, ':faultstring'))
    })
  }

  itShared('has a code of the schema, each of them', 'schema/availability-messages.xsd', (path) => {
    const schema = readFileSync(path, 'utf8')
    for (const [, , responseCode] of codes) expect(schema).to.contain(`value="${responseCode}"`)
  })

  it('tells nothing of the error but its code and its place', () => {
    const answer = fault('ERR_MESSAGE_MALFORMED', { line: 7, position: 9, element: 'leaked' })
    expect(answer.body.toString()).to.not.match(/secret|leaked/)
    expect(textOf(treeOf(answer.body), 't:LineNumber')).to.equal('7')
    expect(textOf(treeOf(answer.body), 't:LinePosition')).to.equal('9')
    expect(fault('ERR_WINDOW_INVALID', { line: 7, position: 9 }).body.toString()).to.not.contain('LineNumber')
  })

  it('says how long to stay away when busy, and only then', () => {
    const busy = fault('ERR_BUSY', { backOffMs: 1234.5 })
    const [value] = all(treeOf(busy.body), 't:Value')
    expect(value?.attributes['Name']).to.equal('BackOffMilliseconds')
    expect(value?.text).to.equal('1235')
    expect(busy.headers['Retry-After']).to.equal('2')
    expect(Number(textOf(treeOf(fault('ERR_STORE_UNAVAILABLE').body), 't:Value'))).to.be.greaterThan(0)
    expect(fault('ERR_INTERNAL', { backOffMs: 5 }).headers).to.not.have.property('Retry-After')
  })

  itShared('is built as Exchange builds it', 'samples/ews', (path) => {
    const sample = (name: string): unknown => shape(treeOf(readFileSync(`${path}/${name}`)))
    const malformed = fault('ERR_MESSAGE_MALFORMED', { line: 1, position: 1 })
    expect(shape(treeOf(malformed.body))).to.deep.equal(sample('13-fault-ErrorSchemaValidation-template.xml'))
    expect(shape(treeOf(fault('ERR_BUSY').body))).to.deep.equal(sample('12-fault-ErrorServerBusy.xml'))
  })
})
