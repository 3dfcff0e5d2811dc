// What virsh prints in a user's session, whose daemon it starts by itself.
import type { Step } from './Step.js'

export const sessionSteps: readonly Step[] = [
  ['uri', 'qemu:///session'],
  ['list --all', /^Id +Name +State\n-+$/],
  ['define /srv/virsh/transient.xml', "Domain 'brief' defined from /srv/virsh/transient.xml"],
  ['start brief', "Domain 'brief' started"],
  ['domstate brief --reason', 'running (booted)'],
  ['qemu-monitor-command brief --hmp "info status"', 'VM status: running'],
  ['dominfo brief', /^Persistent: +yes$/m],
  ['managedsave brief', "Domain 'brief' state saved by libvirt"],
  ['start brief', "Domain 'brief' started"],
  ['destroy brief', "Domain 'brief' destroyed"],
  ['autostart brief', "Domain 'brief' marked as autostarted"],
  ['undefine brief', "Domain 'brief' has been undefined"],
  ['list --all', /^Id +Name +State\n-+$/],
]
