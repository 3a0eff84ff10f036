import {
  AttendeeInfo,
  AvailabilityData,
  AvailabilityOptions,
  DateTime,
  ExchangeService,
  ExchangeVersion,
  FreeBusyViewType,
  LegacyFreeBusyStatus,
  ServiceResult,
  TimeWindow,
  Uri,
  WebCredentials,
} from 'ews-javascript-api'
import type { EwsAccount } from '../organizations/ews-client.ts'

/** One mailbox as this library read it. */
export interface ReadAvailability {
  readonly result: string
  readonly events: readonly {
    readonly start: number
    readonly end: number
    readonly status: string
    readonly subject: string | null
    readonly location: string | null
  }[]
}

/**
 * Asks with `ews-javascript-api`, a port of Microsoft's EWS Managed API. It cuts the window to whole days and works in
 * the zone of this process.
 */
export async function askWithEwsJavascriptApi(
  account: EwsAccount,
  mailboxes: readonly string[],
  window: { readonly start: number; readonly end: number },
): Promise<readonly ReadAvailability[]> {
  const service = new ExchangeService(ExchangeVersion.Exchange2013)
  service.Credentials = new WebCredentials(account.username, account.password)
  service.Url = new Uri(account.ews)
  const options = new AvailabilityOptions()
  options.RequestedFreeBusyView = FreeBusyViewType.DetailedMerged
  const results = await service.GetUserAvailability(
    mailboxes.map((mailbox) => new AttendeeInfo(mailbox)),
    new TimeWindow(new DateTime(window.start), new DateTime(window.end)),
    AvailabilityData.FreeBusy,
    options,
  )
  return results.AttendeesAvailability.Responses.map((response) => ({
    result: ServiceResult[response.Result] ?? '',
    events: response.CalendarEvents.map((event) => ({
      start: Date.parse(event.StartTime.ToISOString()),
      end: Date.parse(event.EndTime.ToISOString()),
      status: LegacyFreeBusyStatus[event.FreeBusyStatus] ?? '',
      subject: event.Details?.Subject ?? null,
      location: event.Details?.Location ?? null,
    })),
  }))
}
