import { expect } from 'chai'
import { ROOMS, exists, filesUnder, holdsOnlyTypes, importedPath, readText, sourceFilesUnder } from './source-files.ts'
import type { SourceFile } from './source-files.ts'

const product = ROOMS.flatMap((room) => sourceFilesUnder(room))
const tests = sourceFilesUnder('test')
const all = [...product, ...tests]

const NAMES = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.(?:test|d))?\.ts$/
const WORDLESS = ['util', 'utils', 'helper', 'helpers', 'manager', 'data', 'info', 'misc', 'common']

/**
 * Product files without a test file of their own: pieces of one thing, cut for their length, that are tested together
 * through it. By the test file that reaches them.
 */
const TESTED_THROUGH: Readonly<Record<string, readonly string[]>> = {
  'test/protocols/icalendar/calendar-readers.test.ts': ['protocols/start-thread.ts'],
  'test/gateway/console/explain/step-finding-texts.test.ts': [
    'gateway/explain/step-finding.ts',
    'gateway/explain/step-finding-words.ts',
    'protocols/said.ts',
  ],
  'test/gateway/console/set-up/calendar-problem-texts.test.ts': ['protocols/icalendar/calendar-problem.ts'],
  'test/gateway/staff/keys/show-keys.test.ts': [
    'gateway/console/keys/drill-page.ts',
    'gateway/console/keys/import-texts.ts',
    'gateway/console/keys/key-change-texts.ts',
    'gateway/console/keys/key-form-pages.ts',
    'gateway/console/keys/keys-pages.ts',
    'gateway/console/keys/keys-style.ts',
    'gateway/console/keys/keys-texts.ts',
    'gateway/console/list-table.ts',
    'gateway/staff/approvals/waiting-answer.ts',
    'gateway/staff/keys/key-change.ts',
    'gateway/staff/keys/new-certificate.ts',
    'gateway/staff/keys/own-keys.ts',
    'gateway/staff/keys/roll-certificate.ts',
  ],
  'test/gateway/staff/health/show-health.test.ts': [
    'gateway/console/health/doctor-pages.ts',
    'gateway/console/health/doctor-texts.ts',
    'gateway/console/health/finding-texts.ts',
    'gateway/console/health/health-pages.ts',
    'gateway/console/health/health-style.ts',
    'gateway/console/health/health-texts.ts',
    'gateway/console/health/tally-chart.ts',
    'gateway/staff/health/test-trust.ts',
  ],
  'test/gateway/staff/approvals/show-approvals.test.ts': [
    'gateway/console/approvals/approval-pages.ts',
    'gateway/console/approvals/approval-texts.ts',
    'gateway/console/approvals/approvals-style.ts',
  ],
  'test/gateway/admin/approvals.test.ts': ['gateway/sign-in/console-person.ts'],
  'test/gateway/console/calendar-page.test.ts': [
    'gateway/console/calendar-days.ts',
    'gateway/console/calendar-strip.ts',
    'gateway/console/calendar-texts.ts',
    'gateway/console/calendar-views.ts',
    'gateway/console/layout.ts',
    'gateway/console/style.ts',
  ],
  'test/gateway/staff/access/show-access.test.ts': [
    'gateway/console/access/access-form.ts',
    'gateway/console/access/access-page.ts',
    'gateway/console/access/access-style.ts',
    'gateway/console/access/access-texts.ts',
    'gateway/console/access/ceiling-table.ts',
    'gateway/console/places.ts',
    'gateway/staff/access/ceilings.ts',
    'gateway/staff/access/read-pair.ts',
  ],
  'test/gateway/staff/explain/explain-lookups.test.ts': [
    'gateway/console/explain/explain-form.ts',
    'gateway/console/explain/explain-style.ts',
    'gateway/console/explain/explain-texts.ts',
    'gateway/console/explain/explanation-page.ts',
    'gateway/console/explain/lookup-page.ts',
    'gateway/console/explain/step-list.ts',
    'gateway/staff/explain/read-question.ts',
  ],
  'test/gateway/console/explain/code-words.test.ts': [
    'gateway/console/explain/code-texts.ts',
    'gateway/console/explain/decision-texts.ts',
    'gateway/console/explain/refused-request-texts.ts',
  ],
  'test/gateway/staff/record/search-record.test.ts': [
    'gateway/console/record/account-page.ts',
    'gateway/console/record/budgets-page.ts',
    'gateway/console/record/entries-page.ts',
    'gateway/console/record/event-texts.ts',
    'gateway/console/record/lookups-page.ts',
    'gateway/console/record/record-frame.ts',
    'gateway/console/record/record-texts.ts',
    'gateway/console/record/search-fields.ts',
    'gateway/console/record/whole-page.ts',
    'gateway/staff/record/read-search.ts',
  ],
  'test/gateway/broker/group-answer.test.ts': ['gateway/broker/lookup-places.ts'],
  'test/trust/policies/policy-test.test.ts': ['trust/policies/group-steps.ts'],
  'test/gateway/sharing/code-door.test.ts': ['gateway/console/code-page.ts', 'gateway/sharing/view-pass.ts'],
  'test/gateway/sharing/published-door.test.ts': [
    'gateway/sharing/published-address.ts',
    'gateway/sharing/published-variant.ts',
    'gateway/sharing/read-published.ts',
    'gateway/sharing/render-published.ts',
    'gateway/sharing/visitor-answers.ts',
    'gateway/sharing/zone-script.ts',
  ],
  'test/protocols/autodiscover/read-autodiscover-request.test.ts': [
    'protocols/autodiscover/autodiscover-vocabulary.ts',
  ],
  'test/gateway/limits/lookup-budgets.test.ts': [
    'gateway/limits/account.ts',
    'gateway/limits/allowance.ts',
    'gateway/limits/quotas.ts',
  ],
  'test/gateway/audit/entry-finder.test.ts': ['gateway/audit/entry-block.ts'],
  'test/gateway/audit/find-looks.test.ts': ['gateway/audit/find-entries.ts', 'gateway/audit/own-looks.ts'],
  'test/gateway/audit/look.test.ts': ['gateway/audit/lookup-entry.ts'],
  'test/gateway/explain/told-lookup.test.ts': ['gateway/audit/recorded-trace.ts', 'gateway/broker/missing-way.ts'],
  'test/trust/policies/step-path.test.ts': ['trust/policies/step-words.ts'],
  'test/gateway/owner/lower-look.test.ts': ['gateway/console/lower-buttons.ts', 'gateway/console/lowered-page.ts'],
  'test/gateway/owner/show-looks.test.ts': ['gateway/console/looked-page.ts', 'gateway/console/looked-texts.ts'],
  'test/gateway/cli/audit-lookups.test.ts': ['gateway/admin/audit-reading.ts', 'gateway/admin/look-operations.ts'],
  'test/trust/sharing/link-store.test.ts': ['trust/sharing/link-record.ts'],
  'test/trust/policies/check-policy.test.ts': [
    'trust/policies/lints/lint-domains.ts',
    'trust/policies/lints/lint-grants.ts',
    'trust/policies/lints/lint-groups.ts',
    'trust/policies/lints/lint-mailboxes.ts',
    'trust/policies/lints/lint-relationships.ts',
    'trust/policies/lints/lint-sharing-policies.ts',
    'trust/policies/lints/lint-trusts.ts',
    'trust/policies/lints/lint.ts',
    'trust/policies/everybody-named.ts',
    'trust/policies/stranger.ts',
  ],
  'test/trust/policies/query/query-policy.test.ts': [
    'trust/policies/query/asker-classes.ts',
    'trust/policies/query/mailbox-classes.ts',
  ],
  'test/gateway/cli/same-names.test.ts': ['gateway/cli/mailbox.ts', 'gateway/cli/sharing.ts'],
  'test/gateway/cli/share.test.ts': ['gateway/cli/share-words.ts'],
  'test/gateway/sharing/prove-closed.test.ts': ['gateway/sharing/ask-lookups.ts'],
  'test/gateway/cli/explain.test.ts': ['gateway/admin/lookup-operations.ts'],
  'test/gateway/cli/budget.test.ts': ['gateway/admin/budget-operations.ts'],
  'test/gateway/explain/explain-lookup.test.ts': ['gateway/explain/explanation.ts'],
  'test/gateway/replay/policy-differ.test.ts': ['gateway/replay/policy-replay.ts'],
  'test/gateway/owner/owner-router.test.ts': [
    'gateway/console/form-fields.ts',
    'gateway/console/owner-frame.ts',
    'gateway/console/owner-style.ts',
    'gateway/console/owner-texts.ts',
    'gateway/console/private-page.ts',
    'gateway/console/refusal-texts.ts',
    'gateway/console/share-form-texts.ts',
    'gateway/console/share-form.ts',
    'gateway/console/share-pages.ts',
    'gateway/console/share-preview.ts',
    'gateway/console/share-words.ts',
    'gateway/console/who-page.ts',
    'gateway/owner/add-share.ts',
    'gateway/owner/change-share.ts',
    'gateway/owner/open-page.ts',
    'gateway/owner/owner-cause.ts',
    'gateway/pages/page-answer.ts',
    'gateway/pages/read-form.ts',
    'gateway/owner/preview-week.ts',
    'gateway/owner/private-times.ts',
    'gateway/owner/read-share-form.ts',
    'gateway/pages/same-origin.ts',
    'gateway/owner/show-who.ts',
  ],
  'test/gateway/sign-in/console-sessions.test.ts': [
    'gateway/pages/kept-sessions.ts',
    'gateway/pages/session-cookie.ts',
    'gateway/sign-in/console-accounts.ts',
  ],
  'test/gateway/set-up/questions.test.ts': [
    'config/tls-files.ts',
    'gateway/console/set-up/review-page.ts',
    'gateway/console/set-up/set-up-texts.ts',
    'gateway/console/set-up/step-page.ts',
    'gateway/console/set-up/step-texts.ts',
    'gateway/set-up/administrator-step.ts',
    'gateway/set-up/calendars-step.ts',
    'gateway/set-up/domain-step.ts',
    'gateway/set-up/organization-step.ts',
    'gateway/set-up/partner-step.ts',
    'gateway/set-up/place-step.ts',
    'gateway/set-up/set-up-step.ts',
    'gateway/set-up/set-up-steps.ts',
  ],
  'test/gateway/set-up/set-up-application.test.ts': [
    'gateway/console/set-up/entry-page.ts',
    'gateway/console/set-up/set-up-frame.ts',
  ],
  'test/gateway/set-up/start-problem.test.ts': ['gateway/console/set-up/start-problem-texts.ts'],
  'test/gateway/staff/sharing/change-part.test.ts': [
    'gateway/console/sharing/change-question.ts',
    'gateway/console/sharing/change-texts.ts',
    'gateway/console/sharing/differences-table.ts',
    'gateway/console/sharing/field-texts.ts',
    'gateway/console/sharing/lint-texts.ts',
    'gateway/console/sharing/not-done-page.ts',
    'gateway/console/sharing/part-faults.ts',
    'gateway/console/sharing/part-form-page.ts',
    'gateway/console/sharing/part-form.ts',
    'gateway/console/sharing/value-words.ts',
    'gateway/console/sharing/warnings-part.ts',
    'gateway/console/sharing/what-if-part.ts',
    'gateway/console/sharing/what-if-texts.ts',
    'gateway/staff/sharing/ask-change.ts',
    'gateway/staff/sharing/carry-out.ts',
    'gateway/staff/sharing/draft-document.ts',
    'gateway/staff/sharing/end-part.ts',
    'gateway/staff/sharing/foresee-change.ts',
  ],
  'test/gateway/staff/sharing/change-settings.test.ts': ['gateway/console/sharing/settings-form.ts'],
  'test/gateway/staff/sharing/show-sharing.test.ts': [
    'gateway/console/sharing/listed-table.ts',
    'gateway/console/sharing/mailboxes-page.ts',
    'gateway/console/sharing/relationship-table.ts',
    'gateway/console/sharing/sharing-page.ts',
    'gateway/console/sharing/sharing-place.ts',
    'gateway/console/sharing/sharing-style.ts',
    'gateway/console/sharing/sharing-texts.ts',
    'gateway/staff/sharing/held-parts.ts',
    'gateway/staff/sharing/relationship-trusts.ts',
    'gateway/staff/sharing/sharing-routes.ts',
    'gateway/staff/sharing/show-mailboxes.ts',
  ],
  'test/gateway/console/sharing/typed-part.test.ts': [
    'gateway/console/sharing/part-differences.ts',
    'gateway/console/sharing/part-fields.ts',
  ],
  'test/gateway/set-up/run-set-up.test.ts': ['gateway/set-up/set-up-host.ts'],
  'test/gateway/staff/sign-in-by-provider.test.ts': ['gateway/staff/sign-out.ts'],
  'test/gateway/staff/schedule/show-schedule.test.ts': [
    'gateway/console/schedule/own-pages-page.ts',
    'gateway/console/schedule/schedule-form.ts',
    'gateway/console/schedule/schedule-names.ts',
    'gateway/console/schedule/schedule-question.ts',
    'gateway/console/schedule/schedule-row.ts',
    'gateway/console/schedule/schedule-rows.ts',
    'gateway/console/schedule/schedule-style.ts',
    'gateway/console/schedule/schedule-texts.ts',
    'gateway/console/schedule/schedule-weeks.ts',
    'gateway/staff/console-door.ts',
    'gateway/staff/schedule/ask-schedule.ts',
    'gateway/staff/schedule/go-to-own-pages.ts',
    'gateway/staff/schedule/own-mailbox.ts',
    'gateway/staff/schedule/read-question.ts',
  ],
  'test/gateway/staff/accounts/accounts-routes.test.ts': [
    'gateway/console/accounts/account-form.ts',
    'gateway/console/accounts/accounts-page.ts',
    'gateway/console/accounts/accounts-texts.ts',
    'gateway/sign-in/new-password.ts',
    'gateway/staff/accounts/end-accounts.ts',
    'gateway/staff/accounts/last-administrator.ts',
    'gateway/staff/accounts/set-account.ts',
    'gateway/staff/accounts/show-accounts.ts',
  ],
  'test/gateway/staff/console-router.test.ts': [
    'gateway/console/change-pages.ts',
    'gateway/console/console-faults.ts',
    'gateway/console/console-frame.ts',
    'gateway/console/console-sections.ts',
    'gateway/console/console-texts.ts',
    'gateway/console/sign-in-page.ts',
    'gateway/console/start-page.ts',
    'gateway/sign-in/refused-sign-ins.ts',
    'gateway/staff/console-routes.ts',
    'gateway/staff/plain-answer.ts',
    'gateway/staff/show-start.ts',
  ],
  'test/gateway/staff/who-in-log.test.ts': ['gateway/console/actor-words.ts'],
  'test/gateway/staff/trusts/change-address.test.ts': ['gateway/console/trusts/address-page.ts'],
  'test/gateway/staff/trusts/change-credential.test.ts': [
    'gateway/console/trusts/address-space-texts.ts',
    'gateway/console/trusts/credential-page.ts',
    'gateway/console/trusts/credential-part.ts',
    'gateway/console/trusts/credential-texts.ts',
  ],
  'test/gateway/staff/trusts/trust-pages.test.ts': [
    'gateway/agreement/open-steps.ts',
    'gateway/agreement/trust-history.ts',
    'gateway/console/trusts/accept-page.ts',
    'gateway/console/trusts/change-refusals.ts',
    'gateway/console/trusts/domains-part.ts',
    'gateway/console/trusts/fingerprint-part.ts',
    'gateway/console/trusts/halves-part.ts',
    'gateway/console/trusts/history-part.ts',
    'gateway/console/trusts/listed-trust.ts',
    'gateway/console/trusts/open-step-texts.ts',
    'gateway/console/trusts/partner-part.ts',
    'gateway/console/trusts/proof-texts.ts',
    'gateway/console/trusts/propose-pages.ts',
    'gateway/console/trusts/terms-fields.ts',
    'gateway/console/trusts/terms-pages.ts',
    'gateway/console/trusts/terms-texts.ts',
    'gateway/console/trusts/trust-acts.ts',
    'gateway/console/trusts/trust-change-pages.ts',
    'gateway/console/trusts/trust-change-texts.ts',
    'gateway/console/trusts/trust-list-page.ts',
    'gateway/console/trusts/trust-overview.ts',
    'gateway/console/trusts/trust-page.ts',
    'gateway/console/trusts/trust-page-texts.ts',
    'gateway/console/trusts/trust-texts.ts',
    'gateway/console/trusts/trusts-style.ts',
    'gateway/staff/trusts/accept-trust.ts',
    'gateway/staff/trusts/ask-change.ts',
    'gateway/staff/trusts/change-partner.ts',
    'gateway/staff/trusts/change-terms.ts',
    'gateway/staff/trusts/find-shown-trust.ts',
    'gateway/staff/trusts/list-trusts.ts',
    'gateway/staff/trusts/look-at-partner.ts',
    'gateway/staff/trusts/propose-trust.ts',
    'gateway/staff/trusts/read-terms.ts',
    'gateway/staff/trusts/stop-trust.ts',
    'gateway/staff/trusts/trust-routes.ts',
  ],
  'test/gateway/sharing/sharing.test.ts': [
    'gateway/sharing/check-offer.ts',
    'gateway/sharing/grant-sharing.ts',
    'gateway/sharing/link-sharing.ts',
    'gateway/sharing/share.ts',
    'gateway/sharing/sharing-parts.ts',
    'gateway/sharing/written-grants.ts',
  ],
  'test/gateway/admin/share-operations.test.ts': [
    'gateway/sharing/refusal-words.ts',
    'gateway/sharing/share-orders.ts',
    'gateway/sharing/show-share.ts',
  ],
  'test/gateway/domains/domain-watch.test.ts': [
    'gateway/domains/domain-checks.ts',
    'gateway/domains/in-turns.ts',
    'gateway/domains/keep-proofs.ts',
    'trust/organization/prove-domains.ts',
  ],
  'test/gateway/domains/domain-operations.test.ts': ['gateway/domains/show-domains.ts'],
  'test/gateway/cli/trust.test.ts': [
    'gateway/cli/trust-accept.ts',
    'gateway/cli/trust-address.ts',
    'gateway/cli/trust-credential.ts',
    'gateway/cli/trust-file.ts',
    'gateway/cli/trust-halves.ts',
  ],
  'test/protocols/dns/authorities.test.ts': ['protocols/dns/find-authorities.ts'],
  'test/protocols/dns/name-servers.test.ts': [
    'protocols/dns/dns-exchange.ts',
    'protocols/dns/dns-message.ts',
    'protocols/dns/text-lookup.ts',
  ],
  'test/protocols/icalendar/icalendar-connector.test.ts': ['protocols/icalendar/event-details.ts'],
  'test/trust/stores/state-engine-redis.test.ts': [
    'trust/stores/erase-redis.ts',
    'trust/stores/follow-redis.ts',
    'trust/stores/hints-redis.ts',
    'trust/stores/instances-redis.ts',
    'trust/stores/layout-redis.ts',
    'trust/stores/link-redis.ts',
    'trust/stores/server-clock-redis.ts',
    'trust/stores/settle-redis.ts',
    'trust/stores/snapshot-redis.ts',
    'trust/stores/write-redis.ts',
  ],
  'test/trust/stores/state-engine-memory.test.ts': [
    'trust/stores/by-bytes.ts',
    'trust/stores/cause.ts',
    'trust/stores/checked-records.ts',
    'trust/stores/commit-round.ts',
    'trust/stores/record-text.ts',
    'trust/stores/spread-records.ts',
    'trust/stores/state-record.ts',
    'trust/stores/state-store.ts',
    'trust/stores/store-seal.ts',
    'trust/stores/migrations/sealed-heads.ts',
    'trust/stores/migrations/shared-calendars.ts',
  ],
  'test/trust/stores/state-engine-embedded.test.ts': [
    'trust/stores/embedded-folder.ts',
    'trust/stores/embedded-layout.ts',
    'trust/stores/embedded-snapshot.ts',
    'trust/stores/hearing.ts',
    'trust/stores/state-head.ts',
  ],
  'test/trust/stores/state-dump.test.ts': ['trust/stores/backup-cipher.ts', 'trust/stores/fill-state.ts'],
  'test/trust/stores/trust-store.test.ts': ['trust/organization/trust-record.ts', 'trust/stores/taken-names.ts'],
  'test/trust/organization/signed-offer.test.ts': ['trust/organization/offer-claims.ts'],
  'test/trust/organization/federation-metadata.test.ts': ['trust/organization/signed-document.ts'],
  'test/gateway/agreement/offer-exchange.test.ts': ['gateway/agreement/telling-trusts.ts'],
  'test/scenarios/trust-life.test.ts': [
    'gateway/agreement/compare-halves.ts',
    'gateway/agreement/next-steps.ts',
    'gateway/agreement/show-agreement.ts',
    'gateway/agreement/show-hosts.ts',
    'gateway/agreement/show-state.ts',
    'gateway/agreement/trust-files.ts',
  ],
  'test/trust/organization/trust-transitions.test.ts': [
    'trust/organization/settle-trust.ts',
    'trust/organization/trust-halves.ts',
  ],
  'test/trust/tokens/exchange-token.test.ts': [
    'protocols/ms-xoauth/principal.ts',
    'protocols/ms-xoauth/token-claims.ts',
    'trust/tokens/verify-signed.ts',
  ],
  'test/trust/tokens/verify-bearer.test.ts': ['trust/organization/exchange-metadata.ts'],
  'test/scenarios/address-space.test.ts': ['gateway/admin/move-address-space.ts'],
  'test/scenarios/partner-credentials.test.ts': [
    'gateway/admin/set-credential.ts',
    'gateway/credentials/partner-credentials.ts',
    'gateway/credentials/partner-tokens.ts',
    'gateway/credentials/publish-auth-metadata.ts',
    'gateway/credentials/token-endpoint.ts',
    'trust/credentials/partner-credential.ts',
  ],
  'test/trust/policies/state-policy-store.test.ts': [
    'trust/policies/compile-parts.ts',
    'trust/policies/live-policies.ts',
    'trust/policies/live-policy.ts',
    'trust/policies/policy-parts.ts',
    'trust/policies/policy-store.ts',
  ],
  'test/gateway/identities.test.ts': ['trust/keys/sealed-identity.ts'],
  'test/gateway/admin/certificate-operations.test.ts': [
    'gateway/admin/drill-operation.ts',
    'gateway/admin/roll-operations.ts',
    'gateway/admin/show-certificates.ts',
  ],
  'test/gateway/metrics.test.ts': ['gateway/watched-certificates.ts'],
  'test/gateway/main.test.ts': [
    'gateway/open-kept.ts',
    'gateway/sharing/open-sharing.ts',
    'gateway/open-network.ts',
    'gateway/open-published.ts',
    'gateway/open-state.ts',
    'gateway/periodic-tasks.ts',
    'gateway/staff/open-console.ts',
    'gateway/sharing/open-mail.ts',
  ],
  'test/gateway/audit/audit-log.test.ts': [
    'gateway/audit/audit-operations.ts',
    'gateway/audit/audit-upkeep.ts',
    'gateway/audit/refused-requests.ts',
    'trust/audit/audit-entry.ts',
    'trust/audit/tree-head.ts',
  ],
  'test/gateway/admin/operations.test.ts': [
    'gateway/admin/read-order.ts',
    'gateway/admin/access-tokens.ts',
    'gateway/admin/admission-limits.ts',
    'gateway/admin/api-pages.ts',
    'gateway/admin/audit-routes.ts',
    'gateway/admin/backup-route.ts',
    'gateway/admin/json-limits.ts',
    'gateway/admin/openapi.ts',
    'gateway/admin/operation.ts',
    'gateway/admin/policy-document-operations.ts',
    'gateway/admin/policy-operations.ts',
    'gateway/sign-in/sign-in-operations.ts',
  ],
  'test/config/read-config.test.ts': [
    'config/config-schema.ts',
    'config/read-console.ts',
    'config/read-mail.ts',
    'config/read-place.ts',
    'config/read-store.ts',
  ],
  'test/protocols/mail/smtp-transport.test.ts': ['protocols/mail/mail-message.ts', 'protocols/mail/mail-transport.ts'],
  'test/gateway/sharing/outbox.test.ts': [
    'gateway/sharing/invitation-operations.ts',
    'gateway/sharing/invitation-record.ts',
    'gateway/sharing/kept-invitations.ts',
  ],
  'test/gateway/sharing/invitations.test.ts': ['gateway/sharing/invitation-order.ts', 'gateway/sharing/mail-budget.ts'],
  'test/gateway/sharing/invitation-message.test.ts': ['gateway/sharing/invitation-texts.ts'],
  'test/gateway/admin/admin-router.test.ts': [
    'gateway/admin/accept-trust.ts',
    'gateway/admin/list-organizations.ts',
    'gateway/admin/report-errors.ts',
    'gateway/admin/end-trust.ts',
    'gateway/admin/administration.ts',
    'gateway/admin/change-trust.ts',
    'gateway/admin/fetch-metadata.ts',
    'gateway/admin/propose-trust.ts',
    'gateway/web.ts',
  ],
  'test/gateway/broker/answer-availability.test.ts': [
    'gateway/broker/fan-out.ts',
    'gateway/broker/rule.ts',
    'protocols/availability/availability-question.ts',
  ],
  'test/scenarios/doctor.test.ts': [
    'gateway/doctor/check-agreement.ts',
    'gateway/doctor/check-document.ts',
    'gateway/doctor/examination.ts',
    'gateway/doctor/examine-partner.ts',
    'gateway/doctor/examiner.ts',
    'gateway/doctor/finding-words.ts',
    'gateway/doctor/finding.ts',
    'gateway/doctor/remedies.ts',
  ],
  'test/scenarios/lookups.test.ts': [
    'gateway/hosted-organizations.ts',
    'gateway/log-lookup.ts',
    'gateway/open-broker.ts',
    'gateway/open-ews-door.ts',
    'gateway/publish-metadata.ts',
  ],
  'test/protocols/ews/read-availability-answer.test.ts': [
    'protocols/ews/answer-codes.ts',
    'protocols/ews/answer-instant.ts',
    'protocols/ews/calendar-events.ts',
    'protocols/ews/iana-name-of-rules.ts',
    'protocols/ews/read-answer-fault.ts',
    'protocols/ews/read-calendar-events.ts',
    'protocols/ews/read-free-busy-response.ts',
    'protocols/ews/read-working-hours.ts',
    'protocols/ews/stream-beyond-events.ts',
  ],
  'test/protocols/ews/ews-connector.test.ts': ['protocols/ews/answer-status.ts'],
  'test/protocols/availability/mailbox-address.test.ts': ['protocols/federation-error.ts'],
  'test/protocols/http/outbound-http.test.ts': [
    'protocols/http/outbound-connection.ts',
    'protocols/http/outbound-exchange.ts',
    'protocols/http/outbound-failure.ts',
  ],
  'test/protocols/exchange-shell/cmdlet-object.test.ts': [
    'protocols/exchange-shell/availability-address-space.ts',
    'protocols/exchange-shell/federation-information.ts',
    'protocols/exchange-shell/federation-trust.ts',
    'protocols/exchange-shell/intra-organization-connector.ts',
  ],
  'test/protocols/exchange-shell/organization-relationship.test.ts': ['protocols/exchange-shell/exported-fields.ts'],
  'test/protocols/exchange-shell/pointing-script.test.ts': ['protocols/exchange-shell/pointing-steps.ts'],
  'test/protocols/exchange-shell/read-clixml.test.ts': ['protocols/exchange-shell/clixml-objects.ts'],
  'test/protocols/exchange-shell/read-cmdlet-json.test.ts': ['protocols/exchange-shell/exported-object.ts'],
  'test/protocols/exchange-shell/read-exported-file.test.ts': ['protocols/exchange-shell/export-text.ts'],
  'test/trust/exchange/map-organization-relationship.test.ts': ['trust/exchange/import-plan.ts'],
  'test/trust/exchange/plan-import.test.ts': [
    'trust/exchange/choose-domains.ts',
    'trust/exchange/note-on-object.ts',
    'trust/exchange/propose-partners.ts',
  ],
  'test/protocols/icalendar/expand-recurrence.test.ts': [
    'protocols/icalendar/recurrence-days.ts',
    'protocols/icalendar/recurrence-periods.ts',
    'protocols/icalendar/recurrence-times.ts',
  ],
  'test/protocols/time-zone/windows-zones.test.ts': ['protocols/time-zone/windows-zones-table.ts'],
}

