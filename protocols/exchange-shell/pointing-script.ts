import type { Domain } from '../availability/mailbox-address.ts'
import type { FreeBusyAccessLevel } from './organization-relationship.ts'
import { POINTING_STEPS } from './pointing-steps.ts'
import { powershellList, powershellLiteral } from './powershell-literal.ts'

/** What the administrator of an Exchange server needs to point it at one of our organizations. */
export interface Pointing {
  /** What our organization is called in their Exchange; at most 64 characters (New-OrganizationRelationship). */
  readonly name: string
  /** Of our organization, exact; each needs an address space of its own (Add-AvailabilityAddressSpace). */
  readonly domains: readonly Domain[]
  /** What tokens to us are for, and what a token from us is from. */
  readonly applicationUri: string
  readonly ewsUrl: string
  readonly autodiscoverUrl: string
  readonly metadataUrl: string
  /** SHA-256 of our federation certificate, 64 hexadecimal digits. */
  readonly fingerprint: string
  /** What they give our people, at most. */
  readonly gives: FreeBusyAccessLevel
  /** The way their people's questions go; Exchange takes a relationship before an address space. */
  readonly way: 'address-space' | 'relationship'
}

const HEAD = `\
# Points an Exchange server (2013 or newer, not Exchange Online) at a Ledig gateway.
# Run it in the Exchange Management Shell. It may be run again: what is there is set, what is not is made.
# Nothing in it is secret; a password is asked for while it runs.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# ---- Values. Below, only their names are used. ----
`

/** A PowerShell script in ASCII; every value stands in it once, in an assignment, and never in a comment. */
export function writePointingScript(pointing: Pointing): string {
  const truth = (value: boolean): string => (value ? '$true' : '$false')
  const assignments: readonly (readonly [comment: string, name: string, value: string])[] = [
    ['What the gateway is called in the lists of your Exchange', 'name', powershellLiteral(pointing.name)],
    ['SMTP domains of the people behind it', 'domains', powershellList(pointing.domains)],
    ['Its Exchange Web Services', 'ewsUrl', powershellLiteral(pointing.ewsUrl)],
    ['Its Autodiscover', 'autodiscoverUrl', powershellLiteral(pointing.autodiscoverUrl)],
    ['Its keys, in the form Exchange reads (MS-XOAUTH)', 'metadataUrl', powershellLiteral(pointing.metadataUrl)],
    ['Who it is: the audience of tokens to it', 'applicationUri', powershellLiteral(pointing.applicationUri)],
    ['SHA-256 of its certificate; compare by telephone', 'fingerprint', powershellLiteral(pointing.fingerprint)],
    ['What its people may see of yours, at most', 'givenLevel', powershellLiteral(pointing.gives)],
  ]
  const lines = assignments.map(([comment, name, value]) => `# ${comment}\n$${name} = ${value}`)
  const choices = [
    '# Steps 1 and 2: believe tokens the gateway signs. Off until $linkedAccount is filled in.',
    '$useTokens = $true',
    '# An account of yours whose rights its questions get: a disabled mail user with the role UserApplication',
    "$linkedAccount = ''",
    '# Step 3: your people ask by name and password.',
    `$useAddressSpace = ${truth(pointing.way === 'address-space')}`,
    '# Step 4: a relationship. Exchange asks by a relationship before an address space, so have one of both.',
    `$useRelationship = ${truth(pointing.way === 'relationship')}`,
    '# For the checks at the end: a mailbox of yours',
    "$yourMailbox = ''",
  ]
  return `${HEAD}${[...lines, ...choices].join('\n')}\n\n${POINTING_STEPS}`
}
