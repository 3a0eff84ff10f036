import { Command } from 'commander'

export function configCommand(): Command {
  const check = new Command('check')
    .description('Read a configuration with everything it names and report every problem.')
    .option('-c, --config <file>', 'configuration file', process.env['LEDIG_CONFIG'] ?? 'ledig.yaml')
    .action(async ({ config }: { config: string }) => {
      const { readConfig } = await import('../../config/read-config.ts')
      const { gateway, organizations } = readConfig(config, process.env)
      const hosted = organizations.map((organization) => organization.policy.organization.domains.join(', '))
      process.stdout.write(`${config}: sound. ${gateway.publicUrl} hosts ${hosted.join('; ') || 'no organization'}.\n`)
    })
  return new Command('config').description('Work with the configuration.').addCommand(check)
}