/** Programs, and what only they use: their tests start them, and import nothing of them. */
const TESTED_AS_PROCESS: Readonly<Record<string, readonly string[]>> = {
  'test/gateway/cli/budget.test.ts': ['gateway/cli/budget-words.ts'],
  'test/gateway/cli/audit.test.ts': ['gateway/audit/verify-closed-store.ts', 'gateway/cli/audit-check.ts'],
  'test/scenarios/doctor.test.ts': ['gateway/cli/trust-test.ts'],
  'test/gateway/cli/import.test.ts': ['gateway/cli/describe-import.ts', 'gateway/cli/read-policy.ts'],
  'test/gateway/cli/certificate.test.ts': [
    'gateway/cli/read-passphrase.ts',
    'gateway/cli/show-slots.ts',
    'gateway/cli/trust-drill.ts',
    'gateway/cli/trust-roll.ts',
  ],
  'test/gateway/cli/session.test.ts': ['gateway/cli/administrator.ts'],
  'test/gateway/cli/ledig.test.ts': [
    'gateway/announce-start.ts',
    'gateway/cli/admin-client.ts',
    'gateway/cli/ask.ts',
    'gateway/cli/config-check.ts',
    'gateway/cli/exit-code.ts',
    'gateway/cli/healthcheck.ts',
    'gateway/cli/init.ts',
    'gateway/cli/read-given-file.ts',
    'gateway/cli/lookup.ts',
    'gateway/cli/step-table.ts',
    'gateway/cli/organization.ts',
    'gateway/cli/part.ts',
    'gateway/cli/password.ts',
    'gateway/cli/read-line.ts',
    'gateway/cli/serve.ts',
    'gateway/cli/token.ts',
    'gateway/cli/approval.ts',
  ],
}

