import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { writeSettings, writeSettingsError } from '../../../protocols/autodiscover/write-settings.ts'
import { itXmllint } from '../../shared-material.ts'
import { elementsOf } from './elements-of.ts'

const SCHEMA = fileURLToPath(new URL('./autodiscover-answer.xsd', import.meta.url))
const URL_OF_US = 'https://gateway.contoso.example/EWS/Exchange.asmx'
const NOON = Date.UTC(2026, 10, 26, 12, 0, 1)

/** What xmllint says against it; empty: nothing. */
function complaints(document: Buffer): string {
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-'], { input: document })
  return status === 0 ? '' : stderr.toString()
}

describe('where a calendar is asked for, told in plain XML', () => {
  const hostile = 'a&b<c>"\u00fc@contoso.example'

  it("is said as the specification's example says it: ASUrl for servers of the same and of another organization", () => {
    const said = elementsOf(writeSettings('bo@contoso.example', URL_OF_US))
    expect(said).to.deep.equal([
      ['DisplayName', 'bo@contoso.example'],
      ['AutoDiscoverSMTPAddress', 'bo@contoso.example'],
      ...[
        ['AccountType', 'email'],
        ['Action', 'settings'],
      ],
      ...[
        ['Type', 'EXCH'],
        ['Server', 'gateway.contoso.example'],
        ['ASUrl', URL_OF_US],
        ['EwsUrl', URL_OF_US],
      ],
      ...[
        ['Type', 'EXPR'],
        ['Server', 'gateway.contoso.example'],
        ['ASUrl', URL_OF_US],
        ['EwsUrl', URL_OF_US],
      ],
    ])
  })

  itXmllint('is valid by a schema written from the pages, whatever the address', () => {
    for (const address of ['bo@contoso.example', hostile]) {
      expect(complaints(writeSettings(address, URL_OF_US))).to.equal('')
    }
    expect(complaints(Buffer.from('<Autodiscover/>'))).to.not.equal('')
  })

  itXmllint('is an error of the specification where it is not told', () => {
    for (const code of [500, 600, 601] as const) {
      expect(complaints(writeSettingsError(code, NOON))).to.equal('')
      expect(writeSettingsError(code, NOON).toString()).to.include(
        `<Error Time="12:00:01.000" Id="0"><ErrorCode>${code}<`,
      )
    }
  })

  it('holds an address and never markup of it', () => {
    expect(elementsOf(writeSettings(hostile, URL_OF_US))[0]).to.deep.equal(['DisplayName', hostile])
  })
})
