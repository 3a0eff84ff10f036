import { describeFlowsOf } from './walked-flows.ts'

describeFlowsOf({ language: 'sv', scripts: 'off' })
