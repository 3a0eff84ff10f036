import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { parseRedisPlace, placeName } from '../../../trust/stores/place-redis.ts'

const none = { username: undefined, password: undefined, tls: false }

describe('the place of a Redis', () => {
  for (const [url, place] of [
    ['redis://localhost', { ...none, kind: 'single', address: { host: 'localhost', port: 6379 }, database: 0 }],
    [
      'rediss://ann:p%40ss%3A@redis.example:7000/3',
      {
        username: 'ann',
        password: 'p@ss:',
        tls: true,
        kind: 'single',
        address: { host: 'redis.example', port: 7000 },
        database: 3,
      },
    ],
    ['redis://[::1]:6380', { ...none, kind: 'single', address: { host: '::1', port: 6380 }, database: 0 }],
    [
      'redis+sentinel://:secret@a.example:1,b.example/ours',
      {
        ...none,
        password: 'secret',
        kind: 'sentinel',
        sentinels: [
          { host: 'a.example', port: 1 },
          { host: 'b.example', port: 26379 },
        ],
        master: 'ours',
      },
    ],
    [
      'rediss+cluster://a.example:1,[::1]:2',
      {
        ...none,
        tls: true,
        kind: 'cluster',
        nodes: [
          { host: 'a.example', port: 1 },
          { host: '::1', port: 2 },
        ],
      },
    ],
  ] as const) {
    it(`is read from ${url}`, () => {
      expect(parseRedisPlace(url)).to.deep.equal(place)
    })
  }

  for (const url of [
    '',
    'http://localhost',
    'redis:localhost',
    'redis://',
    'redis://a,b',
    'redis://a:0',
    'redis://a:65536',
    'redis://a:x',
    'redis://a/x',
    'redis://a b',
    'redis://:%zz-secret@a',
    'redis+sentinel://a:1',
    'redis+sentinel://a:1/',
    'redis+cluster://a:1/0',
    'redis+cluster://a:1,/',
    'redis://:secret@a:1?x',
  ]) {
    it(`is not ${JSON.stringify(url)}, and the refusal does not repeat what was given`, () => {
      expect(() => parseRedisPlace(url))
        .to.throw(FederationError)
        .that.satisfies(
          ({ code, message }: FederationError) => code === 'ERR_CONFIG_INVALID' && !message.includes('secret'),
        )
    })
  }
})

describe('the name of a place', () => {
  for (const [url, name] of [
    ['redis://karin:geheim@127.0.0.1:7000/3', 'Redis at 127.0.0.1:7000'],
    ['rediss://:geheim@[::1]', 'Redis at [::1]:6379'],
    ['redis+sentinel://:geheim@a,b:1/main', 'Redis main by the Sentinels at a:26379, b:1'],
    ['redis+cluster://x:geheim@a:1,b:2', 'the Redis Cluster at a:1, b:2'],
  ] as const) {
    it(`has hosts and ports, and nobody's password: ${name}`, () => {
      expect(placeName(parseRedisPlace(url))).to.equal(name)
    })
  }
})
