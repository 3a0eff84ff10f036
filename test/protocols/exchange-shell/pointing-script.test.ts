import { expect } from 'chai'
import fc from 'fast-check'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { POINTING_STEPS } from '../../../protocols/exchange-shell/pointing-steps.ts'
import { writePointingScript } from '../../../protocols/exchange-shell/pointing-script.ts'
import type { Pointing } from '../../../protocols/exchange-shell/pointing-script.ts'
import { evaluate } from './powershell-reading.ts'

const POINTING: Pointing = {
  name: "Ledig O'Brien & Söhne",
  domains: [parseDomain('contoso.example'), parseDomain('mail.contoso.example')],
  applicationUri: 'urn:ledig:0d4b5e0a-7a0e-4c55-9c39-5f0f4a9f5d11',
  ewsUrl: 'https://gw.contoso.example/EWS/Exchange.asmx',
  autodiscoverUrl: 'https://gw.contoso.example/autodiscover/autodiscover.xml',
  metadataUrl: 'https://gw.contoso.example/organizations/contoso/autodiscover/metadata/json/1',
  fingerprint: 'ab'.repeat(32),
  gives: 'AvailabilityOnly',
  way: 'address-space',
}

/** The values at the top of a script, read by the rules of the language. */
function assignmentsOf(script: string): Record<string, string | string[]> {
  const head = script.slice(0, script.indexOf('# ---- Before'))
  const lines = head.split('\n').filter((line) => line.startsWith('$') && !line.startsWith('$ErrorAction'))
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', expression = ''] = /^\$(\w+) = (.+)$/.exec(line) ?? []
      return [name, /^\$(?:true|false)$/.test(expression) ? expression : evaluate(expression)]
    }),
  )
}

/** Parameters by cmdlet, from the syntax of each cmdlet's page; common ones aside. */
const SYNTAX: Readonly<Record<string, readonly string[]>> = {
  'New-AuthServer': [
    'Name',
    'AuthMetadataUrl',
    'TrustAnySSLCertificate',
    'Confirm',
    'DomainController',
    'DomainName',
    'Enabled',
    'Type',
    'WhatIf',
  ],
  'Set-AuthServer': [
    'Identity',
    'AuthMetadataUrl',
    'GraphBaseUrl',
    'TrustAnySSLCertificate',
    'DomainName',
    'Enabled',
    'Name',
    'RefreshAuthMetadata',
    'Confirm',
  ],
  'Remove-AuthServer': ['Identity', 'Confirm', 'DomainController', 'WhatIf'],
  'New-PartnerApplication': [
    'Name',
    'ApplicationIdentifier',
    'Realm',
    'AcceptSecurityIdentifierInformation',
    'AccountType',
    'Enabled',
    'LinkedAccount',
    'AuthMetadataUrl',
    'TrustAnySSLCertificate',
  ],
  'Set-PartnerApplication': [
    'Identity',
    'ApplicationIdentifier',
    'Realm',
    'AcceptSecurityIdentifierInformation',
    'AccountType',
    'Enabled',
    'LinkedAccount',
    'Name',
    'RefreshAuthMetadata',
  ],
  'Remove-PartnerApplication': ['Identity', 'Confirm', 'DomainController', 'WhatIf'],
  'Add-AvailabilityAddressSpace': [
    'AccessMethod',
    'ForestName',
    'Credentials',
    'ProxyUrl',
    'TargetAutodiscoverEpr',
    'TargetServiceEpr',
    'TargetTenantId',
    'UseServiceAccount',
  ],
  'Remove-AvailabilityAddressSpace': ['Identity', 'Confirm', 'DomainController', 'WhatIf'],
  'New-OrganizationRelationship': [
    'Name',
    'DomainNames',
    'Enabled',
    'FreeBusyAccessEnabled',
    'FreeBusyAccessLevel',
    'FreeBusyAccessScope',
    'TargetApplicationUri',
    'TargetAutodiscoverEpr',
    'TargetOwaURL',
    'TargetSharingEpr',
  ],
  'Set-OrganizationRelationship': [
    'Identity',
    'DomainNames',
    'Enabled',
    'FreeBusyAccessEnabled',
    'FreeBusyAccessLevel',
    'FreeBusyAccessScope',
    'TargetApplicationUri',
    'TargetAutodiscoverEpr',
    'TargetOwaURL',
    'TargetSharingEpr',
  ],
  'Remove-OrganizationRelationship': ['Identity', 'Confirm', 'DomainController', 'WhatIf'],
  'Test-OAuthConnectivity': ['Service', 'TargetUri', 'AppOnly', 'Confirm', 'Mailbox', 'ReloadConfig', 'UseCachedToken'],
  'Test-OrganizationRelationship': ['UserIdentity', 'Identity', 'Confirm', 'DomainController', 'WhatIf'],
}

