import type { RecurrenceRule } from './recurrence-rule.ts'

/** The times of one day, as the product of three sorted lists: never written out, since it can be 86,400 long. */
export interface TimesOfDay {
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  readonly seconds: readonly number[]
}

export const timesCount = (times: TimesOfDay): number =>
  times.hours.length * times.minutes.length * times.seconds.length

/** The nth time, in ms after midnight. */
export function timeAt(times: TimesOfDay, n: number): number {
  const perMinute = times.seconds.length
  const perHour = perMinute * times.minutes.length
  const hour = times.hours[Math.floor(n / perHour)] as number
  const minute = times.minutes[Math.floor(n / perMinute) % times.minutes.length] as number
  return ((hour * 60 + minute) * 60 + (times.seconds[n % perMinute] as number)) * 1000
}

/** The first n in [0, length) for which `reached` holds, or length; `reached` never turns false again. */
export function firstIndex(length: number, reached: (n: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (reached(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** What BYHOUR, BYMINUTE and BYSECOND make of a day; where they are silent DTSTART speaks. `start` in ms as if UTC. */
export function timesOfDay(rule: RecurrenceRule, start: number): TimesOfDay {
  const date = new Date(start)
  return {
    hours: rule.byHour.length > 0 ? rule.byHour : [date.getUTCHours()],
    minutes: rule.byMinute.length > 0 ? rule.byMinute : [date.getUTCMinutes()],
    seconds: rule.bySecond.length > 0 ? rule.bySecond : [date.getUTCSeconds()],
  }
}
