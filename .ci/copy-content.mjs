// The demo's calendars and policies stand beside the code that reads them, in dist as in the sources.
import { cpSync } from 'node:fs'

cpSync('config/demo', 'dist/config/demo', { recursive: true })
