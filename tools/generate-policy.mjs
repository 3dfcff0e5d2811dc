// Writes polkit's action file from the call table's permissions: one action per permission, "yes" for those that only
// read, "no" for the others, as libvirt's own policy has it. Needs the built modules. Usage: node tools/generate-policy.mjs
import { writeFileSync } from 'node:fs'
import { permissions } from '../build/src/api/permissions.js'

const nouns = {
  connect: 'the virtualization host',
  domain: 'a guest',
  interface: 'a host network interface',
  network: 'a virtual network',
  network_port: 'a port of a virtual network',
  node_device: 'a host device',
  nwfilter: 'a network filter',
  nwfilter_binding: 'a binding of a network filter',
  secret: 'a secret',
  storage_pool: 'a storage pool',
  storage_vol: 'a storage volume',
}
// What the permission lets somebody do; NOUN stands for the object.
const phrases = {
  getattr: 'see NOUN',
  read: 'read the settings and state of NOUN',
  read_secure: 'read the secret data of NOUN',
  write: 'change NOUN',
  save: 'change the stored definition of NOUN',
  delete: 'remove the definition of NOUN',
  start: 'start NOUN',
  stop: 'stop NOUN',
  pm_control: 'control power management of NOUN',
  interface_transaction: 'begin or end a change of host interfaces',
  detect_storage_pools: 'look for storage pools',
  init_control: 'shut down or restart NOUN from within',
  hibernate: 'save NOUN to disk',
  suspend: 'pause and resume NOUN',
  send_input: 'send keys to NOUN',
  send_signal: 'send a signal inside NOUN',
  inject_nmi: 'raise a non-maskable interrupt in NOUN',
  core_dump: 'dump the memory of NOUN to a file',
  mem_read: 'read the memory of NOUN',
  block_read: 'read the disks of NOUN',
  block_write: 'work on the disks of NOUN',
  fs_trim: 'trim the file systems of NOUN',
  fs_freeze: 'freeze and thaw the file systems of NOUN',
  open_graphics: 'open the display of NOUN',
  open_device: 'open the console of NOUN',
  open_namespace: 'enter the namespace of NOUN',
  screenshot: 'take a picture of the screen of NOUN',
  set_time: 'set the clock of NOUN',
  set_password: 'set a password in NOUN',
  snapshot: 'work on snapshots of NOUN',
  checkpoint: 'work on checkpoints of NOUN',
  data_read: 'read the content of NOUN',
  data_write: 'write the content of NOUN',
  create: 'create NOUN',
  detach: 'take NOUN from the host or give it back',
}
const hyphens = text => text.replaceAll('_', '-')

function phrase(object, name) {
  const searched = name.match(/^search_(.*)$/)?.[1]
  const template = searched ? `list ${searched.replaceAll('_', ' ')} of NOUN` : (phrases[name] ?? `${name} NOUN`)
  const text = template.replace('NOUN', nouns[object])
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function action(object, name, everybody) {
  const defaults = ['any', 'inactive', 'active'].map(
    who => `      <allow_${who}>${everybody ? 'yes' : 'no'}</allow_${who}>`,
  )
  return `  <action id="org.libvirt.api.${hyphens(object)}.${hyphens(name)}">
    <description>${phrase(object, name)}</description>
    <message>System policy prevents this: ${phrase(object, name)}</message>
    <defaults>
${defaults.join('\n')}
    </defaults>
  </action>
`
}

let text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/PolicyKit/1/policyconfig.dtd">
<!-- Made by tools/generate-policy.mjs from src/api/permissions.ts. Change behaviour with rules, not here. -->
<policyconfig>
  <vendor>Virtbus</vendor>
`
for (const [object, names] of Object.entries(permissions)) {
  for (const [name, everybody] of Object.entries(names)) text += action(object, name, everybody)
}
writeFileSync('polkit/org.libvirt.api.policy', `${text}</policyconfig>\n`)
