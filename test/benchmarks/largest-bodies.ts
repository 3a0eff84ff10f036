/** One request that is as bad as its operation lets it be. */
export interface LargestBody {
  readonly name: string
  readonly method: 'POST' | 'PUT'
  /** Below `/admin/v1`. */
  readonly path: string
  readonly body: Buffer
}

const DOCUMENT = 1_048_576
const PART = 65_536
const ORGANIZATION = '{"id":"contoso","domains":["contoso.example"]}'

/** As many items as fit, between a head and a tail. */
function filled(bytes: number, head: string, item: (i: number) => string, tail: string, most = Infinity): Buffer {
  const items: string[] = []
  for (let size = head.length + tail.length; items.length < most;) {
    const next = item(items.length)
    size += Buffer.byteLength(next) + 1
    if (size > bytes) break
    items.push(next)
  }
  return Buffer.from(`${head}${items.join(',')}${tail}`)
}

const nested = (bytes: number): Buffer => Buffer.from('['.repeat(bytes / 2) + ']'.repeat(bytes / 2))
const document = (rest: string): string => `{"organization":${ORGANIZATION},${rest}`
/** Under the most parts one document may change at once, and the most values a body may have. */
const PARTS = 19_000
const VALUES = 65_000

/** Relationships that each leave a group out: six values each. */
const leavingOut = (group: (i: number) => string) => (i: number) => {
  const name = i.toString(36)
  return `{"name":"${name}","domains":["${name}.b"],"exclude":["${group(i)}"]}`
}

/** As many relationships as there may be beside groups of so many values. */
function relationships(groups: string, values: number, group: (i: number) => string): Buffer {
  const head = `${document(groups)},"relationships":[`
  return filled(DOCUMENT, head, leavingOut(group), ']}', (VALUES - values) / 6)
}

function groupDocuments(): (readonly [name: string, body: Buffer])[] {
  const name = (i: number): string => i.toString(36)
  const big = filled(DOCUMENT, '"groups":{"g":[', (i) => `"${name(i)}@b.c"`, ']}', 25_000).toString()
  const links = 8_000
  const chain = (domain: string): string =>
    filled(
      DOCUMENT,
      '"groups":{',
      (i) => `"${name(i)}":["${name(i + 1)}","${name(i)}@${domain}"]`,
      '',
      links,
    ).toString()
  const ended = (domain: string): string => `${chain(domain)},"${name(links)}":[]}`
  const inChain = (i: number): string => name(i % links)
  return [
    ['one group in every relationship', relationships(big, 25_000, () => 'g')],
    ['groups within groups, each in a relationship', relationships(ended('b.c'), 3 * links, inChain)],
    ['groups within groups, changed', relationships(ended('b.d'), 3 * links, inChain)],
    ['groups that all hold one', filled(DOCUMENT, document('"groups":{"x":[],'), (i) => `"g${i}":["x"]`, '}}', PARTS)],
  ]
}

function mailboxDocuments(): (readonly [name: string, body: Buffer])[] {
  const mailboxes = (item: (i: number) => string, most: number): Buffer =>
    filled(DOCUMENT, document('"mailboxes":['), item, ']}', most)
  const zone = (of: (i: number) => string) => (i: number) => `{"address":"${i}@b.c","timeZone":"${of(i)}"}`
  return [
    ['mailboxes', mailboxes((i) => mailbox(i, ''), PARTS)],
    ['mailboxes, changed', mailboxes((i) => mailbox(i, '"inside":"None",'), 16_000)],
    ['too many mailboxes', mailboxes((i) => `{"address":"${i}@b.c"}`, VALUES / 2)],
    [
      'time zones',
      mailboxes(
        zone(() => 'Asia/Kolkata'),
        PARTS,
      ),
    ],
    [
      'time zones that are none',
      mailboxes(
        zone((i) => `Asia/K${i}`),
        VALUES / 3,
      ),
    ],
  ]
}

function strangeDocuments(): (readonly [name: string, body: Buffer])[] {
  const many = (head: string, item: (i: number) => string, tail: string, most = VALUES): Buffer =>
    filled(DOCUMENT, document(head), item, tail, most)
  return [
    ['sharing policies', many('"sharingPolicies":[', (i) => `{"name":"p${i}"}`, ']}', PARTS)],
    ['sharing rules', many('"sharingPolicies":[{"name":"p","domains":[', (i) => rule(i), ']}]}')],
    ['grants', many('"mailboxes":[{"address":"a@b.c","grants":[', (i) => grant(i), ']}]}', VALUES / 3)],
    ['wrong values', many('"groups":{"g":[', () => '"@"', ']}}')],
    ['wrong types', many('"mailboxes":[', () => '{"a":1}', ']}', VALUES / 2)],
    ['unknown fields', many('"x":1,', (i) => `"${i}":1`, '}')],
    ['groups that are not there', many('"groups":{"g":[', (i) => `"${i}"`, ']}}')],
    ['too many values', filled(DOCUMENT, '[', () => '0', ']')],
    ['lists, too deep', nested(DOCUMENT)],
    ['fields, too deep', Buffer.from(`${'{"a":'.repeat(DOCUMENT / 6)}1${'}'.repeat(DOCUMENT / 6)}`)],
    ['a field said again and again', filled(DOCUMENT, document(''), () => '"x":1', '}')],
  ]
}