describe('the script that points an Exchange server at us', () => {
  it('has each value once, and means it', () => {
    const { givenLevel, ...values } = assignmentsOf(writePointingScript(POINTING))
    const { gives, way: _way, ...expected } = POINTING
    expect(values).to.deep.include(expected)
    expect(givenLevel).to.equal(gives)
    expect(values).to.deep.include({
      useTokens: '$true',
      linkedAccount: '',
      useAddressSpace: '$true',
      useRelationship: '$false',
    })
    expect(assignmentsOf(writePointingScript({ ...POINTING, way: 'relationship' }))).to.deep.include({
      useAddressSpace: '$false',
      useRelationship: '$true',
    })
  })

  it('means its values whatever they are, and is the same below them', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 64 }),
        fc.string({ unit: 'grapheme' }),
        (name, applicationUri) => {
          const usable = (text: string): boolean => !/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text)
          fc.pre(usable(name) && usable(applicationUri))
          const script = writePointingScript({ ...POINTING, name, applicationUri })
          expect(assignmentsOf(script)).to.deep.include({ name, applicationUri })
          expect(script.endsWith(POINTING_STEPS)).to.equal(true)
          expect(script).to.match(/^[\x20-\x7e\n]*$/)
        },
      ),
      { seed: 3, numRuns: 200 },
    )
  })

  it('uses the parameters of the pages of its cmdlets, and no others', () => {
    const used = [
      ...POINTING_STEPS.matchAll(
        /\b((?:New|Set|Add|Remove|Test)-[A-Za-z]+)((?: +-[A-Za-z]+(?::\$\w+)?| +[$@][\w.]+| +\w+)*)/g,
      ),
    ]
    const cmdlets = new Set(used.map(([, cmdlet]) => cmdlet))
    for (const named of Object.keys(SYNTAX)) expect(cmdlets.has(named), named).to.equal(true)
    for (const [, cmdlet = '', rest = ''] of used) {
      if (cmdlet === 'Set-StrictMode') continue
      const parameters = [...rest.matchAll(/ -([A-Za-z]+)/g)].map(([, name]) => name)
      expect([...(SYNTAX[cmdlet] ?? []), 'Verbose'], cmdlet).to.include.members(parameters)
    }
    const splatted = [...POINTING_STEPS.matchAll(/^ {4}(\w+) += /gm)].map(([, name]) => name)
    expect(splatted).to.have.length(7)
    expect(SYNTAX['New-OrganizationRelationship']).to.include.members(splatted)
    expect(SYNTAX['Set-OrganizationRelationship']).to.include.members(splatted)
  })

  it('closes what it opens, and says only what is a comment in its comments', () => {
    const code = POINTING_STEPS.split('\n')
      .map((line) => line.replace(/^\s*#.*$/, ''))
      .join('\n')
    const outside = code.replaceAll(/'[^'\n]*'|"[^"\n]*"/g, '')
    for (const [open, close] of ['{}', '()'].map((pair) => [...pair] as [string, string])) {
      expect(outside.split(open).length, open).to.equal(outside.split(close).length)
    }
    const variables = new Set([...code.matchAll(/(?<![\w`])\$(\w+)/g)].map(([, name]) => name))
    const known = new Set([...Object.keys(assignmentsOf(writePointingScript(POINTING))), '_', 'null', 'true', 'false'])
    const made = [...code.matchAll(/^\s*\$(\w+) = /gm)].map(([, name]) => name)
    expect(
      [...variables].filter((name) => !known.has(name ?? '') && !made.includes(name) && name !== 'domain'),
    ).to.deep.equal([])
  })

  it('does nothing by token before the certificate was compared', () => {
    expect(POINTING_STEPS.indexOf('-notcontains $fingerprint')).to.be.lessThan(POINTING_STEPS.indexOf('New-AuthServer'))
  })
})
