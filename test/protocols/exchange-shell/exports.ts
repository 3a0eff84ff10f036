/**
 * Exports as PowerShell writes them (MS-PSRP 2.2.5, ConvertTo-Json), made here: the properties are those that the pages of
 * the cmdlets name, the names and values are invented.
 */
const TYPES = 'Microsoft.Exchange.Data.Directory.SystemConfiguration'

let ids = 0
const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/[\p{Cc}\p{Cs}]/gu, (c) => `_x${c.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`)

export const s = (name: string, text: string): string => `<S N="${name}">${escape(text)}</S>`
export const b = (name: string, value: boolean): string => `<B N="${name}">${value}</B>`
export const nil = (name: string): string => `<Nil N="${name}" />`
export const uri = (name: string, text: string): string => `<URI N="${name}">${escape(text)}</URI>`
/** An enumeration: its name as text, its number under it. */
export const enumeration = (name: string, text: string, number: number): string =>
  `<Obj N="${name}" RefId="${ids++}"><TN RefId="${ids}"><T>${TYPES}.${name}</T><T>System.Enum</T><T>System.ValueType</T>` +
  `<T>System.Object</T></TN><ToString>${escape(text)}</ToString><I32>${number}</I32></Obj>`
export const list = (name: string, entries: readonly string[]): string =>
  `<Obj N="${name}" RefId="${ids++}"><TN RefId="${ids}"><T>Deserialized.Microsoft.Exchange.Data.MultiValuedProperty\`1[[X]]</T>` +
  `<T>System.Object</T></TN><LST>${entries.map((entry) => `<S>${escape(entry)}</S>`).join('')}</LST></Obj>`

export const object = (type: string, name: string, ...fields: readonly string[]): string =>
  `<Obj RefId="${ids++}"><TN RefId="${ids}"><T>Deserialized.${TYPES}.${type}</T><T>System.Object</T></TN>` +
  `<ToString>${escape(name)}</ToString><Props>${fields.join('\r\n')}</Props>` +
  `<MS><S N="PSComputerName">mail.contoso.example</S></MS></Obj>`

export const clixml = (...objects: readonly string[]): string =>
  `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n${objects.join('\r\n')}\r\n</Objs>`

/** As Windows PowerShell writes a file unless told otherwise. */
export const asUtf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')

export const RELATIONSHIP = (): string =>
  object(
    'OrganizationRelationship',
    'Fabrikam',
    list('DomainNames', ['fabrikam.example', 'mail.fabrikam.example']),
    b('FreeBusyAccessEnabled', true),
    enumeration('FreeBusyAccessLevel', 'LimitedDetails', 2),
    nil('FreeBusyAccessScope'),
    b('MailboxMoveEnabled', false),
    b('DeliveryReportEnabled', false),
    b('MailTipsAccessEnabled', true),
    enumeration('MailTipsAccessLevel', 'All', 2),
    nil('MailTipsAccessScope'),
    b('PhotosEnabled', false),
    uri('TargetApplicationUri', 'mail.fabrikam.example'),
    nil('TargetSharingEpr'),
    nil('TargetOwaURL'),
    uri('TargetAutodiscoverEpr', 'https://autodiscover.fabrikam.example/autodiscover/autodiscover.svc/WSSecurity'),
    nil('OrganizationContact'),
    b('Enabled', true),
    b('ArchiveAccessEnabled', false),
    s('Name', 'Fabrikam'),
    s('DistinguishedName', 'CN=Fabrikam,CN=Federation,CN=Contoso,CN=Microsoft Exchange,CN=Services'),
  )

export const SHARING_POLICY = (): string =>
  object(
    'SharingPolicy',
    'Default Sharing Policy',
    list('Domains', ['*:CalendarSharingFreeBusySimple, ContactsSharing', 'Anonymous:CalendarSharingFreeBusyReviewer']),
    b('Enabled', true),
    b('Default', true),
    s('Name', 'Default Sharing Policy'),
  )

export const FEDERATION_TRUST = (): string =>
  object(
    'FederationTrust',
    'Microsoft Federation Gateway',
    s('ApplicationIdentifier', '000000004403C5A1'),
    uri('ApplicationUri', 'FYDIBOHF25SPDLT.contoso.example'),
    uri('TokenIssuerUri', 'urn:federation:MicrosoftOnline'),
    `<Obj N="OrgCertificate" RefId="77"><TN RefId="77"><T>System.Security.Cryptography.X509Certificates.X509Certificate2</T></TN>` +
      `<ToString>[Subject]_x000A_  CN=Federation</ToString><Props><DT N="NotAfter">2026-03-01T12:00:00+01:00</DT></Props></Obj>`,
    s('Name', 'Microsoft Federation Gateway'),
  )

export const ADDRESS_SPACE = (): string =>
  object(
    'AvailabilityAddressSpace',
    'adatum.example',
    s('ForestName', 'adatum.example'),
    s('UserName', 'svc@adatum.example'),
    b('UseServiceAccount', false),
    enumeration('AccessMethod', 'OrgWideFB', 1),
    nil('ProxyUrl'),
    uri('TargetAutodiscoverEpr', 'https://autodiscover.adatum.example/autodiscover/autodiscover.xml'),
    s('Name', 'adatum.example'),
  )

export const CONNECTOR = (): string =>
  object(
    'IntraOrganizationConnector',
    'HybridIOC',
    list('TargetAddressDomains', ['contoso.mail.onmicrosoft.com']),
    uri('DiscoveryEndpoint', 'https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc'),
    b('Enabled', true),
    s('Name', 'HybridIOC'),
  )

export const INFORMATION = (): string =>
  object(
    'FederationInformation',
    '',
    uri('TargetApplicationUri', 'mail.wingtip.example'),
    list('DomainNames', ['wingtip.example']),
    uri('TargetAutodiscoverEpr', 'https://autodiscover.wingtip.example/autodiscover/autodiscover.svc/WSSecurity'),
    list('TokenIssuerUris', ['urn:federation:MicrosoftOnline']),
  )
