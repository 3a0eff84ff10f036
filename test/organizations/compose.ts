import { makeComposeGround } from './compose-ground.ts'
import type { ComposePlaces } from './compose-ground.ts'
import { introduceComposed } from './compose-introduce.ts'

/** The one-shot services of `docker-compose.yml`: `prepare` writes what the others are started with, `introduce` makes their trusts. */
const PLACES: ComposePlaces = {
  ground: '/ground',
  host: (service) => service,
  port: () => 8443,
  listen: '0.0.0.0',
  networks: ['172.30.0.0/24'],
  redis: 'redis://redis:6379/0',
}

async function main(task: string | undefined): Promise<void> {
  if (task === 'prepare') await makeComposeGround(PLACES, Date.now)
  else if (task === 'introduce') await introduceComposed(PLACES, (line) => void process.stdout.write(`${line}\n`))
  else throw new Error('usage: compose prepare|introduce')
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