/** All a file imports, and all that imports. */
function reachedFrom(path: string): ReadonlySet<string> {
  const byPath = new Map(all.map((file) => [file.path, file]))
  const seen = new Set([path])
  for (const one of seen) {
    for (const specifier of byPath.get(one)?.imports ?? []) {
      const target = importedPath(one, specifier)
      if (target !== null) seen.add(target)
    }
  }
  return seen
}

const roomOf = (path: string): string => path.slice(0, path.indexOf('/'))
const offenders = (files: readonly SourceFile[], wrong: (file: SourceFile) => boolean): readonly string[] =>
  files.filter(wrong).map((file) => file.path)

function importsAgainstTheGrain(file: SourceFile): readonly string[] {
  const allowed = ROOMS.slice(ROOMS.findIndex((room) => room === roomOf(file.path))) as readonly string[]
  return file.imports
    .map((specifier) => importedPath(file.path, specifier))
    .filter((target) => target !== null && !allowed.includes(roomOf(target)))
    .map((target) => `${file.path} imports ${String(target)}`)
}

/** `type X = string & { readonly [brand]: true }` of a file that declares `brand` as a unique symbol. */
function brandsOf(file: SourceFile): readonly string[] {
  const symbols = [...file.text.matchAll(/declare const (\w+): unique symbol/g)].map((match) => match[1])
  return symbols.flatMap((symbol) => {
    const brand = new RegExp(`type (\\w+) =[^=]*?\\[${String(symbol)}\\]: true`).exec(file.text)
    return brand?.[1] === undefined ? [] : [brand[1]]
  })
}

