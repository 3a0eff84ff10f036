import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { VIEWS } from '../../../protocols/availability/availability-question.ts'
import { writeAvailabilityQuestion } from '../../../protocols/ews/write-availability-question.ts'
import { itShared } from '../../shared-material.ts'
import { questionOf } from './availability-answers.ts'

const write = (question: Parameters<typeof writeAvailabilityQuestion>[0]): string =>
  writeAvailabilityQuestion(question).toString()

describe('a written availability question', () => {
  it('asks as an Exchange server does, in UTC, with times that carry no offset', () => {
    expect(write(questionOf(2, 'FreeBusyMerged')).replace(/<t:TimeZone>.*<\/t:TimeZone>/, '<zone/>')).to.equal(
      '<?xml version="1.0" encoding="utf-8"?>' +
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
        ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"' +
        ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><soap:Body>' +
        '<m:GetUserAvailabilityRequest><zone/><m:MailboxDataArray>' +
        '<t:MailboxData><t:Email><t:Address>vera@fabrikam.example</t:Address><t:RoutingType>SMTP</t:RoutingType></t:Email>' +
        '<t:AttendeeType>Required</t:AttendeeType><t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData>' +
        '<t:MailboxData><t:Email><t:Address>nils@fabrikam.example</t:Address><t:RoutingType>SMTP</t:RoutingType></t:Email>' +
        '<t:AttendeeType>Required</t:AttendeeType><t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData>' +
        '</m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>2026-12-01T00:00:00</t:StartTime>' +
        '<t:EndTime>2026-12-02T00:00:00</t:EndTime></t:TimeWindow>' +
        '<t:MergedFreeBusyIntervalInMinutes>30</t:MergedFreeBusyIntervalInMinutes>' +
        '<t:RequestedView>FreeBusyMerged</t:RequestedView></t:FreeBusyViewOptions>' +
        '</m:GetUserAvailabilityRequest></soap:Body></soap:Envelope>',
    )
  })

  it('keeps a window to the millisecond', () => {
    const window = ['2026-12-01T00:00:00.250Z', '2026-12-02T00:00:00Z'] as const
    expect(write(questionOf(1, 'FreeBusy', window))).to.contain('<t:StartTime>2026-12-01T00:00:00.250</t:StartTime>')
  })

  it('escapes what an address may hold', () => {
    const question = { ...questionOf(0), mailboxes: [parseMailboxAddress("o'neil&sons@fabrikam.example")] }
    expect(write(question)).to.contain("<t:Address>o'neil&amp;sons@fabrikam.example</t:Address>")
  })

  itShared('is valid by the schema, in every view', 'schema/availability-messages.xsd', (schema) => {
    const folder = mkdtempSync(join(tmpdir(), 'question-'))
    try {
      const files = VIEWS.map((view) => {
        const body = /<soap:Body>(.*)<\/soap:Body>/.exec(write(questionOf(3, view)))?.[1] ?? ''
        const names =
          ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"' +
          ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
        const path = join(folder, `${view}.xml`)
        writeFileSync(path, body.replace('<m:GetUserAvailabilityRequest', `<m:GetUserAvailabilityRequest${names}`))
        return path
      })
      execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, ...files], { stdio: 'pipe' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
