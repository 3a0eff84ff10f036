import { accessSync, constants, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, resolve } from 'node:path'
import { fileProblem } from '../../config/file-problem.ts'
import { readConfig } from '../../config/read-config.ts'
import type { GatewaySettings } from '../../config/read-config.ts'
import { outboundHttp } from '../../protocols/http/outbound-http.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../../trust/clock.ts'
import type { Randomness } from '../../trust/randomness.ts'
import { SET_UP_BASE } from '../console/set-up/set-up-frame.ts'
import type { Log } from '../log.ts'
import type { GatewayParts, RunningGateway } from '../main.ts'
import { openServer } from '../open-network.ts'
import type { OpenServer } from '../open-network.ts'
import { soundOnly } from '../server.ts'
import { EntryCode } from './entry-code.ts'
import { finishSetUp, firstAnswersOf, firstSteps } from './finish-set-up.ts'
import { configurationWritten, takeBackFirstFiles } from './first-files.ts'
import { Progress } from './progress.ts'
import { Questions } from './questions.ts'
import type { QuestionParts } from './questions.ts'
import { setUpApplication } from './set-up-application.ts'
import { SET_UP_HOST } from './set-up-host.ts'
import type { SetUpRoom } from './set-up-step.ts'

/** The first port that is tried, and how many after it. */
const FIRST_PORT = 8027
const PORTS = 20
const LIMITS = { connections: 100, refusedPerSecond: 200 }

export interface SetUpParts {
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
  /** IANA name, as the system has it. */
  readonly systemZone: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where whoever started the program reads it, and nobody else. */
  readonly tell: (line: string) => void
  readonly start: (settings: GatewaySettings, parts: Partial<GatewayParts>) => Promise<RunningGateway>
}

/** Listens for a moment. @returns the code of the system's error; null where the port can be had */
function tryPort(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

async function openFirstFree(parts: SetUpParts): Promise<OpenServer> {
  for (let port = FIRST_PORT; ; port++) {
    const place = {
      listen: { host: SET_UP_HOST, port },
      tls: null,
      proxies: null,
      publicUrl: `http://${SET_UP_HOST}:${port}`,
    }
    try {
      return await openServer(place, LIMITS, parts)
    } catch (error) {
      if (port === FIRST_PORT + PORTS) throw error
    }
  }
}

/** Files that an earlier set-up began, and whose end is missing, are taken back: its answers write them anew. */
function openProgress(folder: string): Progress {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const message = `${folder}: a set-up cannot write its files here: ${fileProblem(error)}`
    throw new FederationError('ERR_CONFIG_INVALID', message)
  }
  const progress = Progress.open(folder)
  const { answers, answered } = progress
  if (answers !== null && answered.writing !== undefined) {
    takeBackFirstFiles(folder, firstAnswersOf(answers, answered.writing))
    progress.keep({ writing: undefined })
  }
  return progress
}

/** What is in a folder: a configuration, one that a set-up wrote and did not run yet, or none that is whole. */
export function standingOf(file: string): 'configured' | 'unfinished' | 'empty' {
  const folder = dirname(resolve(file))
  const { answers, answered } = Progress.open(folder)
  const { writing } = answered
  if (answers === null || writing === undefined) return existsSync(file) ? 'configured' : 'empty'
  const written = configurationWritten(folder, firstAnswersOf(answers, writing))
  return written === 'nothing' || written === 'begun' ? 'empty' : 'unfinished'
}

/** Runs a configuration that a set-up wrote before it was ended, and does what it still had to do. */
export async function resumeSetUp(file: string, { environment, tell, start }: SetUpParts): Promise<RunningGateway> {
  const progress = Progress.open(dirname(resolve(file)))
  const { answers } = progress
  const steps = answers === null ? {} : { firstSteps: firstSteps(answers, () => undefined) }
  const gateway = await start(readConfig(file, environment), steps)
  progress.remove()
  tell('The set-up that was ended in the middle is done.')
  if (progress.answered.writing?.first) {
    tell('Nobody was told the password of the first person; for another: ledig password, and organizations.users.')
  }
  return gateway
}

const greeting = (url: string, code: string, folder: string): string => `
There is no configuration in ${folder} yet. To make one, open

    ${url}${SET_UP_BASE}

in a browser on this machine, and type there

    ${code}

To run with a configuration that is elsewhere: ledig serve --config FILE
`

/**
 * Asks in a browser on this machine what a first configuration is made of, writes it, and runs it: the console takes the
 * place of the set-up, at the same address.
 *
 * @param folder where the files go
 * @returns once the gateway runs
 * @throws FederationError `ERR_CONFIG_INVALID` where the folder takes no files, or no port is free
 */
export async function runSetUp(folder: string, parts: SetUpParts): Promise<RunningGateway> {
  const { clock, random, log, systemZone, environment, tell, start } = parts
  const progress = openProgress(folder)
  const server = await openFirstFree(parts)
  const openHttp = (loopback: boolean) => outboundHttp({ allow: { loopback } })
  const room: Omit<SetUpRoom, 'answered'> = {
    folder,
    clock,
    random,
    systemZone,
    ownPort: server.port,
    tryPort,
    openHttp,
  }
  const code = new EntryCode(random, clock)
  // What a failed start closes is still the set-up's.
  const consoleServer = { ...server, close: () => Promise.resolve() }
  return new Promise((done) => {
    const finish: QuestionParts['finish'] = async (answers, now) => {
      try {
        const finished = await finishSetUp(answers, { progress, environment, start, room: now, consoleServer })
        const { gateway } = finished
        done({ ...gateway, close: () => gateway.close().finally(() => server.close()) })
        return finished.done
      } catch (error) {
        server.serve(listener)
        throw error
      }
    }
    const zones = Intl.supportedValuesOf('timeZone')
    const questions = new Questions({ progress, room, zones, consoleUrl: `${server.url}/console/`, finish })
    const listener = soundOnly(setUpApplication({ origin: server.url, code, questions }), log)
    server.serve(listener)
    tell(greeting(server.url, code.text, folder))
  })
}
