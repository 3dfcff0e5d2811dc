// How a person sees the guest: VNC, SPICE, windows and buses.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type {
  DbusGraphics,
  EglHeadlessGraphics,
  Graphics,
  RdpGraphics,
  SdlGraphics,
  SpiceGraphics,
  VncGraphics,
} from '../../../model/domain/devices/graphics.js'
import { spiceChannelNames } from '../../../model/domain/devices/graphics.js'
import { audioBackend } from './audio.js'
import type { CommandContext } from './CommandContext.js'
import { argument, type CommandOption, type Properties } from './CommandOption.js'
import { escapeComma, keyValue } from './keyValue.js'
import { tlsObjects } from './tlsObject.js'

/** Lowest port of a VNC display: QEMU counts displays from there. */
const vncPortBase = 5900
const vncTlsId = 'vnc-tls-creds0'

function vncPlace(graphics: VncGraphics): string {
  const [listen] = graphics.listens
  if (listen?.type === 'socket') return `vnc=unix:${escapeComma(listen.socket ?? '')}`
  if (listen?.type === 'none' || listen === undefined) return 'none'
  const address = listen.address ?? ''
  const host = address.includes(':') ? `[${address}]` : address
  const websocket = graphics.websocket ? `,websocket=${graphics.websocket}` : ''
  return `${escapeComma(host)}:${(graphics.port ?? vncPortBase) - vncPortBase}${websocket}`
}

function audiodev(id: number | undefined): string | undefined {
  return id === undefined ? undefined : `audio${id}`
}

function vnc(graphics: VncGraphics, domain: Domain, context: CommandContext): CommandOption[] {
  const { settings } = context
  const rest: Properties = {
    share: graphics.sharePolicy,
    password: graphics.passwd !== undefined || settings.vncPassword !== undefined ? true : undefined,
    'tls-creds': settings.vncTls ? vncTlsId : undefined,
    sasl: settings.vncSasl ? true : undefined,
    'power-control': graphics.powerControl,
    audiodev: audioBackend(domain, graphics.audioId),
  }
  const tail = keyValue(rest)
  const options = settings.vncTls ? tlsObjects(context, 'vnc', vncTlsId, 'server') : []
  options.push(argument('-vnc', tail === '' ? vncPlace(graphics) : `${vncPlace(graphics)},${tail}`))
  if (graphics.keymap !== undefined) options.push(argument('-k', graphics.keymap))
  return options
}