function longDocuments(): (readonly [name: string, body: Buffer])[] {
  const long = (head: string, filler: string, tail: string): Buffer =>
    Buffer.from(document(head) + filler.repeat((DOCUMENT - 200) / filler.length) + tail)
  return [
    ['one long address', long('"mailboxes":[{"address":"', 'a', '@b.c"}]}')],
    ['one long domain', long('"relationships":[{"name":"r","domains":["', 'a.', 'b"]}]}')],
    ['one long time zone', long('"mailboxes":[{"address":"a@b.c","timeZone":"', 'A/', '"}]}')],
    ['escapes', long('"groups":{"', '\\u0000', '":[]}}')],
    ['halves of surrogate pairs', long('"groups":{"', '\\ud800', '":[]}}')],
    ['one long number', long('"x":', '9', '}')],
  ]
}

const rule = (i: number): string => `"${i.toString(36)}.b:CalendarSharingFreeBusySimple"`
const grant = (i: number): string => `{"to":"@${i}.b","level":"None"}`
const mailbox = (i: number, more: string): string => `{"address":"${i.toString(36)}@b.c",${more}"grants":[]}`

function parts(): LargestBody[] {
  const put = (name: string, path: string, body: Buffer): LargestBody => ({
    ...{ name, method: 'PUT', path: `/organizations/contoso/${path}`, body },
  })
  return [
    put(
      'a group',
      'groups/g',
      filled(PART, '[', (i) => `"${i}@b.c"`, ']'),
    ),
    put(
      'a relationship',
      'relationships/r',
      filled(PART, '{"domains":[', (i) => `"${i.toString(36)}.b"`, ']}'),
    ),
    put('a policy', 'policies/p', filled(PART, '{"domains":[', rule, ']}')),
    put('a mailbox', 'mailboxes/a@contoso.example', filled(PART, '{"grants":[', grant, ']}')),
    put(
      'a policy of wrong rules',
      'policies/q',
      filled(PART, '{"domains":[', () => '1', ']}'),
    ),
  ]
}

function others(): LargestBody[] {
  const domains = (head: string, tail: string): Buffer => filled(PART, head, (i) => `"${i.toString(36)}.b"`, tail)
  return [
    { name: 'a yes', method: 'POST', path: '/trusts/0/accept', body: domains('{"fingerprint":"00","domains":[', ']}') },
    {
      name: 'a long fingerprint',
      method: 'POST',
      path: '/trusts/0/accept',
      body: Buffer.from(`{"fingerprint":"${'able '.repeat(PART / 5 - 20)}","domains":["a.b"]}`),
    },
    {
      name: 'a long address of metadata',
      method: 'POST',
      path: '/trusts',
      body: Buffer.from(`{"organization":"contoso","metadataUrl":"https://${'a.'.repeat(PART / 2 - 60)}b/"}`),
    },
    {
      name: 'a long passphrase',
      method: 'POST',
      path: '/backups',
      body: Buffer.from(`{"passphrase":"${'a'.repeat(PART - 100)}"}`),
    },
    { name: 'a backup', method: 'POST', path: '/backups', body: Buffer.from(`{"passphrase":"${'a'.repeat(1_024)}"}`) },
    { name: 'an erasure', method: 'POST', path: '/audit/erasures', body: Buffer.from('{"address":"a@b.c"}') },
    {
      name: 'a long code',
      method: 'POST',
      path: '/first-administrator',
      body: Buffer.from(`{"code":"${'a'.repeat(PART - 100)}","name":"x"}`),
    },
    {
      name: 'a long name',
      method: 'POST',
      path: '/access-tokens',
      body: Buffer.from(`{"scope":"read","name":"${'a'.repeat(PART - 100)}"}`),
    },
    { name: 'a deep order', method: 'POST', path: '/access-tokens', body: nested(PART) },
  ]
}

/** The worst bodies of the administration, in the order in which they are sent: what is taken stays for those that follow. */
export function largestBodies(): readonly LargestBody[] {
  const path = '/organizations/contoso/policy-document'
  const all = [...mailboxDocuments(), ...strangeDocuments(), ...longDocuments(), ...groupDocuments()]
  const whole = all.map(([name, body]) => ({ name, method: 'PUT', path, body }) as const)
  return [...whole, ...parts(), ...others()]
}
