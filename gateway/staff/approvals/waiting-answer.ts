import type { Answer } from '../../admin/operation.ts'
import { operationWords } from '../../console/approvals/approval-pages.ts'
import { APPROVAL_TEXTS } from '../../console/approvals/approval-texts.ts'
import { donePage } from '../../console/change-pages.ts'
import { consoleInstant } from '../../console/console-frame.ts'
import type { ConsoleSection } from '../../console/console-sections.ts'
import { html } from '../../console/html.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { Visit } from '../console-door.ts'

interface Asked {
  readonly approval: { readonly id: string; readonly operation: string; readonly until: string }
}

/**
 * Says that an operation waits for a second administrator, with the way to take it back.
 *
 * @param body of its answer, which is 202
 * @param back path of the page to go back to
 */
export function waitingPage(
  { viewer, base }: Visit,
  body: Answer['body'],
  section: ConsoleSection,
  back: string,
): PageAnswer {
  const { approval } = body as unknown as Asked
  const texts = APPROVAL_TEXTS[viewer.locale.language]
  return shown(
    donePage(viewer, {
      ...{ section, back, title: texts.waitsTitle(operationWords(viewer, approval.operation)) },
      said: texts.waits(consoleInstant(viewer, Date.parse(approval.until))),
      more: html`<p><a href="${base}approvals">${texts.seeWaiting}</a></p>`,
      undo: { action: `${base}approvals/${approval.id}/withdraw`, fields: [] },
    }),
  )
}
