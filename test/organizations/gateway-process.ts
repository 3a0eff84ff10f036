import { readConfig } from '../../config/read-config.ts'
import { startGateway } from '../../gateway/main.ts'
import { endWithStarter, failToStart, tellReady } from './child-lifetime.ts'

/** The gateway of the demo: started from a configuration file as `ledig serve` does, and ended with the demo. */
async function main(file: string | undefined): Promise<void> {
  if (file === undefined) throw new Error('usage: gateway-process FILE')
  const gateway = await startGateway(readConfig(file, {}))
  endWithStarter(() => gateway.close())
  tellReady({ ready: true, url: gateway.url, ewsUrl: gateway.ewsUrl })
}

main(process.argv[2]).catch(failToStart)
