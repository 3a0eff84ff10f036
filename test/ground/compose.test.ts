import { expect } from 'chai'
import { parse } from 'yaml'
import { exists, readText } from '../source-files.ts'

interface Service {
  readonly image?: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly privileged?: boolean
  readonly security_opt?: readonly string[]
  readonly user?: string
  readonly ports?: readonly string[]
  readonly networks?: readonly string[]
  readonly environment?: unknown
  readonly stop_grace_period?: string
  readonly restart?: string
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

const compose = parse(readText('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
}
const services = Object.entries(compose.services)
const service = (name: string): Service => compose.services[name] ?? {}

describe('docker-compose.yml', () => {
  it('has a gateway, Redis and two simulated organizations', () => {
    expect(Object.keys(compose.services)).to.include.members(['gateway', 'redis', 'fabrikam', 'adatum'])
  })

  it('lets no service write its image, gain rights or keep capabilities', () => {
    for (const [name, one] of services) {
      expect(one.read_only, name).to.equal(true)
      expect(one.cap_drop, name).to.deep.equal(['ALL'])
      expect(one.security_opt, name).to.deep.equal(['no-new-privileges:true'])
      expect(one.privileged ?? false, name).to.equal(false)
      expect(one.cap_add ?? [], name).to.deep.equal([])
      expect(one.user ?? 'from the image', name).not.to.match(/^(0|root)\b/)
    }
  })

  it('has Redis keep each spent token before it says so, and forget none', () => {
    const command = service('redis').command ?? []
    const setting = (name: string): string | undefined => command[command.indexOf(`--${name}`) + 1]
    expect(setting('appendonly')).to.equal('yes')
    expect(setting('appendfsync')).to.equal('always')
    expect(setting('maxmemory-policy')).to.equal('noeviction')
  })

  it('lets only the gateway reach Redis', () => {
    const reaching = services.filter(([, one]) => one.networks?.includes('store') === true).map(([name]) => name)
    expect(reaching).to.have.members(['gateway', 'redis'])
    expect(compose.networks['store']?.internal).to.equal(true)
    expect(service('redis').ports ?? []).to.deep.equal([])
  })

  it('publishes its ports to this machine only', () => {
    const published = services.flatMap(([, one]) => one.ports ?? [])
    expect(published).to.have.length(3)
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).to.deep.equal([])
  })

  it('passes no secret in an environment variable', () => {
    expect(services.filter(([, one]) => one.environment !== undefined).map(([name]) => name)).to.deep.equal([])
  })

  it('gives whoever serves the time to finish what is under way', () => {
    for (const name of ['gateway', 'redis', 'fabrikam', 'adatum']) {
      expect(service(name).stop_grace_period, name).to.equal('20s')
    }
  })

  it('starts the gateway only over a Redis that answers and a ground that was prepared', () => {
    expect(service('gateway').depends_on).to.deep.equal({
      prepare: { condition: 'service_completed_successfully' },
      redis: { condition: 'service_healthy' },
    })
  })

  it('pins every image it does not build', () => {
    const foreign = services.map(([, one]) => one.image ?? '').filter((image) => image !== 'ledig')
    expect(foreign.filter((image) => !/:\d+\.\d+/.test(image))).to.deep.equal([])
  })

  it('runs only programs that are built', () => {
    const entries = services.flatMap(([, one]) => one.entrypoint ?? []).filter((word) => word.startsWith('dist/'))
    expect(entries).not.to.be.empty
    const source = (path: string): string => path.replace(/^dist\//, '').replace(/\.js$/, '.ts')
    expect(entries.filter((path) => !exists(source(path)))).to.deep.equal([])
  })
})

describe('the image', () => {
  const dockerfile = readText('Dockerfile')
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))

  it('runs on a supported Node over Debian, as nobody in particular', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1])
    expect(new Set(bases)).to.deep.equal(new Set(['node:24-bookworm-slim']))
    expect(last).to.match(/^USER node$/m)
    expect(last.indexOf('USER node')).to.be.lessThan(last.indexOf('ENTRYPOINT'))
  })

  it('has no dev dependency and runs no install script', () => {
    const installs = [...dockerfile.matchAll(/^RUN npm ci.*$/gm)].map((match) => match[0])
    expect(installs).to.have.length(2)
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).to.deep.equal([])
    expect(last).to.include('COPY --from=packages')
    expect(installs[1]).to.include('--omit=dev')
  })

  it('says by itself whether it serves', () => {
    expect(last).to.match(/HEALTHCHECK [\s\S]*"dist\/gateway\/cli\/ledig\.js", "healthcheck"/)
  })

  it('starts the command that package.json names', () => {
    const { bin } = JSON.parse(readText('package.json')) as { bin: { ledig: string } }
    expect(last).to.include(`ENTRYPOINT ["node", "${bin.ledig}"]`)
  })

  it('is built from named folders, never from whatever lies about', () => {
    const ignore = readText('.dockerignore').split('\n')
    expect(ignore[0]).to.equal('*')
    expect(ignore).not.to.include('!.')
  })
})
