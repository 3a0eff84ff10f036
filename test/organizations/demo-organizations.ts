import type { EwsZone } from './ews-client.ts'

/** One organization of the demo, as it stands in `config/demo`. */
export interface DemoOrganization {
  readonly domain: string
  readonly name: string
  readonly id: string
  readonly timeZone: string
  /** The zone its people's programs work in. */
  readonly zone: EwsZone
  /** Who of its people may ask; the first one's password is printed. */
  readonly people: readonly [string, ...string[]]
}

const STOCKHOLM: EwsZone = { windows: 'W. Europe Standard Time', iana: 'Europe/Stockholm' }

/** The gateway's own id: what Fabrikam's and Adatum's policies name as broker. */
export const DEMO_GATEWAY_ID = 'urn:ledig:5f0c7a52-3c0e-4b71-9d5e-6a1d0f2b8c01'

/** Hosted at the gateway. */
export const CONTOSO: DemoOrganization = {
  domain: 'contoso.example',
  name: 'contoso',
  id: 'urn:ledig:5f0c7a52-3c0e-4b71-9d5e-6a1d0f2b8c02',
  timeZone: 'Europe/Stockholm',
  zone: STOCKHOLM,
  people: ['vera@contoso.example', 'bo@contoso.example'],
}

export const FABRIKAM: DemoOrganization = {
  domain: 'fabrikam.example',
  name: 'fabrikam',
  id: 'urn:ledig:5f0c7a52-3c0e-4b71-9d5e-6a1d0f2b8c03',
  timeZone: 'Europe/London',
  zone: { windows: 'GMT Standard Time', iana: 'Europe/London' },
  people: ['anna@fabrikam.example', 'ola@fabrikam.example'],
}

export const ADATUM: DemoOrganization = {
  domain: 'adatum.example',
  name: 'adatum',
  id: 'urn:ledig:5f0c7a52-3c0e-4b71-9d5e-6a1d0f2b8c04',
  timeZone: 'America/New_York',
  zone: { windows: 'Eastern Standard Time', iana: 'America/New_York' },
  people: ['kim@adatum.example'],
}

/** Makes a trust with Contoso and is then stopped. */
export const WINGTIP: DemoOrganization = {
  domain: 'wingtip.example',
  name: 'wingtip',
  id: 'urn:ledig:5f0c7a52-3c0e-4b71-9d5e-6a1d0f2b8c05',
  timeZone: 'Europe/Stockholm',
  zone: STOCKHOLM,
  people: ['mia@wingtip.example'],
}
