import { setTimeout as pause } from 'node:timers/promises'
import { Child } from './child-process.ts'
import type { Effort } from './measure-lookups.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import { CONTOSO, World } from './world.ts'

export interface WhatIfTools {
  readonly effort: Effort
  readonly monday: number
  readonly progress: (line: string) => void
}

const LOOKUPS = 100_000
const MAILBOXES = 1_000
/** Every third mailbox shows less by the draft. */
const LOWERED = 3

interface Answered {
  readonly lookups: number
  readonly drafted: { readonly questions: number; readonly effects: { readonly less: number } }
}

const document = (lowered: number) => ({
  organization: { id: 'contoso', domains: ['contoso.example'], defaultPermission: 'LimitedDetails' },
  mailboxes: Array.from({ length: MAILBOXES }, (_, i) => ({
    address: `a${i}@contoso.example`,
    default: lowered > 0 && i % lowered === 0 ? 'AvailabilityOnly' : 'LimitedDetails',
  })),
  relationships: [
    {
      ...{ name: 'fabrikam', domains: ['fabrikam.example'], freeBusyAccessEnabled: true },
      ...{ freeBusyAccessLevel: 'LimitedDetails', requests: { enabled: true, level: 'LimitedDetails' } },
    },
  ],
})

function administer(world: World, method: string, path: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${world.adminToken}` }
  const address = `${world.started.adminUrl}/organizations/contoso/policy-document${path}`
  return fetch(address, { method, headers, body: JSON.stringify(body) })
}

/** How long, in ms, somebody else had to wait at most while `work` went on. */
async function longestWait<T>(url: URL, work: Promise<T>): Promise<readonly [T, number]> {
  let longest = 0
  let done = false
  const others = (async () => {
    while (!done) {
      const began = performance.now()
      await (await fetch(url)).text()
      longest = Math.max(longest, performance.now() - began)
      await pause(5)
    }
  })()
  const result = await work.finally(() => (done = true))
  await others
  return [result, longest]
}

/** A hundred thousand lookups on record decided again, by a running gateway that is asked over its administration. */
export async function measureWhatIf({ effort, monday, progress }: WhatIfTools): Promise<readonly Ratio[]> {
  const lookups = Math.max(1_000, Math.ceil(LOOKUPS * effort.share))
  const world = await World.open(new Map(), monday)
  const drafts = await Child.start('drafts-under-load.ts')
  try {
    await world.befriend(monday)
    await administer(world, 'PUT', '', document(0))
    await world.stop()
    await drafts.ask({ folder: world.storeFolder, lookups, by: world.token(CONTOSO).claims['iss'] })
    await world.restart()
    const draft = document(LOWERED)
    const once = async () => {
      const before = (await world.gateway.usage()).cpu
      const asked = administer(world, 'POST', '/diff?since=7d', draft)
      const [answer, wait] = await longestWait(new URL('/livez', world.started.adminUrl), asked)
      if (!answer.ok) throw new Error(`a draft was not tried: ${String(answer.status)} ${await answer.text()}`)
      const after = (await world.gateway.usage()).cpu
      const found = (await answer.json()) as Answered
      if (found.lookups !== lookups || found.drafted.effects.less === 0) throw new Error('a draft was tried on nothing')
      const { cpuMs } = (await drafts.ask({ decisions: LOOKUPS, document: draft })) as { cpuMs: number }
      const seconds = (after.user + after.system - before.user - before.system) / 1e6
      const { questions } = found.drafted
      progress(
        `policy: ${lookups} lookups, ${questions} questions: ${seconds.toFixed(2)} s of a core, ${wait.toFixed(0)} ms at most for others; ${LOOKUPS} decisions ${cpuMs.toFixed(0)} ms`,
      )
      return { seconds: (seconds * LOOKUPS) / lookups, wait, decisions: cpuMs / 1_000 }
    }
    await once()
    const rounds: Awaited<ReturnType<typeof once>>[] = []
    for (let i = 0; i < effort.rounds; i++) rounds.push(await once())
    return [
      { name: 'policy-diff-seconds', value: median(rounds.map(({ seconds }) => seconds)), target: 5, better: 'lower' },
      {
        ...{ name: 'policy-diff-over-decisions', target: null, better: 'lower' },
        value: median(rounds.map(({ seconds, decisions }) => seconds / decisions)),
      },
      {
        name: 'policy-diff-longest-wait-ms',
        value: median(rounds.map(({ wait }) => wait)),
        target: null,
        better: 'lower',
      },
    ]
  } finally {
    await Promise.all([world.end(), drafts.end()])
  }
}
