import type { DemoPlace } from './DemoPlace.js'

/** Processes, files and scopes that still bear the guest's name, a line each. */
export async function leftovers(place: DemoPlace, name: string): Promise<string> {
  const looks = [
    `pgrep --list-full --full 'guest=${name}'`,
    `find ${place.folders.join(' ')} -name '*${name}*'`,
    ...(place.systemd ? ["systemctl list-units --no-legend --plain 'machine-qemu*.scope' | grep virtbus"] : []),
  ]
  const { stdout } = await place.run(['sh', '-c', looks.join('; ')])
  // The look itself has the name in its command line.
  const lines = stdout.split('\n').filter(line => line !== '' && !line.includes('pgrep'))
  return lines.join('\n')
}
