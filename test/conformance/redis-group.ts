import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort, startRedis } from './redis-server.ts'
import type { RedisServer } from './redis-server.ts'

/** A master with one replica, watched by three Sentinels. */
export interface RedisSentinels {
  readonly url: string
  readonly master: RedisServer
  readonly replica: RedisServer
  stop(): Promise<void>
}

/** Three masters that share the slots. */
export interface RedisCluster {
  readonly url: string
  readonly nodes: readonly RedisServer[]
  /** Over to another master, key by key; `between` is called while the slot has two homes. */
  moveSlot(slot: number, to: RedisServer, between: () => Promise<void>): Promise<void>
  masterOf(slot: number): Promise<RedisServer>
  stop(): Promise<void>
}

const portOf = (server: RedisServer): number => Number(new URL(server.url).port)

/** Tries until `holds`; a minute of trying says that it never will, on a busy machine too. */
export async function eventually(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come to pass within a minute')
}

/** Null where redis-server is not installed. */
export async function startSentinels(): Promise<RedisSentinels | null> {
  const master = await startRedis({ 'repl-diskless-sync-delay': '0' })
  if (master === null) return null
  const replica = (await startRedis({ replicaof: `127.0.0.1 ${portOf(master)}` })) as RedisServer
  const directory = mkdtempSync(join(tmpdir(), 'ledig-sentinels-'))
  const sentinels: ChildProcess[] = []
  const ports: number[] = []
  for (let i = 0; i < 3; i++) {
    const port = await freePort()
    const file = join(directory, `sentinel-${i}.conf`)
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${directory}`,
      `sentinel monitor ours 127.0.0.1 ${portOf(master)} 2`,
      // Longer than a busy machine keeps a server from answering: a master is taken over only where a test ends it.
      'sentinel down-after-milliseconds ours 3000',
      'sentinel failover-timeout ours 5000',
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' })
    await once(sentinel, 'spawn')
    sentinels.push(sentinel)
    ports.push(port)
  }
  const stop = async (): Promise<void> => {
    for (const sentinel of sentinels) {
      sentinel.kill('SIGKILL')
      await once(sentinel, 'exit')
    }
    await replica.stop()
    await master.stop()
    rmSync(directory, { recursive: true })
  }
  await eventually(async () => (await Promise.all(ports.map(knowsTheOthers))).every(Boolean))
  await eventually(() => hasReplica(master))
  const url = `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/ours`
  return { url, master, replica, stop }
}

async function hasReplica({ url }: RedisServer): Promise<boolean> {
  const client = new Redis(url)
  try {
    return (await client.info('replication')).includes('state=online')
  } finally {
    client.disconnect()
  }
}

async function knowsTheOthers(port: number): Promise<boolean> {
  const sentinel = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null })
  sentinel.on('error', () => undefined)
  try {
    await sentinel.connect()
    const [, about] = /^master0:(.*)$/m.exec(await sentinel.info('sentinel')) ?? []
    return about !== undefined && about.includes('slaves=1,sentinels=3')
  } catch {
    return false
  } finally {
    sentinel.disconnect()
  }
}

/** Null where redis-server is not installed. */
export async function startCluster(): Promise<RedisCluster | null> {
  const first = await startRedis(CLUSTER_SETTINGS)
  if (first === null) return null
  const others = [await startRedis(CLUSTER_SETTINGS), await startRedis(CLUSTER_SETTINGS)] as RedisServer[]
  const nodes = [first, ...others]
  const clients = nodes.map(({ url }) => new Redis(url))
  for (const client of clients) client.on('error', () => undefined)
  for (const [i, client] of clients.entries()) {
    await client.call('CLUSTER', 'ADDSLOTSRANGE', String(Math.ceil((16_384 * i) / 3)), String(lastSlot(i)))
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1))
    if (i > 0) await client.call('CLUSTER', 'MEET', '127.0.0.1', String(portOf(first)))
  }
  await eventually(async () => {
    const infos = await Promise.all(clients.map((client) => client.cluster('INFO')))
    return infos.every((info) => info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3'))
  })
  const url = `redis+cluster://${nodes.map((node) => `127.0.0.1:${portOf(node)}`).join(',')}`
  const ports = nodes.map(portOf)
  const masterOf = async (slot: number): Promise<RedisServer> => {
    const ranges = (await clients[0]?.cluster('SLOTS')) as unknown as [number, number, [string, number]][]
    const port = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1]
    return nodes[ports.indexOf(port ?? 0)] as RedisServer
  }
  const moveSlot = async (slot: number, to: RedisServer, between: () => Promise<void>): Promise<void> => {
    const source = clients[nodes.indexOf(await masterOf(slot))] as Redis
    const target = clients[nodes.indexOf(to)] as Redis
    await migrate(slot, { source, target, port: portOf(to), all: clients }, between)
  }
  const stop = async (): Promise<void> => {
    for (const client of clients) client.disconnect()
    for (const node of nodes) await node.stop()
  }
  return { url, nodes, moveSlot, masterOf, stop }
}

const CLUSTER_SETTINGS = { 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000' }
const lastSlot = (i: number): number => Math.ceil((16_384 * (i + 1)) / 3) - 1

interface Move {
  readonly source: Redis
  readonly target: Redis
  readonly port: number
  readonly all: readonly Redis[]
}

/** As the specification of Redis Cluster has it ("Live resharding"). */
async function migrate(slot: number, { source, target, port, all }: Move, between: () => Promise<void>): Promise<void> {
  const [from, to] = [String(await source.cluster('MYID')), String(await target.cluster('MYID'))]
  await target.call('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', from)
  await source.call('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', to)
  for (;;) {
    const keys = (await source.call('CLUSTER', 'GETKEYSINSLOT', String(slot), '1')) as string[]
    if (keys.length === 0) break
    await source.call('MIGRATE', '127.0.0.1', String(port), '', '0', '5000', 'KEYS', ...keys)
    await between()
  }
  for (const node of [target, source, ...all]) await node.call('CLUSTER', 'SETSLOT', String(slot), 'NODE', to)
}
