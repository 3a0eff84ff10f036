import { printable } from '../../cli/printable.ts'
import type { RememberedLookup, TracedMailbox } from '../../explain/told-lookup.ts'
import { consoleInstant, consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { stopWords } from './code-words.ts'
import { EXPLAIN_TEXTS } from './explain-texts.ts'
import { cameTo, factRow, spanText } from './explanation-page.ts'
import { stepFindingIn, stepList } from './step-list.ts'

/** Of so many mailboxes at most every step is shown, unless one is asked for. */
const STEPS_OF = 3

/** What of a lookup is shown. */
export interface LookupState {
  /** Names of our organizations. */
  readonly ours: ReadonlySet<string>
  /** The mailbox that is asked for; null: all of them. */
  readonly about: string | null
}

/** Where a lookup is found, of its id. */
export function lookupPlace(base: string, id: string, about: string | null = null): string {
  const query = new URLSearchParams({ id, ...(about !== null && { about }) })
  return `${base}explain/lookup?${query.toString()}`
}

/** Where the mailbox is, as its step says it; a way that is none has a code. */
function routeOf(viewer: Viewer, { steps }: TracedMailbox, route: string): Html {
  const found = steps?.find(({ step }) => step === 'route')?.found ?? null
  if (found?.says === 'wayTo') return html`<bdi>${printable(stepFindingIn(viewer, found))}</bdi>`
  const words = stopWords(viewer.locale.language, route)
  return html`<code>${printable(route)}</code>${words !== null && html` ${words}`}`
}

function mailboxPart(viewer: Viewer, mailbox: TracedMailbox, requestId: string, steps: Part): Html {
  const texts = EXPLAIN_TEXTS[viewer.locale.language]
  const { about, route, asked, upstreamRequestId } = mailbox
  const whose = about === null ? texts.erased : html`<bdi>${about}</bdi>`
  const more =
    steps === null && about !== null
      ? html`<p><a href="${lookupPlace(viewer.base, requestId, about)}">${texts.showSteps}</a></p>`
      : steps
  const facts = html`<dl class="rules">${factRow(texts.view, texts.views[asked])}${route !== null && factRow(texts.route, routeOf(viewer, mailbox, route))}${upstreamRequestId !== undefined && factRow(texts.upstream, html`<code><bdi>${printable(upstreamRequestId)}</bdi></code>`)}</dl>`
  return html`<section class="card"><h2 class="people">${whose}</h2>${cameTo(viewer, mailbox)}${facts}${more}</section>`
}

function mailboxes(viewer: Viewer, lookup: RememberedLookup, { ours, about }: LookupState): readonly Html[] {
  const texts = EXPLAIN_TEXTS[viewer.locale.language]
  const shown = lookup.mailboxes.filter((mailbox) => about === null || mailbox.about === about)
  const all = shown.length <= STEPS_OF
  return shown.map((mailbox) => {
    const steps =
      mailbox.steps === null ? html`<p class="soft">${texts.noSteps}</p>` : stepList(viewer, mailbox.steps, ours)
    return mailboxPart(viewer, mailbox, lookup.requestId, all ? html`<div class="looked-at">${steps}</div>` : null)
  })
}

function refusedPart(viewer: Viewer, because: string, { steps }: RememberedLookup, ours: ReadonlySet<string>): Html {
  const { language } = viewer.locale
  const texts = EXPLAIN_TEXTS[language]
  return html`<section class="card" aria-labelledby="refused"><h2 id="refused">${texts.refusedWhole}</h2><p><code>${printable(because)}</code> ${stopWords(language, because)}</p><div class="looked-at">${stepList(viewer, steps ?? [], ours)}</div></section>`
}

/** A lookup on record: who asked about whom, what came of each, and every step; or why its request was refused. */
export function lookupPage(viewer: Viewer, lookup: RememberedLookup, state: LookupState): string {
  const texts = EXPLAIN_TEXTS[viewer.locale.language]
  const { at, from, window, requestId, explained, refused, source, blockMinutes, short } = lookup
  const how = explained ? texts.explained : texts.asked
  const who = from === null ? texts.erased : html`<bdi>${from}</bdi>`
  const blocks =
    blockMinutes !== null &&
    short !== null &&
    html`<p class="soft">${texts.blocks(blockMinutes, texts.scopes[short])}</p>`
  const time = `${how}, ${consoleInstant(viewer, Date.parse(at))} (${source === 'memory' ? texts.fromMemory : texts.fromAudit})`
  const count = lookup.mailboxes.length
  const facts = html`<section class="card"><dl class="rules">${(from !== null || refused === null) && factRow(texts.from, who)}${window !== null && factRow(texts.start, spanText(viewer, window))}${factRow(texts.how, time)}${factRow(texts.request, html`<code>${requestId}</code>`)}</dl>${count > 1 && html`<p class="soft">${texts.mailboxes(count)}</p>`}${blocks}</section>`
  const parts = refused === null ? mailboxes(viewer, lookup, state) : refusedPart(viewer, refused, lookup, state.ours)
  return consolePage(viewer, 'explain', texts.lookupTitle, html`${facts}${parts}`)
}
