/** So many parts a wait has; of a part in which this process itself stood still no more than the part is counted. */
const PARTS = 5

/**
 * What `reply` comes to, unless that takes longer than `withinMs`. While this process is stopped, or has no turn, a reply that
 * lies there is read after the timers that ran out meanwhile: it would be blamed for our own delay.
 *
 * @param late tells the error once the time is over, and does what follows from it
 */
export function inTime<T>(reply: Promise<T>, withinMs: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > 1 ? wait(left - 1) : reject(late())), withinMs / PARTS)
    }
    wait(PARTS)
    reply.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
