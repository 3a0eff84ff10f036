import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { stringify } from 'yaml'
import { readConfig } from '../../config/read-config.ts'
import type { GatewaySettings } from '../../config/read-config.ts'
import type { Secret } from '../../config/secrets.ts'
import { FederationError } from '../../protocols/federation-error.ts'

const GATEWAY = 'urn:ledig:00000000-0000-4000-8000-000000000001'
const CONTOSO = 'urn:ledig:00000000-0000-4000-8000-000000000002'
const TOKEN = 'a-token-that-nobody-at-all-may-ever-see'

const gateway = {
  id: GATEWAY,
  name: 'Test',
  publicUrl: 'http://127.0.0.1:8025',
  listen: { host: '127.0.0.1', port: 8025 },
}
const contoso = {
  id: CONTOSO,
  name: 'contoso',
  policy: 'policy.yaml',
  calendars: 'calendars',
  timeZone: 'Europe/Stockholm',
}
const sound = { gateway, admin: { tokenFile: 'token' }, organizations: [contoso] }
const policy = { organization: { id: 'contoso', domains: ['contoso.example'] } }

describe('a configuration', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-config-'))
    mkdirSync(join(folder, 'calendars'))
    writeFileSync(join(folder, 'token'), `${TOKEN}\n`)
    writeFileSync(join(folder, 'policy.yaml'), stringify(policy))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function read(document: unknown, environment: Record<string, string> = {}): GatewaySettings {
    const file = join(folder, 'ledig.yaml')
    writeFileSync(file, typeof document === 'string' ? document : stringify(document))
    return readConfig(file, environment)
  }

  function problems(document: unknown, environment: Record<string, string> = {}): string {
    try {
      read(document, environment)
    } catch (error) {
      expect(error).to.be.instanceOf(FederationError).with.property('code', 'ERR_CONFIG_INVALID')
      return (error as FederationError).message
    }
    throw new Error('was accepted')
  }

  const CONSOLE = { publicUrl: 'http://127.0.0.1:8027', listen: { host: '127.0.0.1', port: 8027 } }
  const OPENID = {
    ...{ name: 'Contoso', issuer: 'https://login.example', clientId: 'ledig' },
    roles: { claim: 'groups', administrator: ['admins'] },
  }
  const withConsole = (more: object) => ({ ...sound, console: { ...CONSOLE, ...more } })

  it('has no console unless it gives one an address', () => {
    expect(read(sound).console).to.equal(null)
    expect(read(withConsole({})).console).to.deep.equal({ ...CONSOLE, tls: null, proxies: null, openid: null })
  })

  it('trusts no proxy unless it is told which, and in which header', () => {
    expect(read(sound).gateway.proxies).to.equal(null)
    const proxies = { networks: ['10.0.0.0/8', '2001:db8::/32'], header: 'forwarded' }
    expect(read(withConsole({ proxies })).console?.proxies).to.deep.equal(proxies)
    for (const [wrong, told] of [
      [{ networks: ['10.0.0.0/8'] }, 'console.proxies.header'],
      [{ ...proxies, networks: [] }, 'console.proxies.networks'],
      [{ ...proxies, networks: ['0.0.0.0/0'] }, 'console.proxies.networks.0'],
      [{ ...proxies, networks: ['proxy.example'] }, 'console.proxies.networks.0'],
    ] as const) {
      expect(problems(withConsole({ proxies: wrong }))).to.include(told)
    }
  })

  it('reads who gives roles in the console, and the secret between both as one', () => {
    writeFileSync(join(folder, 'secret'), 'a-secret-of-theirs\n', { mode: 0o600 })
    const { openid } = read(withConsole({ openid: { ...OPENID, clientSecretFile: 'secret' } })).console ?? {}
    expect(openid?.clientSecret?.reveal()).to.equal('a-secret-of-theirs')
    expect(inspect(openid)).to.not.include('a-secret-of-theirs')
    expect(openid).to.deep.include({
      ...{ scopes: ['openid', 'profile', 'email'], secretIn: 'header', nameClaim: 'preferred_username' },
      mailboxClaim: 'email',
      roles: { claim: 'groups', values: { administrator: ['admins'], auditor: [], owner: [] } },
    })
    expect(read(withConsole({ openid: OPENID })).console?.openid?.clientSecret).to.equal(null)
  })

  it('has no console without TLS beyond loopback, nor a provider, nor one that gives no role', () => {
    writeFileSync(join(folder, 'secret'), 'a-secret-of-theirs\n', { mode: 0o644 })
    const told = problems(
      withConsole({
        ...{ publicUrl: 'http://console.example', listen: { host: '0.0.0.0', port: 8027 } },
        openid: {
          ...{ ...OPENID, issuer: 'http://login.example/?x=1', clientSecretFile: 'secret', scopes: ['profile'] },
          roles: { claim: 'groups' },
        },
      }),
    )
    for (const field of [
      'publicUrl',
      'tls',
      'openid.issuer',
      'openid.clientSecretFile',
      'openid.scopes',
      'openid.roles',
    ]) {
      expect(told).to.include(`console.${field}: `)
    }
    expect(told.match(/console\.openid\.issuer/g), 'plain http, and more than an address').to.have.length(2)
    expect(told).to.not.include('a-secret-of-theirs')
    expect(problems(withConsole({ openid: { ...OPENID, issuer: 'ldap://login.example' } }))).to.include(
      'console.openid.issuer',
    )
    expect(problems(withConsole({ openid: { ...OPENID, scopes: ['openid', 'two words'] } }))).to.include('scopes')
    expect(read(withConsole({ openid: { ...OPENID, issuer: 'http://127.0.0.1:3000' } })).console).to.not.equal(null)
  })

  it('binds no domain without a proof, and asks name servers by address only', () => {
    expect(read(sound).trust).to.include({ unprovenDomains: 'refuse', proofOverHttps: false, approvals: 1 })
    expect(read(sound).dns).to.deep.equal({ authoritative: 'ask' })
    const servers = ['192.0.2.53', '[2001:db8::53]:5353']
    expect(read({ ...sound, dns: { servers } }).dns).to.deep.equal({ servers, authoritative: 'ask' })
    expect(problems({ ...sound, dns: { servers: ['dns.example'] } })).to.match(/dns\.servers\.0: /)
    expect(problems({ ...sound, dns: { servers: [] } })).to.match(/dns\.servers: /)
    expect(problems({ ...sound, trust: { unprovenDomains: 'maybe' } })).to.match(/trust\.unprovenDomains: /)
  })

  it('is read with the files it names and the documented limits', () => {
    const settings = read(sound)
    expect(settings.gateway.publicUrl).to.equal('http://127.0.0.1:8025')
    expect(settings.adminToken?.reveal()).to.equal(TOKEN)
    expect(settings.limits).to.include({ requestBytes: 400_000, mailboxes: 100, windowDays: 62 })
    expect(settings.organizations[0]?.policy.organization.domains).to.deep.equal(['contoso.example'])
    expect(settings).to.satisfy(Object.isFrozen)
  })

  it('never shows a secret, printed, inspected or serialized', () => {
    const settings = read(sound)
    for (const shown of [inspect(settings, { depth: 9 }), JSON.stringify(settings), `${settings.adminToken}`]) {
      expect(shown).to.not.include(TOKEN)
      expect(shown).to.include('[secret]')
    }
  })

  it('reports every problem at once, each with file, path, what was found and what was expected', () => {
    const report = problems({
      ...sound,
      gateway: { ...gateway, publicUrl: 'not an address', listen: { host: '127.0.0.1', port: 'x' } },
      organizations: [{ ...contoso, timeZone: 'Mars/Olympus' }],
    }).split('\n')
    expect(report).to.have.lengthOf(3)
    expect(report[0]).to.match(/ledig\.yaml: gateway\.publicUrl: found a string; /)
    expect(report[1]).to.match(/ledig\.yaml: gateway\.listen\.port: found a string; .*number/)
    expect(report[2]).to.match(/ledig\.yaml: organizations\.0\.timeZone: .*expected an IANA time zone/)
  })

  it('never echoes a value, since it could be a secret in the wrong place', () => {
    expect(problems({ ...sound, gateway: { ...gateway, id: TOKEN }, [TOKEN]: 1 })).to.match(/gateway\.id/)
    expect(problems({ ...sound, gateway: { ...gateway, id: TOKEN } })).to.not.include(TOKEN)
  })

  it('refuses a name it does not know', () => {
    expect(problems({ ...sound, gateway: { ...gateway, transitt: true } })).to.match(
      /gateway\.transitt: found a .*; expected no field of this name/,
    )
  })

  it('refuses what is not YAML, naming the line', () => {
    expect(problems('gateway: [\n')).to.match(/ledig\.yaml:2:1: \(syntax\): found no YAML; /)
  })

  it('refuses aliases that would fill the memory, and aliases to nothing', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
    ]
    expect(problems(bomb.join('\n'))).to.match(/ledig\.yaml: \(aliases\): /)
    expect(problems('a: *nothing')).to.match(/ledig\.yaml: \(aliases\): /)
  })

  it('refuses a file that is not there', () => {
    expect(() => readConfig(join(folder, 'nowhere.yaml'), {})).to.throw(
      FederationError,
      /nowhere\.yaml: there is no such file or folder; .*`ledig init`/,
    )
  })

  it('refuses an admin token that is too short to be one', () => {
    writeFileSync(join(folder, 'token'), 'short')
    expect(problems(sound)).to.match(/admin\.tokenFile: found 5 characters in token; expected at least 32/)
  })

  it('refuses a password hash nobody could sign in with', () => {
    const users = [{ address: 'vera@contoso.example', passwordHash: 'scrypt$x' }]
    expect(problems({ ...sound, organizations: [{ ...contoso, users }] })).to.match(
      /organizations\.0\.users\.0\.passwordHash/,
    )
  })

  it('refuses to open networks that must stay shut', () => {
    for (const network of ['127.0.0.0/8', '0.0.0.0/0', '::1/128', 'nonsense']) {
      expect(problems({ ...sound, outbound: { networks: [network] } }), network).to.match(/outbound\.networks\.0: /)
    }
    expect(
      read({ ...sound, outbound: { networks: ['10.20.0.0/16', 'fd12::/32'] } }).outbound.networks,
    ).to.have.lengthOf(2)
  })

  it('takes the oldest release of each program that partners may run, and nothing that is no version', () => {
    const minimumSoftware = { Ledig: '0.2.0', Other: '10' }
    expect(read({ ...sound, trust: { minimumSoftware } }).trust).to.deep.include({ minimumSoftware })
    const wrong = problems({ ...sound, trust: { minimumSoftware: { Ledig: 'newest' } } })
    expect(wrong).to.match(/trust\.minimumSoftware\.Ledig: found a string; expected a version such as 0\.2\.0/)
  })

  const KEY = Buffer.alloc(32, 7).toString('base64url')

  it('takes the store key from a file its owner alone can read, and refuses any other (KM1)', () => {
    writeFileSync(join(folder, 'url'), 'redis://127.0.0.1:1')
    writeFileSync(join(folder, 'key'), KEY)
    const store = { kind: 'redis', urlFile: 'url', keyFile: 'key' }
    for (const mode of [0o644, 0o640, 0o604]) {
      chmodSync(join(folder, 'key'), mode)
      expect(problems({ ...sound, store })).to.match(/store\.keyFile: key must be readable by its owner only/)
    }
    chmodSync(join(folder, 'key'), 0o600)
    expect(read({ ...sound, store }).store)
      .to.have.property('key')
      .that.satisfies((key: Secret) => key.reveal() === KEY)
    expect(problems({ ...sound, store: { kind: 'redis', urlFile: 'url' } })).to.match(/store\.keyFile: found nothing/)
  })

  describe('of mail', () => {
    const smtp = { kind: 'smtp', host: 'mail.contoso.example' }
    const account = { ...smtp, user: 'ledig', passwordFile: 'password' }
    const secretFile = (name: string, text: string, mode = 0o600): void => {
      writeFileSync(join(folder, name), text)
      chmodSync(join(folder, name), mode)
    }

    it('puts messages into the state folder where nothing is said, and sends none without one', () => {
      expect(read({ ...sound, gateway: { ...gateway, state: 'state' } }).mail.transport).to.deep.equal({
        kind: 'folder',
        folder: join(folder, 'state', 'mail'),
      })
      const { mail } = read(sound)
      expect(mail).to.include({ from: null, language: 'en', dkim: null })
      expect(mail.transport).to.deep.equal({ kind: 'none' })
      expect(mail.budget).to.deep.equal({ organizationPerDay: 500, ownerPerDay: 50, recipientPerDay: 3 })
    })

    it('secures the connection unless the server is on loopback (ML6)', () => {
      expect(read({ ...sound, mail: { transport: smtp } }).mail.transport).to.deep.equal({
        ...{ ...smtp, port: 587, security: 'starttls', account: null, authorities: null },
      })
      const open = (host: string) => ({ ...sound, mail: { transport: { ...smtp, host, security: 'none' } } })
      expect(problems(open('mail.contoso.example'))).to.match(
        /mail\.transport\.security: found none; expected starttls/,
      )
      expect(read(open('127.0.0.1')).mail.transport).to.include({ security: 'none' })
    })

    it('takes a password from a file its owner alone can read, shows it nowhere, and wants both or neither', () => {
      secretFile('password', 'correct horse\n', 0o644)
      const mail = { transport: account }
      expect(problems({ ...sound, mail })).to.match(
        /mail\.transport\.passwordFile: password must be readable by its owner/,
      )
      secretFile('password', 'correct horse\n')
      const settings = read({ ...sound, mail })
      expect(inspect(settings, { depth: 9 })).to.not.include('correct horse')
      const { passwordFile: _, ...half } = account
      expect(problems({ ...sound, mail: { transport: half } })).to.match(/mail\.transport\.passwordFile: found nothing/)
    })

    it('refuses a key that cannot sign, or that others can read', () => {
      const pem = (bits: number) =>
        generateKeyPairSync('rsa', { modulusLength: bits })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString()
      const mail = { dkim: { domain: 'contoso.example', selector: 'ledig', keyFile: 'dkim.pem' } }
      secretFile('dkim.pem', pem(2048))
      expect(read({ ...sound, mail }).mail.dkim).to.include({ domain: 'contoso.example', selector: 'ledig' })
      secretFile('dkim.pem', pem(2048), 0o640)
      expect(problems({ ...sound, mail })).to.match(/mail\.dkim\.keyFile: dkim\.pem must be readable by its owner only/)
      secretFile('dkim.pem', pem(1024))
      expect(problems({ ...sound, mail })).to.match(/mail\.dkim\.keyFile: .*expected RSA of 2048 bits or more/)
      secretFile('dkim.pem', 'no key at all')
      expect(problems({ ...sound, mail })).to.match(/mail\.dkim\.keyFile: dkim\.pem holds no private key in PEM/)
      const { privateKey } = generateKeyPairSync('ed25519')
      secretFile('dkim.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
      expect(problems({ ...sound, mail })).to.match(/mail\.dkim\.keyFile: dkim\.pem holds another key/)
    })
  })

  it('takes the store key from the environment over any file, and shows no byte of a wrong one', () => {
    const embedded = { ...sound, gateway: { ...gateway, state: 'state' } }
    const { store } = read(embedded, { LEDIG_STORE_KEY: KEY })
    expect(store)
      .to.have.property('key')
      .that.satisfies((key: Secret) => key.reveal() === KEY)
    expect(inspect(store)).to.not.include(KEY)
    const wrong = problems(embedded, { LEDIG_STORE_KEY: `${KEY}x` })
    expect(wrong).to.match(/store: LEDIG_STORE_KEY: expected 32 random bytes/)
    expect(wrong).to.not.include(KEY)
  })

  it('names the policy file and the path inside it', () => {
    writeFileSync(join(folder, 'policy.yaml'), stringify({ ...policy, mailboxes: [{ address: 'vera' }] }))
    expect(problems(sound)).to.match(
      /policy\.yaml:6:5: mailboxes\.0\.address: found "vera"; expected a mailbox address/,
    )
  })

  it('refuses a missing token file, calendar folder and policy together', () => {
    const report = problems({
      ...sound,
      admin: { tokenFile: 'gone' },
      organizations: [{ ...contoso, calendars: 'gone', policy: 'gone.yaml' }],
    })
    expect(report.split('\n')).to.have.lengthOf(3)
  })

  it('refuses plain HTTP beyond loopback', () => {
    const open = { ...gateway, publicUrl: 'http://gateway.example', listen: { host: '0.0.0.0', port: 80 } }
    const report = problems({ ...sound, gateway: open })
    expect(report).to.match(/gateway\.tls: .*certificate/)
    expect(report).to.match(/gateway\.publicUrl: .*https/)
  })

  it('refuses two organizations with one id, name or domain', () => {
    const report = problems({ ...sound, organizations: [contoso, contoso] })
    expect(report).to.match(/organizations\.1\.name/)
    expect(report).to.match(/organizations\.1\.id/)
    expect(report).to.match(/the domain contoso\.example, which organizations\.0\.policy has already/)
  })

  it('takes environment variables over the file', () => {
    const settings = read(sound, {
      LEDIG_GATEWAY__PUBLIC_URL: 'http://127.0.0.1:9000',
      LEDIG_GATEWAY__LISTEN__PORT: '9000',
    })
    expect(settings.gateway.publicUrl).to.equal('http://127.0.0.1:9000')
    expect(settings.gateway.listen.port).to.equal(9000)
  })

  it('refuses an environment variable that names nothing', () => {
    expect(problems(sound, { LEDIG_GATEWAY__NOTHING: '1' })).to.match(
      /gateway\.nothing: found a .*; expected no field of this name/,
    )
  })
})