/** Where a SPICE server listens, and which kinds of connection that gives. */
function spicePlace(graphics: SpiceGraphics): { place: Properties; plain: boolean; secure: boolean } {
  const [listen] = graphics.listens
  if (listen?.type === 'socket') return { place: { unix: true, addr: listen.socket }, plain: true, secure: false }
  const port = graphics.port && graphics.port > 0 ? graphics.port : undefined
  const tls = graphics.tlsPort && graphics.tlsPort > 0 ? graphics.tlsPort : undefined
  // QEMU wants a port to be said even where there is to be none.
  if (listen === undefined || listen.type === 'none' || (port === undefined && tls === undefined)) {
    return { place: { port: 0 }, plain: false, secure: false }
  }
  const place = { port, 'tls-port': tls, addr: listen.address }
  return { place, plain: port !== undefined, secure: tls !== undefined }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for a wish that no connection fulfils */
function spiceChannels(graphics: SpiceGraphics, plain: boolean, secure: boolean): string[] {
  const words = { secure: 'tls-channel', insecure: 'plaintext-channel' } as const
  const pair = (mode: 'any' | keyof typeof words | undefined, name: string, what: string) => {
    if (mode === undefined || mode === 'any') return []
    if (mode === 'secure' ? !secure : !plain) {
      const missing = mode === 'secure' ? 'TLS' : 'plaintext'
      throw new LibvirtError(
        'CONFIG_UNSUPPORTED',
        `spice ${what.replace('%', mode)} in XML configuration, but ${missing} connection is not available`,
      )
    }
    return [`${words[mode]}=${name}`]
  }
  const channels = spiceChannelNames.flatMap(name => pair(graphics.channels[name], name, '% channels set'))
  return [...pair(graphics.defaultMode, 'default', 'defaultMode % requested'), ...channels]
}

function spice(graphics: SpiceGraphics, context: CommandContext): CommandOption[] {
  const { settings } = context
  const ticket = graphics.passwd !== undefined || settings.spicePassword !== undefined
  const { place, plain, secure } = spicePlace(graphics)
  if (secure && !settings.spiceTls) {
    throw new LibvirtError(
      'CONFIG_UNSUPPORTED',
      'spice TLS port set in XML configuration, but TLS is disabled in qemu.conf',
    )
  }
  const head = keyValue({
    ...place,
    sasl: settings.spiceSasl ? true : undefined,
    'agent-mouse': graphics.mouse === undefined ? undefined : graphics.mouse === 'client',
    'disable-ticketing': ticket ? undefined : true,
    'x509-dir': secure ? settings.tls.spice.directory : undefined,
  })
  const tail = keyValue({
    'image-compression': graphics.image,
    'jpeg-wan-compression': graphics.jpeg,
    'zlib-glz-wan-compression': graphics.zlib,
    'playback-compression': graphics.playback,
    'streaming-video': graphics.streaming,
    'disable-copy-paste': graphics.copypaste === false ? true : undefined,
    'disable-agent-file-xfer': graphics.filetransfer === false ? true : undefined,
    gl: graphics.gl ? true : undefined,
    rendernode: graphics.gl ? graphics.rendernode : undefined,
    'seamless-migration': true,
  })
  const options = [
    argument('-spice', [head, ...spiceChannels(graphics, plain, secure), tail].filter(part => part !== '').join(',')),
  ]
  if (graphics.keymap !== undefined) options.push(argument('-k', graphics.keymap))
  return options
}

function sdl(graphics: SdlGraphics): CommandOption[] {
  const options = graphics.fullscreen ? [argument('-full-screen')] : []
  const gl = graphics.gl === undefined ? '' : `,gl=${graphics.gl ? 'on' : 'off'}`
  return [...options, argument('-display', `sdl${gl}`)]
}

function display(name: string, properties: Properties): CommandOption {
  const text = keyValue(properties)
  return argument('-display', text === '' ? name : `${name},${text}`)
}

function egl({ rendernode }: EglHeadlessGraphics): CommandOption[] {
  return [display('egl-headless', { rendernode })]
}

/** Address of the bus the daemon runs for a guest's display. */
export function dbusAddress(context: CommandContext): string {
  return `unix:path=${context.settings.dbusDirectory}/${context.shortName}-dbus.sock`
}

function dbus(graphics: DbusGraphics, context: CommandContext): CommandOption[] {
  return [
    display('dbus', {
      p2p: graphics.p2p ? true : undefined,
      addr: graphics.p2p ? undefined : (graphics.address ?? dbusAddress(context)),
      gl: graphics.gl ? true : undefined,
      rendernode: graphics.gl ? graphics.rendernode : undefined,
      audiodev: audiodev(graphics.audioId),
    }),
  ]
}

/** The desktop is served by a process of its own, which sees the guest over the bus. */
function rdp(_graphics: RdpGraphics, context: CommandContext): CommandOption[] {
  return [display('dbus', { addr: dbusAddress(context) })]
}

function options(graphics: Graphics, domain: Domain, context: CommandContext): CommandOption[] {
  switch (graphics.type) {
    case 'vnc':
      return vnc(graphics, domain, context)
    case 'spice':
      return spice(graphics, context)
    case 'sdl':
      return sdl(graphics)
    case 'egl-headless':
      return egl(graphics)
    case 'dbus':
      return dbus(graphics, context)
    case 'rdp':
      return rdp(graphics, context)
    case 'desktop':
      return []
  }
}

/** All displays. */
export function graphicsOptions(domain: Domain, context: CommandContext): CommandOption[] {
  return domain.devices.graphics.flatMap(graphics => options(graphics, domain, context))
}

/** Environment a display needs. */
export function graphicsEnvironment(domain: Domain, context: CommandContext): Record<string, string> {
  const environment: Record<string, string> = {}
  const { saslDirectory, vncSasl, spiceSasl, vncSaslDirectory, spiceSaslDirectory } = context.settings
  for (const graphics of domain.devices.graphics) {
    const sasl =
      graphics.type === 'vnc' && vncSasl
        ? (vncSaslDirectory ?? saslDirectory)
        : graphics.type === 'spice' && spiceSasl
          ? (spiceSaslDirectory ?? saslDirectory)
          : undefined
    if (sasl !== undefined) environment.SASL_CONF_PATH = sasl
    if (graphics.type !== 'sdl') continue
    if (graphics.xauth !== undefined) environment.XAUTHORITY = graphics.xauth
    if (graphics.display !== undefined) environment.DISPLAY = graphics.display
  }
  return environment
}
