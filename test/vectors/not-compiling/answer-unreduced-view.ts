// Written for this repository: an endpoint that forgets the policy. The test `shared-view-guard` compiles it and expects
// that it does not compile.
import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'

export function answerWithoutDeciding(found: FreeBusyView): MailboxAnswer {
  return { kind: 'view', view: found }
}

export function answerWithEveryFieldThere(found: FreeBusyView): MailboxAnswer {
  return { kind: 'view', view: { ...found, grantedView: 'DetailedMerged' } }
}
