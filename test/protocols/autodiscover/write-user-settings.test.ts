import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import {
  writeNotFederated,
  writeSoapFault,
  writeUserSettings,
} from '../../../protocols/autodiscover/write-user-settings.ts'
import { itShared } from '../../shared-material.ts'
import { elementsOf } from './elements-of.ts'

const EWS = 'https://gateway.contoso.example/EWS/Exchange.asmx'
const OURS = { address: 'bo@contoso.example', ewsUrl: EWS }

/** Names of elements in order of their start tags. */
const shapeOf = (text: string): readonly string[] =>
  [...text.matchAll(/<([\w:]+)((?:\s+[\w:]+="[^"]*")*)\s*\/?>/g)].map(([, name]) => name ?? '')

describe('settings of people, told by SOAP', () => {
  it('are those asked for, each with its name, and the rest is named as not there', () => {
    const answer = writeUserSettings([OURS], ['ExternalEwsUrl', 'MailboxDN'], 'urn:uuid:1')
    expect(elementsOf(answer).filter(([name]) => !/Number|Version|Action/.test(name))).to.deep.equal([
      ['RelatesTo', 'urn:uuid:1'],
      ...[
        ['ErrorCode', 'NoError'],
        ['ErrorCode', 'NoError'],
        ['ErrorMessage', 'No error.'],
      ],
      ...[
        ['ErrorCode', 'SettingIsNotAvailable'],
        ['ErrorMessage', 'The setting is not available.'],
      ],
      ...[
        ['SettingName', 'MailboxDN'],
        ['Name', 'ExternalEwsUrl'],
        ['Value', EWS],
      ],
    ])
  })

  itShared(
    'have the shape of the real ones',
    'captures/other-exch-autod-soap-02-GetUserSettings.response.xml',
    (path) => {
      const names = [
        'UserDisplayName',
        'AutoDiscoverSMTPAddress',
        'ExternalEwsUrl',
        'InternalEwsUrl',
        'EwsSupportedSchemas',
      ]
      const ours = writeUserSettings([OURS], names, null).toString()
      expect(shapeOf(ours)).to.deep.equal(shapeOf(readFileSync(path, 'utf8')))
    },
  )

  it('are in the order asked, and a stranger among them is one row', () => {
    const answer = writeUserSettings([{ address: 'x@y.example', ewsUrl: null }, OURS], ['ExternalEwsUrl'], null)
    const codes = elementsOf(answer)
      .filter(([name]) => name === 'ErrorCode')
      .map(([, code]) => code)
    expect(codes).to.deep.equal(['NoError', 'InvalidUser', 'NoError'])
  })

  it('never hold markup of an id somebody sent', () => {
    const hostile = ']]></a:RelatesTo><x/>&'
    expect(elementsOf(writeNotFederated(hostile)).find(([name]) => name === 'RelatesTo')?.[1]).to.equal(hostile)
  })
})

describe('what federation a domain has', () => {
  it('is none of a broker', () => {
    const said = elementsOf(writeNotFederated(null))
    expect(said.find(([name]) => name === 'ErrorCode')?.[1]).to.equal('NotFederated')
    expect(said.map(([name]) => name)).to.not.include.members(['Domain', 'ApplicationUri'])
  })
})

describe('a request that could not be read', () => {
  it('is a fault of its sender', () => {
    expect(elementsOf(writeSoapFault('Text.'))).to.deep.equal([
      ['faultcode', 's:Client'],
      ['faultstring', 'Text.'],
    ])
  })
})