describe('the house', () => {
  it('has files to look at in every room', () => {
    for (const room of ROOMS) expect(sourceFilesUnder(room), room).not.to.be.empty
  })

  it('imports one way: gateway, config, trust, protocols', () => {
    expect(product.flatMap(importsAgainstTheGrain)).to.deep.equal([])
  })

  it('never imports its tests into the product', () => {
    const wrong = (file: SourceFile): boolean =>
      file.imports.some((specifier) => importedPath(file.path, specifier)?.startsWith('test/') === true)
    expect(offenders(product, wrong)).to.deep.equal([])
  })

  it('ends each relative import in .ts', () => {
    const wrong = (file: SourceFile): boolean =>
      file.imports.some((specifier) => specifier.startsWith('.') && !/\.(ts|json)$/.test(specifier))
    expect(offenders(all, wrong)).to.deep.equal([])
  })

  it('has a README in every room', () => {
    const rooms = [...ROOMS, 'test']
    expect(rooms.filter((room) => !exists(`${room}/README.md`))).to.deep.equal([])
  })

  it('keeps the README of each room to one screen', () => {
    const written = ROOMS.filter((room) => exists(`${room}/README.md`))
    expect(written.filter((room) => readText(`${room}/README.md`).split('\n').length > 120)).to.deep.equal([])
  })
})

