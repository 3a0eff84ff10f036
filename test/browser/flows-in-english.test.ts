import { describeFlowsOf } from './walked-flows.ts'

describeFlowsOf({ language: 'en', scripts: 'on' })
