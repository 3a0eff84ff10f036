import type { Instant } from '../../protocols/availability/time-window.ts'
import type { CmdletObject } from '../../protocols/exchange-shell/cmdlet-object.ts'
import { quoted } from './import-plan.ts'
import type { ImportChoice, ImportNote } from './import-plan.ts'

type Of<K extends CmdletObject['kind']> = Extract<CmdletObject, { kind: K }>

function onFederationTrust({ name, certificateUntil }: Of<'federation-trust'>, now: Instant): ImportNote[] {
  const about = `federation trust ${quoted(name)}`
  const trust: ImportNote = {
    ...{ code: 'federation-trust', about },
    because: "It is a trust with Microsoft's broker and not with a partner; here each partner is trusted by itself.",
    todo: 'Propose a trust to each partner; keep this one in Exchange while a partner still comes through the broker.',
  }
  if (certificateUntil === null || certificateUntil > now) return [trust]
  const because = `Its certificate ended on ${new Date(certificateUntil).toISOString().slice(0, 10)}: partners have had no answer since.`
  return [
    trust,
    { code: 'certificate-over', about, because, todo: 'Nothing here: the gateway has a certificate of its own.' },
  ]
}

function onConnector({ name, enabled }: Of<'intra-organization-connector'>): ImportNote[] {
  if (enabled === false) return []
  const because =
    'While it is enabled, Exchange asks for its domains this way and never by relationship or address space, even where it fails.'
  const todo = `Once the gateway answers: Set-IntraOrganizationConnector -Enabled $false on ${quoted(name)}.`
  return [{ code: 'connector-first', about: `connector ${quoted(name)}`, because, todo }]
}

function onAddressSpace(from: Of<'availability-address-space'>, { asks }: ImportChoice): ImportNote[] {
  const about = `availability address space ${quoted(from.name)}`
  if (from.domains.length === 0) {
    return [{ code: 'domain-unreadable', about, because: 'Its name is no domain; it is left out.', todo: 'Nothing.' }]
  }
  if (asks !== 'None') return []
  const because = `It is a way to ask (${from.accessMethod}) and gives nothing; a trust takes its place, and its password stays behind.`
  return [
    { code: 'address-space', about, because, todo: 'Propose a trust; import with --asks to let your people ask.' },
  ]
}

/** What there is to say of an object beside what is made of it. */
export function noteOn(object: CmdletObject, choice: ImportChoice, now: Instant): ImportNote[] {
  switch (object.kind) {
    case 'federation-trust':
      return onFederationTrust(object, now)
    case 'intra-organization-connector':
      return onConnector(object)
    case 'availability-address-space':
      return onAddressSpace(object, choice)
    case 'unknown': {
      const about = `${object.type === '' ? 'object' : quoted(object.type)} ${quoted(object.name)}`
      const because = 'It is of none of the cmdlets whose output is read; it is left out.'
      return [{ code: 'object-unknown', about, because, todo: 'See the list in ledig import exchange --help.' }]
    }
    case 'organization-relationship':
    case 'sharing-policy':
    case 'federation-information':
      return []
  }
}
