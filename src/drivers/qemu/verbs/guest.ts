// What only the guest's own system can tell or do: by its agent.
import { domainAuthorizedSSHKeysSetFlags, domainGuestInfoTypes, domainSetTimeFlags } from '../../../api/enums/domain.js'
import { domainSetUserPasswordFlags } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { AgentError } from '../agent/AgentError.js'
import { type AgentSession, withAgent } from '../agent/askAgent.js'
import { guestFilesystems } from '../agent/guestFilesystems.js'
import { infoRows } from '../agent/guestInfo.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { QmpError } from '../monitor/QmpError.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

const nanoseconds = 1_000_000_000n
/** What fits into the agent's signed 64 bits, seconds. */
const latest = (1n << 63n) / nanoseconds

export const guestVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainGetTime: ({ dom }, call) =>
    withAgent(context, dom, 'domainGetTime', call, async agent => {
      const time = (await agent.ask('guest-get-time')).bigint()
      return { seconds: time / nanoseconds, nseconds: Number(time % nanoseconds) }
    }),
  async domainSetTime({ dom, seconds, nseconds, flags }, call) {
    const sync = (flags & domainSetTimeFlags.SYNC) !== 0
    if (!sync && (seconds >= latest || seconds < 0n)) {
      throw new LibvirtError('INVALID_ARG', `Time '${seconds}' is too big for guest agent`)
    }
    const time = seconds * nanoseconds + BigInt(nseconds)
    await withAgent(context, dom, 'domainSetTime', call, agent =>
      agent.ask('guest-set-time', sync ? undefined : { time }),
    )
    await forgetLateTicks(dom)
  },
  domainGetFsinfo: ({ dom }, call) =>
    withAgent(context, dom, 'domainGetFsinfo', call, async agent => {
      const found = guestFilesystems(await agent.ask('guest-get-fsinfo'), dom.active().guest.definition)
      const info = found.map(({ mountpoint, name, type, disks }) => ({
        mountpoint,
        name,
        fstype: type,
        dev_aliases: disks.flatMap(({ alias }) => alias ?? []),
      }))
      return { info, ret: info.length }
    }),
  domainFsfreeze: ({ dom, mountpoints }, call) =>
    withAgent(context, dom, 'domainFsfreeze', call, async agent => {
      const lengthy = { lengthy: true }
      const answer =
        mountpoints.length > 0
          ? await agent.ask('guest-fsfreeze-freeze-list', { mountpoints }, lengthy)
          : await agent.ask('guest-fsfreeze-freeze', undefined, lengthy)
      return { filesystems: answer.int32() }
    }),
  async domainFsthaw({ dom, mountpoints }, call) {
    if (mountpoints.length > 0) {
      throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'specifying mountpoints is not supported')
    }
    const answer = await withAgent(context, dom, 'domainFsthaw', call, agent =>
      agent.ask('guest-fsfreeze-thaw', undefined, { lengthy: true }),
    )
    return { filesystems: answer.int32() }
  },
  async domainFstrim({ dom, mountPoint, minimum }, call) {
    if (mountPoint !== undefined) {
      throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'Specifying mount point is not supported for now')
    }
    await withAgent(context, dom, 'domainFstrim', call, agent =>
      agent.ask('guest-fstrim', { minimum }, { lengthy: true }),
    )
  },
  async domainSetUserPassword({ dom, user, password, flags }, call) {
    if (user === undefined || password === undefined) {
      const missing = user === undefined ? 'user' : 'password'
      throw new LibvirtError('INVALID_ARG', `${missing} in virDomainSetUserPassword must not be NULL`, { bare: true })
    }
    const crypted = (flags & domainSetUserPasswordFlags.ENCRYPTED) !== 0
    const args = { username: user, password: Buffer.from(password).toString('base64'), crypted }
    await withAgent(context, dom, 'domainSetUserPassword', call, agent => agent.ask('guest-set-user-password', args))
  },
  domainAuthorizedSshKeysGet: ({ dom, user }, call) =>
    withAgent(context, dom, 'domainAuthorizedSshKeysGet', call, async agent => {
      const answer = await agent.ask('guest-ssh-get-authorized-keys', { username: user })
      return {
        keys: answer
          .field('keys')
          .items()
          .map(key => key.string()),
      }
    }),
  async domainAuthorizedSshKeysSet({ dom, user, keys, flags }, call) {
    const { APPEND, REMOVE } = domainAuthorizedSSHKeysSetFlags
    const [command, args] =
      flags & REMOVE
        ? ['guest-ssh-remove-authorized-keys', { username: user, keys }]
        : ['guest-ssh-add-authorized-keys', { username: user, keys, reset: (flags & APPEND) === 0 }]
    await withAgent(context, dom, 'domainAuthorizedSshKeysSet', call, agent => agent.ask(command, args))
  },
  domainGetGuestInfo: ({ dom, types }, call) =>
    withAgent(context, dom, 'domainGetGuestInfo', call, async agent => {
      const params: TypedParameter[] = []
      for (const row of infoRows) {
        if (types !== 0 && !(types & domainGuestInfoTypes[row.type])) continue
        const answer = await askFor(agent, row.command, types !== 0)
        if (answer) params.push(...row.read(answer, dom.active().guest.definition))
      }
      return { params }
    }),
})

/** What nobody asked for in particular may be unknown to the agent. */
async function askFor(agent: AgentSession, command: string, wanted: boolean) {
  try {
    return await agent.ask(command)
  } catch (error) {
    if (wanted || !(error instanceof AgentError) || !error.lacksCommand) throw error
    return undefined
  }
}

/** Ticks that the guest missed and would be given now would put its clock ahead of the time it was just told. */
async function forgetLateTicks(dom: QemuDomain): Promise<void> {
  try {
    await dom.monitor().execute('rtc-reset-reinjection')
  } catch (error) {
    // Only machines with such a clock have the command.
    if (!(error instanceof QmpError)) throw error
  }
}