describe('a name', () => {
  it('is in kebab case', () => {
    expect(
      all.map((file) => file.path).filter((path) => !NAMES.test(path.slice(path.lastIndexOf('/') + 1))),
    ).to.deep.equal([])
  })

  it('says something', () => {
    const words = (path: string): readonly string[] => path.replace(/(\.test)?\.ts$/, '').split(/[/-]/)
    expect(
      all.map((file) => file.path).filter((path) => words(path).some((word) => WORDLESS.includes(word))),
    ).to.deep.equal([])
  })

  it('is the same everywhere: nothing is exported as default', () => {
    const insisted = new Set(['test/reporter/count-reporter.ts'])
    const wrong = (file: SourceFile): boolean => /^export (default\b|\{[^}]*\bas default\b)/m.test(file.text)
    expect(offenders(all, (file) => !insisted.has(file.path) && wrong(file))).to.deep.equal([])
  })
})

describe('a source file', () => {
  it('switches no check off', () => {
    const marks = [
      '@ts-' + 'ignore',
      '@ts-' + 'nocheck',
      '@ts-' + 'expect-error',
      'eslint-' + 'disable',
      'prettier-' + 'ignore',
    ]
    expect(offenders(all, (file) => marks.some((mark) => file.text.includes(mark)))).to.deep.equal([])
  })

  it('leaves no note of work undone', () => {
    const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`)
    expect(offenders(all, (file) => marks.test(file.text))).to.deep.equal([])
  })

  it('stays under 300 lines in the product, tables made by a script aside', () => {
    const wrong = (file: SourceFile): boolean =>
      file.text.split('\n').length > 301 && !/^\/\/ Generated by /.test(file.text)
    expect(offenders(product, wrong)).to.deep.equal([])
  })

  it('makes no error class of its own', () => {
    const wrong = (file: SourceFile): boolean => /\bextends \w*Error\b/.test(file.text)
    expect(offenders(product, wrong)).to.deep.equal(['protocols/federation-error.ts'])
  })

  it('names no machine, registry or folder it was made on', () => {
    const marks = [/\/work\/(main|shared)/, /\/tmp\/ws/, /\/root\//, /registry\.npm/]
    const self = 'test/architecture.test.ts'
    const texts = filesUnder('')
      .filter((path) => /\.(ts|js|cjs|mjs|json|ya?ml|md|ics|txt|xml)$|^[^.]+$|^\.npmrc$/.test(path) && path !== self)
      .filter((path) => path !== 'test-report.json')
    expect(texts.filter((path) => marks.some((mark) => mark.test(readText(path))))).to.deep.equal([])
  })

  const mirror = (path: string): string => `test/${path.replace(/\.ts$/, '.test.ts')}`
  const elsewhere = [TESTED_THROUGH, TESTED_AS_PROCESS].flatMap((table) => Object.values(table).flat())

  it('has a test file that mirrors it, or is named with the one that tests it', () => {
    // The compiler last: it takes a second for every few files.
    const untested = product
      .filter((file) => !elsewhere.includes(file.path) && !exists(mirror(file.path)))
      .filter((file) => !holdsOnlyTypes(file))
    expect(untested.map((file) => file.path)).to.deep.equal([])
  })

  it('is named so only while it exists and has no test file of its own', () => {
    expect(elsewhere.filter((path) => !exists(path) || exists(mirror(path)))).to.deep.equal([])
    expect(new Set(elsewhere).size).to.equal(elsewhere.length)
  })

  for (const [test, sources] of Object.entries(TESTED_THROUGH)) {
    it(`is reached from the test that is named for it: ${test}`, () => {
      const reached = reachedFrom(test)
      expect(sources.filter((path) => !reached.has(path))).to.deep.equal([])
    })
  }

  for (const test of Object.keys(TESTED_AS_PROCESS)) {
    it(`is run by the test that is named for it: ${test}`, () => {
      expect(exists(test)).to.equal(true)
    })
  }
})

describe('a brand', () => {
  /** A `SharedView` is not parsed but decided; it has a rule of its own below. */
  const brands = product
    .flatMap((file) => brandsOf(file).map((brand) => ({ brand, home: file.path })))
    .filter(({ brand }) => brand !== 'SharedView')

  it('is found by this test', () => {
    expect(brands.map(({ brand }) => brand)).to.include.members(['MailboxAddress', 'Domain'])
  })

  it('is given only in the file that declares it, where the value was just checked', () => {
    const casts = brands.flatMap(({ brand, home }) =>
      offenders(
        product,
        (file) => file.path !== home && new RegExp(`\\bas ${brand}\\b(?!\\[)`).test(withoutImports(file)),
      ).map((path) => `${path} casts to ${brand}`),
    )
    expect(casts).to.deep.equal([])
  })

  it('of an answer is given once, by the policy', () => {
    const casts = all.filter((file) => file.path !== 'test/architecture.test.ts' && /\bas SharedView\b/.test(file.text))
    expect(casts.filter((file) => !file.path.startsWith('test/')).map((file) => file.path)).to.deep.equal([
      'trust/policies/share-view.ts',
    ])
    expect(readText('trust/policies/share-view.ts').match(/\bas SharedView\b/g)).to.have.length(1)
  })
})

const withoutImports = (file: SourceFile): string => file.text.replaceAll(/^(import|export) .*from .*$/gm, '')

describe('a package', () => {
  const doors: readonly (readonly [name: string, where: RegExp])[] = [
    ['ioredis', /-redis\.ts$/],
    ['node-forge', /^trust\/keys\//],
    ['jsonwebtoken', /^trust\//],
    ['undici', /^protocols\/http\//],
    ['openid-client', /^protocols\/openid\//],
    ['express', /^gateway\//],
    ['commander', /^gateway\/cli\//],
    ['ical.js', /^protocols\/icalendar\//],
    ['tldts', /^trust\/organization\//],
    ['xml2js', /^protocols\//],
  ]

  for (const [name, where] of doors) {
    it(`comes in through one door: ${name}`, () => {
      const importers = product.filter((file) => file.imports.some((i) => i === name || i.startsWith(`${name}/`)))
      expect(offenders(importers, (file) => !where.test(file.path))).to.deep.equal([])
    })
  }

  it('that is a dependency is imported somewhere in the product or the simulated organizations', () => {
    const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> }
    const shipped = [...product, ...tests.filter((file) => file.path.startsWith('test/organizations/'))]
    const imported = new Set(shipped.flatMap((file) => file.imports))
    const used = (name: string): boolean => [...imported].some((i) => i === name || i.startsWith(`${name}/`))
    expect(Object.keys(dependencies).filter((name) => !used(name))).to.deep.equal([])
  })
})
