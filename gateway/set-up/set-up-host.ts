/** The one address on which the set-up listens: this machine. */
export const SET_UP_HOST = '127.0.0.1'
